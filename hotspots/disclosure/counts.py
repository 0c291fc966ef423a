"""The rule of every audience for counts by cell."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Final

from hotspots.disclosure.hiding import cells_to_hide
from members.audiences import Audience

EXACT: Final = frozenset({Audience.OPERATIONS})
"""The district's own managers, who can read the reports themselves."""

RESTRICTED: Final = frozenset({Audience.FUNDER, Audience.ANALYST, Audience.COUNCIL})
"""Counts under five hidden, with companions; the town's total is exact."""

CLASSED: Final = frozenset({Audience.MEMBER, Audience.MANAGER})
"""Businesses see classes of one another's reports; nothing is hidden from them."""

LEAST_SHOWN: Final = 5
LEAST_PUBLIC: Final = 10
LEAST_REPORTERS: Final = 3  # organisations behind a public cell, else it names its shop
_ROUND_TO: Final = 5  # with LEAST_PUBLIC the "10-5" rule of the Office for National Statistics


class AudienceNotServed(LookupError):
    """No rule says what this audience may see, so it sees nothing."""


@dataclass(frozen=True, slots=True)
class DisclosedCounts:
    """Counts as one audience may see them; None where hidden.

    Where everything is withheld, so are the zeros and the total.
    """

    values: Mapping[str, int | str | None]
    hidden: frozenset[str]
    total: int | None
    withheld: bool


def disclose(
    counts: Mapping[str, int],
    parents: Mapping[str, str],
    *,
    audience: Audience,
    reporters: Mapping[str, int] | None = None,
    also: Set[str] | None = frozenset(),
) -> DisclosedCounts:
    """Return member counts by cell as an audience may see them.

    Parameters
    ----------
    counts : mapping of cell to count
        All cells shown, on one fixed grid; never a shape that a reader may draw.
    parents : mapping of cell to parent
        The res-8 cell that each belongs to for hiding.
    audience : Audience
    reporters : mapping of cell to number of organisations, for the public only
        Cells left out count as none.
    also : set of cells, or None
        What audiences without small counts must not see because of what they hold already;
        None if that is everything (see `hotspots.disclosure.jointly`).

    Raises
    ------
    AudienceNotServed
        If no rule says what this audience may see.
    """
    if audience in EXACT:
        return _shown(counts, sum(counts.values()))
    if audience in CLASSED:
        classes = {cell: member_class(count) for cell, count in counts.items()}
        return _shown(classes, sum(counts.values()))
    if audience in RESTRICTED:
        if also is None:
            return _hide(counts, None, sum(counts.values()))
        hidden = cells_to_hide(counts, parents, least=LEAST_SHOWN, also=also)
        return _hide(counts, hidden, sum(counts.values()))
    if audience == Audience.PUBLIC:
        return _public(counts, parents, reporters or {})
    raise AudienceNotServed(f"No rule says what {audience} may see of member reports.")


def member_class(count: int) -> str:
    """Return the class of a count that members see: 0, 1-2, 3-5 or 6+."""
    if count == 0:
        return "0"
    if count <= 2:
        return "1-2"
    return "3-5" if count <= 5 else "6+"


def rounded(count: int) -> int:
    """Return a count rounded to the nearest five."""
    return (count + _ROUND_TO // 2) // _ROUND_TO * _ROUND_TO


def hidden_from_public(
    counts: Mapping[str, int], parents: Mapping[str, str], reporters: Mapping[str, int]
) -> frozenset[str] | None:
    """Return the cells that the public may not see, or None where it may see none at all.

    Where anything is hidden, zeros are hidden as well. Else two hidden quarters of a cell
    would tell somebody who knows its year as "1 to 4" that it is 2 at least.

    Parameters
    ----------
    counts, parents
        As for `disclose`.
    reporters : mapping of cell to number of organisations
    """
    lonely = {cell for cell in counts if reporters.get(cell, 0) < LEAST_REPORTERS}
    hidden = cells_to_hide(counts, parents, least=LEAST_PUBLIC, also=lonely)
    if not hidden:
        return hidden
    return hidden | {cell for cell, count in counts.items() if count == 0}


def _public(
    counts: Mapping[str, int], parents: Mapping[str, str], reporters: Mapping[str, int]
) -> DisclosedCounts:
    hidden = hidden_from_public(counts, parents, reporters)
    shown = {cell: rounded(count) for cell, count in counts.items()}
    return _hide(shown, hidden, rounded(sum(counts.values())))


def _shown(values: Mapping[str, int | str], total: int) -> DisclosedCounts:
    return DisclosedCounts(dict(values), frozenset(), total, withheld=False)


def _hide(values: Mapping[str, int], hidden: frozenset[str] | None, total: int) -> DisclosedCounts:
    if hidden is None:
        everything = frozenset(values)
        return DisclosedCounts(dict.fromkeys(values), everything, total=None, withheld=True)
    seen = {cell: None if cell in hidden else value for cell, value in values.items()}
    return DisclosedCounts(seen, hidden, total, withheld=False)
