"""The contrast page: payload in, everything that the template places out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hotspots.periods import Period
from hotspots.presenters import files, legend, maps, notes, table, words
from members import formats

Payload = Mapping[str, Any]


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
    only: str  # the one source there is, or empty: then the page shows no comparison
    tallies: list[words.Tally]
    picture: maps.MapPicture | None
    rows: list[table.Row]
    together: table.Together | None
    legends: dict[str, list[legend.Swatch]]
    rule: str
    notes: list[str]
    cannot_tell: Sequence[tuple[str, str]]
    source: str
    provenance: Provenance
    totals_words: dict[str, str]
    has_marks: dict[str, bool]

    @property
    def view(self) -> str:
        """Return which view the large map begins with."""
        return {"": "ratio", "none": "official"}.get(self.only, self.only)

    @property
    def hides_members(self) -> bool:
        """Tell whether the legend of the members' view begins hidden."""
        return self.view != "members"

    @property
    def hides_official(self) -> bool:
        """Tell whether the legend of the official view begins hidden."""
        return self.view != "official"


def contrast_page(payload: Payload, basemap: Mapping[str, Any]) -> ContrastPage:
    """Return the page of a stored contrast over a basemap (GeoJSON features)."""
    cells, scale = payload["cells"], payload["scale"]
    return ContrastPage(
        period=formats.span(payload["period"]["from"], payload["period"]["to"]),
        headline=words.headline(payload),
        strip=_strip(payload),
        only=words.only_source(payload),
        tallies=words.tallies(payload),
        picture=maps.picture(payload, basemap) if cells else None,
        rows=table.rows(payload),
        together=table.together(payload),
        legends={
            "members": legend.share_legend("m", scale),
            "official": legend.share_legend("o", scale),
            "ratio": legend.ratio_legend(scale),
        },
        rule=notes.rule(payload),
        notes=notes.notes(payload),
        cannot_tell=notes.CANNOT_TELL,
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


def _strip(payload: Payload) -> Strip | None:
    found = payload["headline"]
    if not found["enough"]:
        return None
    furthest = max(found["dissimilarity"], found["chance_high"])
    top = next(step for step in (0.2, 0.4, 0.6, 0.8, 1.0) if furthest <= step * 0.95 or step == 1)
    ticks = [(round(index * 25.0, 1), f"{top * 25 * index:g}") for index in range(5)]
    low, high, at = (
        round(found[name] / top * 100, 1) for name in ("chance_low", "chance_high", "dissimilarity")
    )
    return Strip(low, high, at, formats.per_hundred(found["dissimilarity"]), ticks)


@dataclass(frozen=True)
class PeriodChoice:
    """One option of the period chooser."""

    value: str
    words: str
    chosen: bool


def period_choices(stored: Sequence[Period], shown: Period) -> list[PeriodChoice]:
    """Return the stored periods for `components/period.html`; no other can be asked for."""
    return [PeriodChoice(one.slug, months(one), one == shown) for one in stored]


def months(period: Period) -> str:
    """Return a period in words: ``November 2025 to October 2026``."""
    return formats.span(f"{period.start:%Y-%m}", f"{period.last:%Y-%m}")
