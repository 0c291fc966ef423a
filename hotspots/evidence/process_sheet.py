"""The scheme's own counts as CSV, there and back. "withheld" stands where a number is small."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from hotspots.evidence.sheets import SheetRefused, read_table, whole_of, write_table

Json = dict[str, Any]
Row = tuple[str, str, object]
Told = Mapping[tuple[str, str], str]

PROCESS: Final = ("measure", "of", "value")
WITHHELD: Final = "withheld"
_OPEN: Final = "open"  # the end of the last band
_PERIODS: Final = ("before", "after")
_AFTER: Final = ("members_reporting", "incidents", "acted", "closed")
_EXPOSED: Final = ("reports", "member_weeks")
_OLDER: Final = ("reports", "member_months")  # packs of schema 1
_TRAINED: Final = ("sessions", "people", "businesses")
_ANSWER: Final = "first action"
_PARTNER: Final = re.compile(r"first action of (.+) within hours")


def process_csv(counts: Mapping[str, Any]) -> bytes:
    """Return the scheme's own counts, cut for the funder, as CSV."""
    return write_table(PROCESS, _rows(counts))


def _rows(counts: Mapping[str, Any]) -> Iterable[Row]:
    yield from _by_month(counts["monthly"]) if "monthly" in counts else _by_period(counts)
    for name in _AFTER:
        yield name, "after", _told(counts[name])
    for code, count in sorted(counts["outcomes"].items()):
        yield "outcome", code, _told(count)
    yield from _bands(_ANSWER, counts["response"])
    for partner, one in sorted(counts.get("partners", {}).items()):
        yield from _of_partner(f"{_ANSWER} of {partner}", one)
    for period, trained in sorted(counts.get("training", {}).items()):
        yield from ((f"training {name}", period, _told(trained[name])) for name in _TRAINED)


def _by_period(counts: Mapping[str, Any]) -> Iterable[Row]:
    for name in _OLDER:
        for period in _PERIODS:
            yield name, period, counts[name][period]


def _by_month(monthly: Mapping[str, Any]) -> Iterable[Row]:
    for period in _PERIODS:
        for month, one in sorted(monthly[period].items()):
            for name in _EXPOSED:
                yield f"{name} {period}", month, one[name]


def _of_partner(name: str, response: Mapping[str, Any]) -> Iterable[Row]:
    """Yield its bands, or that there are none: that the partner was given something is told."""
    if not response["counts"]:
        yield f"{name} within hours", "", WITHHELD
    yield from _bands(name, response)


def _bands(name: str, response: Mapping[str, Any]) -> Iterable[Row]:
    for end, count in zip(response["edges"][1:], response["counts"], strict=False):
        yield f"{name} within hours", _OPEN if end is None else f"{end:g}", count
    for start in response["edges"][:1]:
        yield f"{name} from hours", f"{start:g}", 0


def _told(count: int | None) -> object:
    return WITHHELD if count is None else count


def process_of(content: bytes) -> Json:
    """Return the scheme's own counts of a CSV.

    Raises
    ------
    SheetRefused
        If the table is not of the form.
    """
    rows = read_table(content, PROCESS)
    told = {(measure, of): value for measure, of, value in rows}
    if len(told) < len(rows):
        raise SheetRefused("process.csv: a measure stands twice.")
    try:
        return {
            **_exposure(told),
            **{name: _maybe(told[name, "after"]) for name in _AFTER},
            "outcomes": {of: _maybe(told["outcome", of]) for of in _ofs(rows, "outcome")},
            "response": _response(rows, _ANSWER),
            **_later(rows, told),
        }
    except KeyError as error:
        raise SheetRefused(f"process.csv: {error.args[0]} is missing.") from error


def _exposure(told: Told) -> Json:
    if ("reports", "after") in told:
        return {
            name: {period: whole_of(told[name, period]) for period in _PERIODS} for name in _OLDER
        }
    return {"monthly": {period: _months(told, period) for period in _PERIODS}}


def _months(told: Told, period: str) -> Json:
    months = {of for measure, of in told if measure in {f"{name} {period}" for name in _EXPOSED}}
    return {
        month: {name: whole_of(told[f"{name} {period}", month]) for name in _EXPOSED}
        for month in sorted(months)
    }


def _later(rows: Sequence[Sequence[str]], told: Told) -> Json:
    """Return what packs of schema 1 do not have."""
    if ("reports", "after") in told:
        return {}
    found = [_PARTNER.fullmatch(measure) for measure, _, _ in rows]
    partners = sorted({one[1] for one in found if one})
    return {
        "partners": {name: _response(rows, f"{_ANSWER} of {name}") for name in partners},
        "training": {
            period: {name: _maybe(told[f"training {name}", period]) for name in _TRAINED}
            for period in _PERIODS
        },
    }


def _ofs(rows: Sequence[Sequence[str]], measure: str) -> list[str]:
    return [row[1] for row in rows if row[0] == measure]


def _response(rows: Sequence[Sequence[str]], name: str) -> Json:
    bands = [(row[1], row[2]) for row in rows if row[0] == f"{name} within hours"]
    if bands == [("", WITHHELD)]:
        return {"edges": [], "counts": []}
    starts = _ofs(rows, f"{name} from hours")
    if any(row[2] != "0" for row in rows if row[0] == f"{name} from hours"):
        raise SheetRefused("process.csv: nobody acts before the first band begins.")
    edges = [_hours(of) for of in (*starts, *(end for end, _ in bands))]
    return {"edges": edges, "counts": [whole_of(value) for _, value in bands]}


def _hours(text: str) -> int | None:
    return None if text == _OPEN else whole_of(text)


def _maybe(text: str) -> int | None:
    return None if text == WITHHELD else whole_of(text)
