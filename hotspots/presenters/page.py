"""The contrast page: payload in, everything that the template places out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import log
from typing import Any, Final

from hotspots.periods import Period
from hotspots.presenters import files, legend, maps, words
from members import formats

Payload = Mapping[str, Any]
Cell = Mapping[str, Any]

_ORDER: Final = {"higher": 0, "lower": 1, "no clear difference": 2, "too few to say": 3}
_REACH: Final = 5.0  # it shows ratios from a fifth to five times, on a logarithmic scale


@dataclass(frozen=True)
class RangePlot:
    """A ratio with its range on a fixed logarithmic scale, in percent of the drawing's width.

    Even is in the middle.
    """

    low: float
    high: float
    at: float

    @property
    def breadth(self) -> float:
        """Return how wide the range is drawn."""
        return round(self.high - self.low, 1)


@dataclass(frozen=True)
class Row:
    """One line of the ranked table, the map's twin, and the card of the same hexagon."""

    cell: str
    place: str
    members: str
    members_share: str
    official: str
    official_share: str
    ratio: str
    range: str
    plot: RangePlot | None
    verdict: words.Verdict
    flags: list[str]
    sentence: str
    q: str
    sort: dict[str, str]


@dataclass(frozen=True)
class Strip:
    """The headline drawn: the answer beside what chance alone would give, in percent of width."""

    low: float
    high: float
    at: float
    figure: str
    ticks: list[tuple[float, str]]

    @property
    def breadth(self) -> float:
        """Return how wide the band of chance is drawn."""
        return round(self.high - self.low, 1)


@dataclass(frozen=True)
class Provenance:
    """What it takes to quote the page and to compute it again."""

    analysis: str
    code_version: str
    seed: int
    built_on: str
    boundary: str
    illustrative: bool


@dataclass(frozen=True)
class ContrastPage:
    """Everything that `hotspots/contrast.html` places."""

    period: str
    headline: words.Headline
    strip: Strip | None
    tallies: list[words.Tally]
    picture: maps.MapPicture | None
    rows: list[Row]
    legends: dict[str, list[legend.Swatch]]
    rule: str
    notes: list[str]
    cannot_tell: Sequence[tuple[str, str]]
    source: str
    provenance: Provenance
    totals_words: dict[str, str]
    has_marks: dict[str, bool]


def contrast_page(payload: Payload, basemap: Mapping[str, Any]) -> ContrastPage:
    """Return the page of a stored contrast over a basemap (GeoJSON features)."""
    cells, scale = payload["cells"], payload["scale"]
    return ContrastPage(
        period=formats.span(payload["period"]["from"], payload["period"]["to"]),
        headline=words.headline(payload),
        strip=_strip(payload),
        tallies=words.tallies(payload),
        picture=maps.picture(payload, basemap) if cells else None,
        rows=[_row(cell, payload) for cell in sorted(cells, key=_rank)],
        legends={
            "members": legend.share_legend("m", scale),
            "official": legend.share_legend("o", scale),
            "ratio": legend.ratio_legend(scale),
        },
        rule=words.rule(payload),
        notes=words.notes(payload),
        cannot_tell=words.CANNOT_TELL,
        source=files.source_of(payload),
        provenance=_provenance(payload),
        totals_words=words.totals(payload),
        has_marks={
            "few": any(not cell["testable"] for cell in cells),
            "hidden": any(cell["hidden"] for cell in cells),
            "absent": any(cell["members_here"] == 0 for cell in cells),
            "one_reporter": any(cell["one_reporter"] for cell in cells),
            "unsteady": any(cell["steady"] is False for cell in cells),
        },
    )


def _provenance(payload: Payload) -> Provenance:
    boundary = payload["boundary"]
    valid_from = formats.day(date.fromisoformat(boundary["valid_from"]))
    return Provenance(
        analysis=payload["analysis"],
        code_version=payload["code_version"],
        seed=payload["seed"],
        built_on=formats.day(datetime.fromisoformat(payload["built_at"]).date()),
        boundary=f"{boundary['name']}, in force from {valid_from}",
        illustrative=boundary["illustrative"],
    )


def _rank(cell: Cell) -> tuple[int, float, str]:
    """Put passed tests first, the widest gap at the top, and what cannot be said last."""
    gap = -abs(log(cell["ratio"])) if cell["ratio"] else 0.0
    return _ORDER[cell["verdict"]], gap, cell["cell"]


def _row(cell: Cell, payload: Payload) -> Row:
    totals = payload["totals"]
    said = cell["testable"] and not cell["hidden"] and cell["ratio"] is not None
    return Row(
        cell=cell["cell"],
        place=words.place(cell),
        members="withheld" if cell["hidden"] else formats.whole(cell["member_count"]),
        members_share="" if cell["hidden"] else _share(cell["member_count"], totals["members"]),
        official=formats.whole(cell["official_count"]),
        official_share=_share(cell["official_count"], totals["officials"]),
        ratio=formats.decimal(cell["ratio"]) if said else "",
        range=f"{formats.decimal(cell['ratio_low'])} to {formats.decimal(cell['ratio_high'])}"
        if said
        else "",
        plot=_plot(cell) if said else None,
        verdict=words.VERDICTS[cell["verdict"]],
        flags=words.flags(cell),
        sentence=words.sentence(cell, payload),
        q="" if cell["q"] is None else _probability(cell["q"]),
        sort=_sort_keys(cell),
    )


def _share(part: int, base: int) -> str:
    """Return a share for a narrow column, or nothing where the base is too small for one."""
    return formats.portion(part, base) if base >= formats.PERCENTAGE_BASE else ""


def _probability(value: float) -> str:
    return "under 0.001" if value < 0.001 else f"{value:.3f}"


def _sort_keys(cell: Cell) -> dict[str, str]:
    """Return plain numbers for sorting in the browser; what is withheld sorts as nothing."""
    return {
        "place": words.place(cell),
        "members": "" if cell["member_count"] is None else str(cell["member_count"]),
        "official": str(cell["official_count"]),
        "ratio": "" if cell["ratio"] is None or not cell["testable"] else f"{cell['ratio']:.6f}",
        "verdict": str(_ORDER[cell["verdict"]]),
    }


def _plot(cell: Cell) -> RangePlot:
    return RangePlot(
        *(_along(cell[name]) for name in ("ratio_low", "ratio_high", "ratio"))
    )  # fmt: skip


def _along(ratio: float) -> float:
    share = 0.5 + log(max(ratio, 1e-9)) / log(_REACH) / 2
    return round(min(max(share, 0.0), 1.0) * 100, 1)


def _strip(payload: Payload) -> Strip | None:
    found = payload["headline"]
    if not found["enough"]:
        return None
    furthest = max(found["dissimilarity"], found["chance_high"])
    top = next(step for step in (0.2, 0.4, 0.6, 0.8, 1.0) if furthest <= step * 0.95 or step == 1)
    ticks = [(round(index * 25.0, 1), f"{top * 25 * index:g}") for index in range(5)]
    return Strip(
        *(
            round(found[name] / top * 100, 1)
            for name in ("chance_low", "chance_high", "dissimilarity")
        ),
        formats.per_hundred(found["dissimilarity"]),
        ticks,
    )


@dataclass(frozen=True)
class PeriodChoice:
    """One option of the period chooser."""

    value: str
    words: str
    chosen: bool


def period_choices(published: Sequence[Published], shown: Published) -> list[PeriodChoice]:
    """Return the stored periods for `components/period.html`; no other can be asked for."""
    return [PeriodChoice(one.period.slug, _months(one.period), one == shown) for one in published]


def _months(period: Period) -> str:
    return formats.span(f"{period.start:%Y-%m}", f"{period.last:%Y-%m}")
