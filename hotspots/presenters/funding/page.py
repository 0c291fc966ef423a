"""Everything that the funding templates place, in the fixed order of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from hotspots.funding.figures import lines_of
from hotspots.periods import add_months
from hotspots.presenters.chart import Chart
from hotspots.presenters.funding import words
from hotspots.presenters.funding.interval import Intervals, intervals
from hotspots.presenters.funding.limits import CANNOT_TELL
from hotspots.presenters.funding.process import Measure, Outcome, measures, outcomes
from hotspots.presenters.funding.series import model_sentence, series_chart
from hotspots.presenters.funding.words import Chip
from members import formats

Json = Mapping[str, Any]

_ORDER: Final = ("outcome", "wide")
_LONDON: Final = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class Promise:
    """What was promised, and when that was stamped."""

    funder: str
    amount: str
    share: str
    words: str
    before: str
    after: str
    judged_by: str
    controls: list[str]
    ring: str
    frozen: str
    late: bool
    begins: str
    sha256: str


@dataclass(frozen=True)
class Town:
    """One area's own counts."""

    name: str
    role: str
    before: str
    scaled: str
    after: str


@dataclass(frozen=True)
class Line:
    """One line of official records, from what could be seen to the model."""

    name: str
    slug: str
    detectable: str
    path: str
    fair: bool
    chip: Chip
    sentence: str
    towns: list[Town]
    displacement: str
    together: str
    quotient: str
    chart: Chart
    model: str


@dataclass(frozen=True)
class FundingPage:
    """Everything that `hotspots/funding.html` places."""

    promise: Promise
    lines: list[Line]
    results: Intervals
    displacements: Intervals | None
    harm: str
    cost: str
    measures: list[Measure]
    outcomes: list[Outcome]
    missing: str
    months: tuple[int, int]
    cannot_tell: Sequence[tuple[str, str]]
    illustrative: bool
    analysis: str
    code_version: str
    built_on: str


@dataclass(frozen=True)
class PromisePage:
    """What can be shown of a frozen plan before its result."""

    promise: Promise
    outlook: list[tuple[str, str, str]]  # line, what is detectable, the paths before
    why_not: str
    waits_for: str


def promise_of(plan: Json, stamp: Json | None) -> Promise:
    """Return what a plan promises; `stamp` is None for a draft."""
    before, after, end = (
        date.fromisoformat(plan[name]) for name in ("before_start", "after_start", "after_end")
    )
    frozen = ""
    if stamp:
        moment = datetime.fromisoformat(stamp["frozen_at"]).astimezone(_LONDON)
        frozen = f"{formats.day(moment.date())}, {moment:%H:%M}"
    return Promise(
        funder=plan["funder"],
        amount=words.pounds(float(plan["amount"])),
        share=f"{float(plan['share']):g}%",
        words=plan["promise"],
        before=_span(before, after),
        after=_span(after, end),
        judged_by=words.line_name(plan["categories"]),
        controls=[one["name"] for one in plan["controls"]],
        ring=f"{plan['ring_from_m']} to {plan['ring_to_m']} metres outside the boundary",
        frozen=frozen,
        late=bool(stamp and stamp["late"]),
        begins=formats.day(after),
        sha256=stamp["sha256"] if stamp else "",
    )


def _span(start: date, end: date) -> str:
    return formats.span(f"{start:%Y-%m}", f"{add_months(end, -1):%Y-%m}")


def promise_page(plan: Json, stamp: Json | None, outlook: Json) -> PromisePage:
    """Return the page of a plan that has no result: a draft's preview, or a frozen one's wait."""
    lines = outlook["lines"] or {}
    categories = lines_of(plan)
    end = date.fromisoformat(plan["after_end"])
    return PromisePage(
        promise=promise_of(plan, stamp),
        outlook=[
            (
                words.line_name(categories[name]),
                words.detectable_sentence(ahead),
                words.path_sentence(ahead),
            )
            for name, ahead in ((name, lines[name]) for name in _ORDER if name in lines)
        ],
        why_not=outlook["why_not"],
        waits_for=formats.month(f"{add_months(end, -1):%Y-%m}"),
    )


def funding_page(payload: Json) -> FundingPage:
    """Return the page of an evaluation."""
    district = payload["district"]["name"]
    figures = payload["figures"]
    # JSON of a database keeps no order; the outcome comes first.
    found = {name: figures["lines"][name] for name in _ORDER if name in figures["lines"]}
    lines = [_line(name, one, district) for name, one in found.items()]
    boundary = payload["boundary"]
    return FundingPage(
        promise=promise_of(payload["frozen"]["plan"], payload["stamp"]),
        lines=lines,
        results=intervals([_drawn(one, "result") for one in found.values()]),
        displacements=_displacements(found),
        harm=_harm(figures["harm"]),
        cost=_cost(figures, payload["frozen"]["plan"]),
        measures=measures(payload["process"]),
        outcomes=outcomes(payload["process"]),
        missing=_missing(payload["months"]["missing"]),
        months=(len(payload["months"]["before"]), len(payload["months"]["after"])),
        cannot_tell=CANNOT_TELL,
        illustrative=boundary["illustrative"],
        analysis=payload["analysis"],
        code_version=payload["code_version"],
        built_on=formats.day(datetime.fromisoformat(payload["built_at"]).date()),
    )


def _line(name: str, line: Json, district: str) -> Line:
    return Line(
        name=words.line_name(line["categories"]),
        slug=name,
        detectable=words.detectable_sentence(line["ahead"]),
        path=words.path_sentence(line["ahead"]),
        fair=line["ahead"]["path"]["fair"],
        chip=words.chip_of(line),
        sentence=words.result_sentence(line, district),
        towns=[_town(one, line["weights"]["time"]) for one in line["towns"]],
        displacement=_displacement(line),
        together=words.range_words(line["net"]) if line["net"] else "",
        quotient=_quotient(line["quotient"]),
        chart=series_chart(line, district, f"series-{name}"),
        model=model_sentence(line),
    )


_ROLES: Final = {
    "here": "where the money went",
    "ring": "its ring",
    "control": "control town",
    "control ring": "ring of a control town",
}


def _town(one: Json, length: float) -> Town:
    return Town(
        one["name"],
        _ROLES[one["role"]],
        formats.whole(one["before"]),
        formats.whole(round(one["before"] / length)),
        formats.whole(one["after"]),
    )


def _drawn(line: Json, name: str) -> tuple[str, Json, str]:
    return words.line_name(line["categories"]), line[name], words.range_words(line[name])


def _displacements(lines: Mapping[str, Json]) -> Intervals | None:
    rows = []
    for line in lines.values():
        if line["ring"] is None:
            return None
        name = words.line_name(line["categories"])
        rows += [
            (f"{name}: in the ring", line["ring"], words.range_words(line["ring"])),
            (f"{name}: district and ring together", line["net"], words.range_words(line["net"])),
        ]
    return intervals(rows)


def _displacement(line: Json) -> str:
    found = line["ring"]
    if found is None:
        return "The rings hold no record before, so nothing can be said of displacement."
    if found["low"] > 0:
        return "Records in the ring rose more than in the controls' rings: some may have moved."
    if found["high"] < 0:
        return (
            "Records in the ring fell more than in the controls' rings: the benefit may reach on."
        )
    return "No clear difference in the ring: no sign that trouble moved next door."


def _quotient(found: Json | None) -> str:
    if found is None or found["quotient"] is None:
        return ""
    return (
        f"Displacement quotient (no range of it exists): {found['quotient']:.2f}; success measure "
        f"{found['success']:.3f}, ring {found['buffer']:.3f}."
    )


def _harm(found: Json | None) -> str:
    if found is None:
        return ""
    return (
        f"Weighed by {found['source']} of {found['dated']}: {words.range_words(found)} in units of "
        "that table."
    )


def _cost(figures: Json, plan: Json) -> str:
    found = figures["cost"]
    if found is None:
        return (
            "Cannot be shown: the data cannot show an effect either way, and an amount divided by "
            "what may be nothing is no number."
        )
    ends = f"{words.pounds(found['cheapest'])} to {words.pounds(found['dearest'])}"
    return (
        f"About {words.pounds(found['each'])} of the grant for each record avoided, district and "
        f"ring together (likely {ends}). The grant was {float(plan['share']):g}% of the whole cost."
    )


def _missing(months: Sequence[str]) -> str:
    if not months:
        return ""
    return f"Police published nothing for {formats.runs(months)}; nothing was guessed for it."
