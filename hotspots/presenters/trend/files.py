"""The trend as a file: one row for each month, from the stored payload alone."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any, Final

Payload = Mapping[str, Any]

_LINES: Final = ("members", "asb", "wide", "widest")


def csv_lines(payload: Payload) -> Iterator[str]:
    """Yield ``trend.csv`` line by line (RFC 4180, CRLF); what is missing or not given is empty.

    `docs/data-dictionary.md` says what each column means. Every value is a number or a month,
    so nothing in the file can be taken for a formula.
    """
    invented = payload["district"]["invented"]
    has_counts = "counts" in payload["lines"]["members"]
    names = [*_columns(has_counts), *(["source"] if invented else [])]
    yield _line(names)
    for at, month in enumerate(payload["months"]):
        values = [month, *_counts(payload, at, has_counts), *_indices(payload, at)]
        yield _line([*values, "Invented data"] if invented else values)


def _columns(has_counts: bool) -> list[str]:
    counts = ["reports", "active_member_weeks", "asb", "wide", "widest"] if has_counts else []
    ends = ("", "_low", "_high") if has_counts else ("",)
    return ["month", *counts, *(f"{line}_index{end}" for line in _LINES for end in ends)]


def _counts(payload: Payload, at: int, has_counts: bool) -> list[Any]:
    if not has_counts:
        return []
    found = payload["lines"]
    weeks = round(found["members"]["exposure"][at], 6)
    official = [found[name]["counts"][at] for name in ("asb", "wide", "widest")]
    return [_or_empty(one) for one in (found["members"]["counts"][at], weeks, *official)]


def _indices(payload: Payload, at: int) -> list[Any]:
    found: list[Any] = []
    for name in _LINES:
        line = payload["lines"][name]["index"]
        breadth = max(len(one) for one in [[0], *filter(None, line)])
        found += line[at] or [""] * breadth
    return found


def _or_empty(value: Any) -> Any:
    return "" if value is None else value


def _line(values: Any) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(values)
    return buffer.getvalue()


def stem(payload: Payload) -> str:
    """Return a file name without ending: ``trend-northampton-2024-11-to-2026-10``."""
    period = payload["period"]
    return f"trend-{payload['district']['slug']}-{period['from']}-to-{period['to']}"
