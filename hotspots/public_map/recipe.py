"""Count a quarter for the public, and decide what is hidden. No clock, no database, no Django."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hotspots import recipe
from hotspots.disclosure.counts import LEAST_SHOWN, hidden_from_public
from hotspots.disclosure.jointly import Release, Span, hide_jointly
from hotspots.gathering import labels
from hotspots.public_map.releases import bounds_of
from hotspots.recipe import RESOLUTION, Result, parents_of

Json = dict[str, Any]


@dataclass(frozen=True)
class Ingredients:
    """What a public map is made of.

    Attributes
    ----------
    both : the reports and the police records of the quarter, as for a contrast.
    span : the quarter.
    given : what funders, analysts and the council were given of the same months, and the public
        of the quarters in them. Those readers hold the public map as well.
    """

    both: recipe.Ingredients
    span: Span
    given: Sequence[Release]


def compute(ingredients: Ingredients) -> Result:
    """Return the counts of a quarter, each with whether the public may see it.

    A count is shown from ten, with three organisations behind it, unless its hiding is needed
    so that another cannot be worked out: from the total, or together with anything that a
    reader was given before.

    Raises
    ------
    NotLegitimate
        If official points are too coarse for hexagons of this size here.
    """
    within, legitimacy = recipe.gathered(ingredients.both, RESOLUTION)
    counts = dict(zip(within.cells, within.members.tolist(), strict=True))
    voices = (within.by_member > 0).sum(axis=0).tolist()
    hidden = _hidden(counts, dict(zip(within.cells, voices, strict=True)), ingredients)
    names = labels(ingredients.both.snaps, within.cells, RESOLUTION)
    cells = [
        {
            "cell": cell,
            "label": name,
            "member_count": counts[cell],
            "organisations": heard,
            "official_count": int(official),
            "hidden": hidden is None or cell in hidden,
        }
        for cell, name, heard, official in zip(
            within.cells, names, voices, within.officials, strict=True
        )
    ]
    return Result(
        {
            "resolution": RESOLUTION,
            "legitimacy": recipe.legitimacy_as_json(legitimacy),
            "members": int(within.members.sum()),
            "officials": int(within.officials.sum()),
            "withheld": hidden is None,
        },
        cells,
    )


def _hidden(
    counts: Mapping[str, int], voices: Mapping[str, int], ingredients: Ingredients
) -> frozenset[str] | None:
    parents = parents_of(list(counts))
    alone = hidden_from_public(counts, parents, voices)
    if alone is None:
        return None
    new = Release(
        spans=(ingredients.span,),
        shown={cell: bounds_of(count) for cell, count in counts.items() if cell not in alone},
        hidden=alone,
        # Readers of monthly totals know it to the last report.
        total=(sum(counts.values()), sum(counts.values())),
        fewest_hidden=0,
    )
    safe = hide_jointly(new, ingredients.given, parents, least=LEAST_SHOWN)
    if safe is None or safe.hidden == alone:
        return None if safe is None else alone
    return safe.hidden | {cell for cell, count in counts.items() if count == 0}
