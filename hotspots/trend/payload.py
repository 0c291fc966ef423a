"""What one audience is given of a trend: plain data, cut once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any, Final

from hotspots.disclosure.counts import LEAST_SHOWN, RESTRICTED
from hotspots.disclosure.hiding import cells_to_hide
from hotspots.payloads import Facts
from members.audiences import Audience

SCHEMA: Final = 1
Json = dict[str, Any]

INDEX_ONLY: Final = frozenset({Audience.MEMBER, Audience.MANAGER})
"""They see how the lines move, and no counts."""


def trend_payload(facts: Facts, _: Sequence[Mapping[str, Any]], audience: Audience) -> Json:
    """Return what an audience may see, as `docs/data-dictionary.md` describes it.

    Monthly totals of the town are exact for operations, funder and analyst. Businesses see
    the index alone, in whole numbers. What members told the police is hidden from funder and
    analyst where few did or few did not, in every analysis alike.
    """
    town = facts.town
    return {
        "schema": SCHEMA,
        "kind": "trend",
        "analysis": facts.analysis_id,
        "district": facts.district,
        "audience": audience.value,
        "boundary": {name: value for name, value in facts.boundary.items() if name != "geometry"},
        "period": {"from": town["months"][0], "to": town["months"][-1]},
        "months": town["months"],
        "base_months": town["base_months"],
        "lines": {name: _line(line, audience) for name, line in town["lines"].items()},
        "gaps": {name: _gap(one, audience) for name, one in town["gaps"].items()},
        "relabelling": town["relabelling"],
        "told": None if audience in INDEX_ONLY else _told(town["told"], audience),
        "marks": town["marks"],
        "jumps": [] if audience in INDEX_ONLY else town["jumps"],
        "seed": facts.seed,
        "code_version": facts.code_version,
        "built_at": facts.built_at.astimezone(UTC).isoformat(timespec="seconds"),
    }


def _line(line: Json, audience: Audience) -> Json:
    if audience in INDEX_ONLY:
        # A range would tell the count it comes from.
        return {"index": [one and [round(one[0])] for one in line["index"]]}
    return dict(line)


_COUNTS: Final = ("members", "officials", "member_exposure", "official_exposure")


def _gap(found: Json, audience: Audience) -> Json:
    if audience in INDEX_ONLY:
        return {name: value for name, value in found.items() if name not in _COUNTS}
    return dict(found)


def _told(told: Json, audience: Audience) -> Json:
    """Return what members told the police, so cut that many months together tell no more.

    Whoever is not given small counts may keep every month's analysis. A quarter is withheld for
    its own count alone, so it is withheld in all of them; and sums over a year are told of
    calendar years, and only where no quarter of the year is withheld, so that no sum less the
    others is a withheld one.
    """
    if audience not in RESTRICTED:
        return {name: value for name, value in told.items() if name != "calendar"}
    small = {one["name"] for one in told["quarters"] if _is_small(one)}
    year = told["calendar"]
    whole = bool(year["year_of"]) and small.isdisjoint(year["year_of"])
    return {
        "quarters": [_row(one, hidden=one["name"] in small) for one in told["quarters"]],
        "year_of": year["year_of"],
        "categories": _hidden(year["categories"], whole=whole),
        "year": _row(year["year"], hidden=not whole),
    }


def _is_small(row: Json) -> bool:
    return any(0 < count < LEAST_SHOWN for count in (row["told"], row["answered"] - row["told"]))


def _hidden(rows: Sequence[Json], *, whole: bool) -> list[Json]:
    """Withhold the answers of a row where under five said yes, or no, and of its companions.

    Rows add up to the year's sum, so that one withheld row alone would be the difference.
    """
    kinds = [
        {one["name"]: one["told"] for one in rows},
        {one["name"]: one["answered"] - one["told"] for one in rows},
    ]
    hidden: set[str] = set() if whole else set(kinds[0])
    for counts in kinds:
        parents = dict.fromkeys(counts, "all")
        found = cells_to_hide(counts, parents, least=LEAST_SHOWN, also=hidden)
        hidden |= set(counts) if found is None else found
    return [_row(one, hidden=one["name"] in hidden) for one in rows]


def _row(one: Json, *, hidden: bool) -> Json:
    if not hidden:
        return {**one, "withheld": False}
    return {**one, "answered": None, "told": None, "share": None, "withheld": True}
