"""The public map: a stored quarter in, everything that its page places out."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from hotspots.disclosure.counts import LEAST_PUBLIC, LEAST_REPORTERS
from hotspots.periods import Period
from hotspots.presenters import files, maps, words
from hotspots.presenters.legend import Swatch
from layers import cartography, ground_picture
from layers.cartography import View
from members import formats

Payload = Mapping[str, Any]
Cell = Mapping[str, Any]

_GAP: Final = 1.5  # picture units between a hexagon's edge and its cell's true edge
_OUTLINE: Final = 5.0  # a hexagon in focus is outlined inside its edge

CANNOT_TELL: Final = (
    (
        "How much happens.",
        (
            "It counts what businesses of the scheme chose to report and what the police "
            "recorded. A quiet hexagon may be one where nobody reports."
        ),
    ),
    (
        "Which of the two is right.",
        "Each source sees what is brought to it, and some incidents are in both.",
    ),
    (
        "Whether things are getting better or worse.",
        (
            "Numbers this small go up and down by chance, and the number of businesses that "
            "report changes. No quarter here is compared with another."
        ),
    ),
    (
        "Anything about one shop, one corner or one person.",
        (
            "Every record is moved to a nearby map point before it is counted, and nothing under "
            f"{LEAST_PUBLIC} is shown."
        ),
    ),
)

ABOUT: Final = (
    (
        "Where it comes from",
        (
            "Orange: reports by businesses of the scheme. Purple: anti-social behaviour recorded "
            "by the police and published on data.police.uk. Both are moved to the police's map "
            "points, so that they are counted in the same way."
        ),
    ),
    (
        "How late it is",
        (
            "A quarter is shown once, at least four weeks after it has ended and when the police "
            "figures for all of it are out; it is never changed afterwards."
        ),
    ),
    (
        "What is hidden",
        (
            f"Business counts under {LEAST_PUBLIC} (even none), or from fewer than "
            f"{LEAST_REPORTERS} businesses, are hidden, and where needed a neighbour's too, so "
            "that no hidden number can be worked out; all others are rounded to the nearest 5. "
            "Rough sleeping is on no public map, and no number of it is published here."
        ),
    ),
    (
        "How to challenge it",
        (
            "If a figure looks wrong, or somebody could be recognised from one, write to the "
            "office of the scheme and quote the analysis below: it can compute every figure again."
        ),
    ),
)
"""What stands beside the map: a sentence or two for each question."""

_WITHHELD: Final = (
    "Too few reports this quarter to show any number of them without giving single reports away."
)


@dataclass(frozen=True)
class Row:
    """One hexagon in the table, the map's twin."""

    cell: str
    place: str
    reports: str
    official: str
    is_hidden: bool


@dataclass(frozen=True)
class PublicPage:
    """Everything that `hotspots/public_map.html` places."""

    quarter: str
    months: str
    sentence: str
    picture: maps.MapPicture
    rows: list[Row]
    legends: dict[str, list[Swatch]]
    about: Sequence[tuple[str, str]]
    cannot_tell: Sequence[tuple[str, str]]
    compared: str
    source: str
    analysis: str
    built_on: str
    boundary: str
    has_hidden: bool


@dataclass(frozen=True)
class QuarterChoice:
    """One option of the chooser of quarters."""

    value: str
    words: str
    chosen: bool


def quarter_slug(period: Period) -> str:
    """Return a quarter as it stands in addresses: ``2026-q3``."""
    return f"{period.start.year}-q{_number(period.start)}"


def quarter_words(start: date) -> str:
    """Return a quarter in words: ``July to September 2026``."""
    return formats.span(f"{start:%Y-%m}", f"{start.year}-{start.month + 2:02d}")


def _number(start: date) -> int:
    return (start.month + 2) // 3


def choices(stored: Sequence[Period], shown: Period) -> list[QuarterChoice]:
    """Return the published quarters for the chooser; no other can be asked for."""
    return [
        QuarterChoice(quarter_slug(one), quarter_words(one.start), one == shown) for one in stored
    ]


def public_page(payload: Payload, ground: Mapping[str, Any]) -> PublicPage:
    """Return the page of a stored quarter over a basemap (GeoJSON features)."""
    start = date.fromisoformat(f"{payload['period']['from']}-01")
    boundary = payload["boundary"]
    valid_from = formats.day(date.fromisoformat(boundary["valid_from"]))
    kinds = [name.replace("_", " ") for name in payload["crosswalk"]["categories"]]
    return PublicPage(
        quarter=f"Quarter {_number(start)} of {start.year}",
        months=quarter_words(start),
        sentence=sentence(payload),
        picture=_picture(payload, ground),
        rows=_rows(payload),
        legends={"members": _legend("m", payload), "official": _legend("o", payload)},
        about=ABOUT,
        cannot_tell=CANNOT_TELL,
        compared=f"Counted: {formats.listing(kinds)}.",
        source=files.source_of(payload),
        analysis=payload["analysis"],
        built_on=formats.day(datetime.fromisoformat(payload["built_at"]).date()),
        boundary=f"{boundary['name']}, in force from {valid_from}",
        has_hidden=any(cell["hidden"] for cell in payload["cells"]),
    )


def sentence(payload: Payload) -> str:
    """Return the answer of the page in one sentence."""
    records = formats.count_of(payload["totals"]["officials"], "record")
    police = f"The police published {records} of anti-social behaviour in the same hexagons."
    if payload["totals"]["withheld"]:
        return f"{_WITHHELD} {police}"
    about = formats.whole(payload["totals"]["reports"])
    lead = f"Businesses made about {about} reports of anti-social behaviour"
    most = max((cell["reports"] or 0 for cell in payload["cells"]), default=0)
    if not most:
        return f"{lead}, in no hexagon enough to show. {police}"
    top = [words.place(cell) for cell in payload["cells"] if cell["reports"] == most]
    each = " each" if len(top) > 1 else ""
    shown = f"of the hexagons shown, the most by {formats.listing(top)} (about {most}{each})"
    return f"{lead}; {shown}. {police}"


def _rows(payload: Payload) -> list[Row]:
    ranked = sorted(
        payload["cells"],
        key=lambda cell: (-(cell["reports"] or 0), not cell["hidden"], -cell["official_count"]),
    )
    return [
        Row(
            cell=cell["cell"],
            place=words.place(cell),
            reports=_reports(cell),
            official=formats.whole(cell["official_count"]),
            is_hidden=cell["hidden"],
        )
        for cell in ranked
    ]


def _reports(cell: Cell) -> str:
    if cell["hidden"]:
        return "hidden"
    return f"about {formats.whole(cell['reports'])}" if cell["reports"] else "none"


def _picture(payload: Payload, ground: Mapping[str, Any]) -> maps.MapPicture:
    view = maps.view_of(payload)
    hexagons = [_hexagon(cell, payload, view) for cell in payload["cells"]]
    return maps.MapPicture(
        box=view.box,
        areas=ground_picture.shapes(ground, view, ground_picture.AREAS),
        streets=ground_picture.shapes(ground, view, ground_picture.LINES),
        boundary=cartography.geometry_path(payload["boundary"]["geometry"], view),
        names=maps.names_between(ground, hexagons, view),
        hexagons=hexagons,
        attribution=maps.attribution(payload),
        illustrative=payload["boundary"]["illustrative"],
    )


def _hexagon(cell: Cell, payload: Payload, view: View) -> maps.Hexagon:
    x, y = view.xy(cell["centre"])
    place = words.place(cell)
    official = formats.count_of(cell["official_count"], "police record")
    return maps.Hexagon(
        cell=cell["cell"],
        place=place,
        path=cartography.inset_path(cell["ring"], view, _GAP),
        outline=cartography.inset_path(cell["ring"], view, _OUTLINE),
        x=round(x, 1),
        y=round(y, 1),
        size=round(cartography.breadth_of(cell["ring"], view) / 8, 1),
        members="" if cell["hidden"] else formats.whole(cell["reports"]),
        official=formats.whole(cell["official_count"]),
        ratio="",
        range="",
        styles={
            "members": "unsaid" if cell["hidden"] else f"m-{_step(cell['reports'], payload)}",
            "official": f"o-{_step(cell['official_count'], payload)}",
            "ratio": "unsaid",
        },
        hatched={"members": cell["hidden"], "official": False, "ratio": False},
        flagged=False,
        label=f"{place}: business reports {_reports(cell)}, {official}",
        name=maps.lines_of(place),
    )


def _step(count: int, payload: Payload) -> int:
    """Return the class of a count: 0 for none, then 1 to 5."""
    return bisect_right(payload["scale"], count)


def _legend(prefix: str, payload: Payload) -> list[Swatch]:
    """Return the swatches; no report count is ever shown in the class from 1 to 9."""
    edges = payload["scale"]
    texts = ["none", *(f"{low} to {high - 1}" for low, high in itertools.pairwise(edges))]
    texts.append(f"{edges[-1]} or more")
    found = [Swatch(f"{prefix}-{step}", text) for step, text in enumerate(texts)]
    return [one for one in found if one.style != "m-1"]
