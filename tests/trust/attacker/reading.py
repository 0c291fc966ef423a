"""What collected documents say of reports: sums over hexagons and months, each within bounds.

A number of reports that no reader here understands fails the attack, so that a new kind of
file cannot be forgotten.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any, Final

from tests.trust.attacker.collecting import Document

Month = str  # 2025-07

_ROUNDING: Final = 2  # to the nearest five


@dataclass(frozen=True)
class Fact:
    """The reports of some hexagons in some months lie between two numbers."""

    cells: frozenset[str]
    months: tuple[Month, ...]
    low: float
    high: float


#: Counts of members' reports that are understood below, and what are no such counts.
_UNDERSTOOD: Final = frozenset({"member_count", "member_share", "members", "reports"})
_NO_COUNT: Final = frozenset(
    {
        "member_missing",
        "members_here",  # 0 or nothing for audiences without small counts
        "members_outside_coverage",
        "organisations_reporting",
    }
)


def facts_of(documents: Sequence[Document]) -> list[Fact]:
    """Return every fact that the documents tell, each once."""
    found: set[Fact] = set()
    for document in documents:
        if "json" in document.content_type:
            found |= set(_of_json(json.loads(document.text)))
        elif document.content_type.startswith("text/html"):
            found |= set(_of_page(document))
    return sorted(found, key=repr)


def check_names(names: Sequence[str]) -> None:
    """Refuse a column of counts of reports that no reader here understands."""
    strange = [
        name
        for name in names
        if re.search("member|report", name)
        and re.search("count|number|total|share|^members$|^reports$", name)
        and name not in _UNDERSTOOD | _NO_COUNT
    ]
    assert not strange, f"the attacker does not know what to make of {strange}"


def _of_json(told: Any) -> Iterator[Fact]:
    if not isinstance(told, dict) or told.get("type") != "FeatureCollection":
        return
    cells = [one["properties"] for one in told["features"] if "cell" in one["properties"]]
    if not cells:
        return
    for cell in cells:
        check_names(list(cell))
    if "member_count" in cells[0]:
        yield from _of_contrast(told, cells)
    elif "reports" in cells[0]:
        yield from _of_public_map(told, cells)


def _of_contrast(told: Mapping[str, Any], cells: Sequence[Mapping[str, Any]]) -> Iterator[Fact]:
    """Counts are exact, and so are the total and the sum of all that is hidden."""
    period, total = told["period"], told["totals"]["members"]
    left_out = {*period["official_missing"], *period["member_missing"]}
    months = tuple(
        one for one in months_between(period["from"], period["to"]) if one not in left_out
    )
    for cell in cells:
        if cell["member_count"] is not None:
            yield exactly([cell["cell"]], months, cell["member_count"])
            if total:  # the share has all its digits
                yield exactly([cell["cell"]], months, round(cell["member_share"] * total))
        else:
            yield at_least_one(cell["cell"], months)
    if total is not None:
        yield exactly([cell["cell"] for cell in cells], months, total)
    if told["together"]:
        hidden = [cell["cell"] for cell in cells if cell["hidden"]]
        yield exactly(hidden, months, told["together"]["member_count"])


def _of_public_map(told: Mapping[str, Any], cells: Sequence[Mapping[str, Any]]) -> Iterator[Fact]:
    """Counts are rounded to five and never under ten; what is hidden may be none."""
    months = quarter_of(cells[0]["quarter"])
    withheld = told["totals"]["withheld"]
    for cell in cells:
        yield about_five(cell["cell"], months, cell["reports"])
    if not withheld:
        about = told["totals"]["reports"]
        everywhere = frozenset(cell["cell"] for cell in cells)
        yield Fact(everywhere, months, about - _ROUNDING, about + _ROUNDING)


def about_five(cell: str, months: tuple[Month, ...], shown: int | str | None) -> Fact:
    """Return what a number of the public map tells; hidden is None, and may be none."""
    if shown is None:
        return Fact(frozenset([cell]), months, 0, float("inf"))
    if int(shown) == 0:
        return exactly([cell], months, 0)
    low, high = max(10, int(shown) - _ROUNDING), int(shown) + _ROUNDING
    return Fact(frozenset([cell]), months, low, high)


def at_least_one(cell: str, months: tuple[Month, ...]) -> Fact:
    """Return what a withheld number of a contrast tells: zeros are never withheld."""
    return Fact(frozenset([cell]), months, 1, float("inf"))


def exactly(cells: Sequence[str], months: tuple[Month, ...], count: int) -> Fact:
    """Return that some hexagons hold just so many."""
    return Fact(frozenset(cells), months, count, count)


class _Tables(HTMLParser):
    """Rows of tables whose first cell leads to a hexagon: its cell, and the texts beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[tuple[str, list[str]]] = []
        self._texts: list[str] | None = None
        self._cell = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "tr":
            self._cell, self._texts = "", []
        elif tag in ("td", "th") and self._texts is not None:
            self._texts.append("")
        elif tag == "a" and (told.get("href") or "").startswith("#hex-"):
            self._cell = (told["href"] or "").removeprefix("#hex-")

    def handle_endtag(self, tag: str) -> None:
        if tag == "tr" and self._texts is not None:
            if self._cell:
                self.rows.append((self._cell, [one.strip() for one in self._texts]))
            self._texts = None

    def handle_data(self, data: str) -> None:
        if self._texts:
            self._texts[-1] += data


def _of_page(document: Document) -> Iterator[Fact]:
    """What the public table prints; it must not say more than its files."""
    quarter = re.search(r'value="(\d{4}-q\d)" selected', document.text)
    if quarter is None:
        return
    parser = _Tables()
    parser.feed(document.text)
    for cell, texts in parser.rows:
        if number := re.fullmatch(r"about ([\d,]+)", texts[1]):
            about = int(number[1].replace(",", ""))
            low, high = max(10, about - _ROUNDING), about + _ROUNDING
            yield Fact(frozenset([cell]), quarter_of(quarter[1]), low, high)


def quarter_of(slug: str) -> tuple[Month, ...]:
    """Return the months of ``2026-q3``."""
    year, number = slug.split("-q")
    return tuple(f"{year}-{3 * int(number) - back:02d}" for back in (2, 1, 0))


def months_between(first: Month, last: Month) -> list[Month]:
    """Return the months from one to another, both included."""
    found, (year, month) = [], map(int, first.split("-"))
    while (one := f"{year}-{month:02d}") <= last:
        found.append(one)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return found
