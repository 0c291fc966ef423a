"""What downloads say: tables, GeoPackages, the pages of a trend, and the weeks of members."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pandas
import pyogrio

from tests.trust.attacker.collecting import Document
from tests.trust.attacker.reading import (
    Fact,
    Month,
    about_five,
    at_least_one,
    check_names,
    exactly,
    months_between,
    quarter_of,
)

Row = Mapping[str, Any]
Layers = Mapping[str, list[dict[str, Any]]]

_CLASSES: Final = {"0": (0, 0), "1-2": (1, 2), "3-5": (3, 5), "6+": (6, float("inf"))}


def rows_of(document: Document) -> list[dict[str, str]]:
    """Return the rows of a CSV, after looking whether every column is known."""
    found = csv.DictReader(io.StringIO(document.text, newline=""))
    check_names(found.fieldnames or [])
    return list(found)


def layers_of(document: Document) -> Layers:
    """Return the rows of every layer and table of a GeoPackage, with None where empty."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "taken.gpkg"
        path.write_bytes(document.body)
        names = [str(name) for name, _ in pyogrio.list_layers(path)]
        frames = {name: pyogrio.read_dataframe(path, layer=name) for name in names}
    found = {}
    for name, frame in frames.items():
        check_names(list(frame.columns))
        plain = pandas.DataFrame(frame.drop(columns="geometry", errors="ignore"))
        found[name] = plain.astype(object).where(plain.notna(), None).to_dict("records")
    return found


def facts_of_files(documents: Sequence[Document]) -> Iterator[Fact]:
    """Yield what CSVs and GeoPackages of contrast, public map and trend tell."""
    for document in documents:
        if document.content_type.startswith("text/csv"):
            yield from _of_rows(rows_of(document), _period_asked(document))
        elif "geopackage" in document.content_type:
            layers = layers_of(document)
            about = {row["name"]: row["value"] for row in layers["about"]}
            rows = layers.get("hexagons", []) or layers.get("months", [])
            yield from _of_rows(rows, _span(about.get("period", ""), "-to-"))


def _period_asked(document: Document) -> tuple[Month, ...]:
    found = re.search(r"[?&]period=([\d_-]+)", document.address)
    return _span(found[1], "_") if found else ()


def _span(text: str, between: str) -> tuple[Month, ...]:
    first, _, last = text.partition(between)
    whole = re.fullmatch(r"\d{4}-\d\d", first) and re.fullmatch(r"\d{4}-\d\d", last)
    return tuple(months_between(first, last)) if whole else ()


def _of_rows(rows: Sequence[Row], months: tuple[Month, ...]) -> Iterator[Fact]:
    for row in rows:
        if "member_count" in row and months:
            count = row["member_count"]
            told = exactly([row["cell"]], months, int(count)) if _is_told(count) else None
            yield told or at_least_one(row["cell"], months)
        elif "quarter" in row and "official_count" in row:
            count = row["reports"]
            yield about_five(
                row["cell"], quarter_of(row["quarter"]), count if _is_told(count) else None
            )
        elif "month" in row and "reports" in row and _is_told(row["reports"]):
            yield exactly([EVERYWHERE], (row["month"],), int(row["reports"]))


EVERYWHERE: Final = "*"
"""Stands for all hexagons of a town until they are known."""


def _is_told(value: Any) -> bool:
    return value not in (None, "")


class _Months(HTMLParser):
    """Rows that begin with the name of a month: the number in the first column after it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.found.append([])
        elif tag in ("th", "td") and self.found:
            self.found[-1].append("")

    def handle_data(self, data: str) -> None:
        if self.found and self.found[-1]:
            self.found[-1][-1] += data.strip()


def facts_of_trend_page(document: Document) -> Iterator[Fact]:
    """Yield what the table of months prints."""
    if not re.search(r"/trend/(\?|$)", document.address):
        return
    parser = _Months()
    parser.feed(document.text)
    for row in parser.found:
        month = pandas.to_datetime(row[0], format="%B %Y", errors="coerce") if row else pandas.NaT
        if not pandas.isna(month) and len(row) > 2 and re.fullmatch(r"[\d,]+", row[1]):
            yield exactly([EVERYWHERE], (f"{month:%Y-%m}",), int(row[1].replace(",", "")))


def spread(facts: Sequence[Fact]) -> list[Fact]:
    """Put every hexagon that anything tells of in place of the mark for all of them."""
    cells = frozenset().union(*(fact.cells for fact in facts)) - {EVERYWHERE}
    return [
        Fact(cells, fact.months, fact.low, fact.high) if EVERYWHERE in fact.cells else fact
        for fact in facts
    ]


def week_facts(documents: Sequence[Document]) -> tuple[list[Fact], set[tuple[str, str]]]:
    """Return what members' weeks tell of small hexagons, and the (cell, week) that are withheld.

    The district's line tells the count of every week, the file the class of every hexagon.
    """
    facts: set[Fact] = set()
    withheld = set()
    for document in documents:
        if "weekly.gpkg" not in document.address:
            continue
        layers = layers_of(document)
        small = layers["small_hexagons"]
        week, cells = small[0]["week"], frozenset(row["cell"] for row in small)
        total = next(row["reports"] for row in layers["weeks"] if row["id"] == week)
        facts.add(Fact(cells, (week,), total, total))
        for row in small:
            low, high = _CLASSES.get(row["group"], (0, float("inf")))
            facts.add(Fact(frozenset([row["cell"]]), (week,), low, high))
            if row["group"] is None:
                withheld.add((row["cell"], week))
    return sorted(facts, key=repr), withheld
