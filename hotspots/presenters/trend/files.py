"""The trend as rows: one for each month, from the stored payload alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from hotspots.presenters import files

Payload = Mapping[str, Any]

_LINES: Final = ("members", "asb", "wide", "widest")
_OFFICIAL: Final = ("asb", "wide", "widest")
_ENDS: Final = ("", "_low", "_high")

_MEANINGS: Final = {
    "members": "reports per active member-week; the first twelve months together are 100",
    "asb": "police records of anti-social behaviour a day, likewise",
    "wide": "the same with public order and criminal damage",
    "widest": "and with drugs and possession of weapons",
}
_OF_THE_RANGE: Final = {
    "": "",
    "_low": ": lower end of the 95 % range",
    "_high": ": upper end of the 95 % range",
}

COLUMNS: Final[Mapping[str, str]] = {
    "month": "as 2026-10; the id of the row",
    "reports": "comparable reports of that London month inside the boundary; empty where nobody "
    "reported anything of any kind",
    "active_member_weeks": "weeks in which a membership was in force and somebody could sign in, "
    "summed over members",
    "asb": "police records of anti-social behaviour inside the boundary; open data",
    "wide": "the same with public order and criminal damage",
    "widest": "and with drugs and possession of weapons",
    **{
        f"{line}_index{end}": f"{_MEANINGS[line]}{_OF_THE_RANGE[end]}"
        for line in _LINES
        for end in _ENDS
    },
    "source": "whose figures they are",
}
"""``trend.csv`` and table ``months``; businesses are given month, four indices and source."""


def columns_of(payload: Payload) -> dict[str, str]:
    """Return the columns that this audience is given, with their meaning."""
    if _has_counts(payload):
        return dict(COLUMNS)
    kept = ("month", *(f"{line}_index" for line in _LINES), "source")
    return {name: COLUMNS[name] for name in kept}


def rows(payload: Payload) -> Iterator[dict[str, Any]]:
    """Yield a row for each month, the oldest first; what is missing or not given is None."""
    source, has_counts = files.source_of(payload), _has_counts(payload)
    for at, month in enumerate(payload["months"]):
        row: dict[str, Any] = {"month": month, **_indices(payload, at), "source": source}
        yield {**row, **_counts(payload, at)} if has_counts else row


def _has_counts(payload: Payload) -> bool:
    return "counts" in payload["lines"]["members"]


def _counts(payload: Payload, at: int) -> dict[str, Any]:
    found = payload["lines"]
    return {
        "reports": found["members"]["counts"][at],
        "active_member_weeks": round(found["members"]["exposure"][at], 6),
        **{name: found[name]["counts"][at] for name in _OFFICIAL},
    }


def _indices(payload: Payload, at: int) -> dict[str, Any]:
    """Return each index with as many of its ends as the audience is given."""
    found: dict[str, Any] = {}
    for name in _LINES:
        told = payload["lines"][name]["index"][at] or (None, None, None)
        found |= {f"{name}_index{end}": one for end, one in zip(_ENDS, told, strict=False)}
    return found


def stem(payload: Payload) -> str:
    """Return a file name without ending: ``trend-northampton-2024-11-to-2026-10``."""
    period = payload["period"]
    return f"trend-{payload['district']['slug']}-{period['from']}-to-{period['to']}"
