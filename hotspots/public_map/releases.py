"""What readers know of a period from what was published of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from hotspots.disclosure.counts import LEAST_PUBLIC, rounded
from hotspots.disclosure.jointly import Bounds, Release, Span
from hotspots.periods import add_months

_REACH = 2  # how far a count may be from its rounded self


def bounds_of(count: int) -> Bounds:
    """Return what a reader knows of a count that the public sees rounded, or as none."""
    if count == 0:
        return 0, 0
    about = rounded(count)
    return max(about - _REACH, LEAST_PUBLIC), about + _REACH


def release_of(payload: Mapping[str, Any]) -> Release | None:
    """Return what a stored contrast or public map tells, or None if it withholds everything."""
    if payload["totals"]["withheld"]:
        return None
    reading = {"contrast": _of_contrast, "public_map": _of_public_map}[payload["kind"]]
    return reading(payload, _spans(payload["period"]))


def _of_contrast(payload: Mapping[str, Any], spans: tuple[Span, ...]) -> Release:
    total = payload["totals"]["members"]
    shown = {
        cell["cell"]: (cell["member_count"], cell["member_count"])
        for cell in payload["cells"]
        if not cell["hidden"]
    }
    return Release(spans, shown, _hidden(payload), (total, total))


def _of_public_map(payload: Mapping[str, Any], spans: tuple[Span, ...]) -> Release:
    shown = {
        cell["cell"]: bounds_of(cell["reports"]) for cell in payload["cells"] if not cell["hidden"]
    }
    about = payload["totals"]["reports"]
    total = (max(0, about - _REACH), about + _REACH)
    return Release(spans, shown, _hidden(payload), total, fewest_hidden=0)


def _hidden(payload: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(cell["cell"] for cell in payload["cells"] if cell["hidden"])


def _spans(period: Mapping[str, Any]) -> tuple[Span, ...]:
    """Return the months that were counted; those that one source lacked are left out."""
    months = _months(period["from"], period["to"])
    left_out = {*period["official_missing"], *period["member_missing"]}
    return spans_of([month for month in months if f"{month:%Y-%m}" not in left_out])


def _months(first: str, last: str) -> list[date]:
    month, end = date.fromisoformat(f"{first}-01"), date.fromisoformat(f"{last}-01")
    found = []
    while month <= end:
        found.append(month)
        month = add_months(month, 1)
    return found


def spans_of(months: Sequence[date]) -> tuple[Span, ...]:
    """Return months as spans; those that follow one another are one, so that pieces are few."""
    found: list[Span] = []
    for start in months:
        end = add_months(start, 1)
        if found and found[-1][1] == start:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return tuple(found)
