"""What one audience is given of a contrast: plain data, cut once, from which all is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from hotspots.contrast import CellContrast, Contrast, Headline, Verdict
from hotspots.disclosure import DisclosedContrast, disclose_contrast
from hotspots.disclosure.counts import RESTRICTED
from hotspots.periods import Period
from hotspots.recipe import parents_of
from layers import grid
from members.audiences import Audience

__all__ = ["RESTRICTED", "Facts", "contrast_payload"]

SCHEMA: Final = 1
Json = dict[str, Any]


@dataclass(frozen=True)
class Facts:
    """What stands around the numbers of an analysis."""

    analysis_id: str
    district: Json  # slug, name, invented
    boundary: Json  # name, illustrative, valid_from, source, geometry (GeoJSON, degrees)
    period: Period
    parameters: Mapping[str, Any]
    town: Mapping[str, Any]
    seed: int
    code_version: str
    built_at: datetime


def contrast_payload(facts: Facts, cells: Sequence[Mapping[str, Any]], audience: Audience) -> Json:
    """Return what an audience may see, as `docs/data-dictionary.md` describes it.

    Parameters
    ----------
    facts : Facts
    cells : the stored values of every cell, uncut, sorted by cell.
    audience : one that may read contrasts.

    Raises
    ------
    AudienceNotServed
        If no rule says what this audience may see.
    """
    exact = audience not in RESTRICTED
    names = [str(one["cell"]) for one in cells]
    also = facts.town.get("hidden_restricted", [])  # analyses from before it have none
    seen = disclose_contrast(
        names,
        _as_contrast(facts, cells, exact=exact),
        parents_of(names),
        audience=audience,
        seed=facts.seed,
        also=None if also is None else frozenset(also),
    )
    return {
        **_heading(facts, audience),
        "totals": _totals(facts, seen, exact=exact),
        "headline": _headline(seen.headline),
        "dispersion": seen.dispersion,
        "together": _together(seen),
        # The largest share itself stays behind: only the round edges are drawn.
        "scale": {name: facts.town["scale"][name] for name in ("share", "ratio")},
        "cells": [_cell(one, seen, exact=exact) for one in cells],
    }


def _heading(facts: Facts, audience: Audience) -> Json:
    """Return what stands around the numbers: whose they are, of when, made how."""
    return {
        "schema": SCHEMA,
        "kind": "contrast",
        "analysis": facts.analysis_id,
        "district": facts.district,
        "audience": audience.value,
        "boundary": facts.boundary,
        "period": _period(facts),
        "resolution": facts.town["resolution"],
        "legitimacy": facts.town["legitimacy"],
        "crosswalk": {
            "version": facts.parameters["choice"]["crosswalk"],
            "categories": facts.town["categories"],
            "official_category": facts.parameters["official_category"],
        },
        "seed": facts.seed,
        "code_version": facts.code_version,
        "built_at": facts.built_at.astimezone(UTC).isoformat(timespec="seconds"),
    }


def _as_contrast(facts: Facts, cells: Sequence[Mapping[str, Any]], *, exact: bool) -> Contrast:
    """Return the stored numbers as the contrast that they came from."""
    town = facts.town
    return Contrast(
        cells=tuple(_as_cell(one) for one in cells),
        headline=Headline(
            town["dissimilarity"], town["chance_low"], town["chance_high"], enough=town["enough"]
        ),
        members=town["members"],
        officials=town["officials"],
        dispersion=town["dispersion" if exact else "dispersion_restricted"],
    )


def _as_cell(stored: Mapping[str, Any]) -> CellContrast:
    return CellContrast(
        members=stored["member_count"],
        officials=stored["official_count"],
        member_share=stored["member_share"],
        official_share=stored["official_share"],
        p=stored["p"],
        q=stored["q"],
        testable=stored["testable"],
        ratio=stored["ratio"],
        ratio_low=stored["ratio_low"],
        ratio_high=stored["ratio_high"],
        verdict=Verdict(stored["verdict"]),
        one_reporter=stored["one_reporter"],
    )


def _period(facts: Facts) -> Json:
    choice = facts.parameters["choice"]
    return {
        "from": f"{facts.period.start:%Y-%m}",
        "to": f"{facts.period.last:%Y-%m}",
        "months": facts.period.length,
        "official_missing": choice["official_missing"],
        "member_missing": choice["member_missing"],
        "crosses_redraw": False,  # such a period is refused before anything is computed
    }


def _totals(facts: Facts, seen: DisclosedContrast, *, exact: bool) -> Json:
    town = facts.town
    return {
        "members": seen.members,
        "officials": town["officials"],
        # Small counts of their own, which nobody but operations has a use for.
        "members_outside_coverage": town["members_outside_coverage"] if exact else None,
        "officials_without_location": town["officials_without_location"],
        "organisations_reporting": town["organisations_reporting"] if exact else None,
        "withheld": seen.withheld,
    }


def _headline(headline: Headline) -> Json:
    return {
        "dissimilarity": headline.dissimilarity,
        "chance_low": headline.chance_low,
        "chance_high": headline.chance_high,
        "enough": headline.enough,
    }


def _together(seen: DisclosedContrast) -> Json | None:
    """Return the one place that stands for all hidden cells, or None if none are hidden."""
    if seen.together is None:
        return None
    return {"cells": len(seen.hidden), **_numbers(seen.together)}


def _cell(stored: Mapping[str, Any], seen: DisclosedContrast, *, exact: bool) -> Json:
    cell = str(stored["cell"])
    shown = seen.cells[cell]
    drawn = {
        "cell": cell,
        "label": stored["label"],
        "centre": list(grid.centre_of(cell)),
        "ring": [list(corner) for corner in grid.boundary_of(cell)],
        "hidden": shown is None,
        "steady": stored["steady"] if exact else None,
        "one_reporter": stored["one_reporter"] if exact else None,
        # Whether anybody could report here is all that others need.
        "members_here": stored["members_here"] if exact or not stored["members_here"] else None,
    }
    if shown is not None:
        return {**drawn, **_numbers(shown)}
    withheld = dict.fromkeys(_numbers(_as_cell(stored)))
    return {
        **drawn,
        **withheld,
        "official_count": stored["official_count"],
        "official_share": stored["official_share"],
        "testable": False,
        "verdict": Verdict.TOO_FEW.value,
    }


def _numbers(cell: CellContrast) -> Json:
    return {
        "member_count": cell.members,
        "official_count": cell.officials,
        "member_share": cell.member_share,
        "official_share": cell.official_share,
        "ratio": cell.ratio,
        "ratio_low": cell.ratio_low,
        "ratio_high": cell.ratio_high,
        "p": cell.p,
        "q": cell.q,
        "testable": cell.testable,
        "verdict": cell.verdict.value,
    }
