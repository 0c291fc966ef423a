"""The trend page: payload in, everything that the template places out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from hotspots.presenters import files, page
from hotspots.presenters import words as verdicts
from hotspots.presenters.chart import Chart
from hotspots.presenters.trend import drawn, words
from members import formats

Payload = Mapping[str, Any]

CANNOT_TELL: Final = (
    ("The true level.", "Neither source sees everything, and an index hides how much it misses."),
    (
        "Why a line moves.",
        (
            "Police records fall when less happens, when less is reported to them, and when it is "
            "recorded under another name. The wider lines show the last of these alone."
        ),
    ),
    (
        "Whether members report more readily.",
        (
            "Reports are counted per active member, so growth of the scheme is taken out. A "
            "keener habit of the same members is not."
        ),
    ),
    (
        "Anything about single places.",
        "These are totals of the whole district, whatever street they come from.",
    ),
)

_OPERATIONS: Final = (
    "Monthly totals of the whole district are exact; no report, person or premises is shown here."
)
_RESTRICTED: Final = (
    "Monthly totals of the whole district are exact. What members told the police is withheld "
    "where fewer than 5 had, or fewer than 5 had not, and told of whole calendar years, so that "
    "the pages of several months together tell no more than each."
)
_ACTIVE: Final = (
    "A member is active in a week if its membership was in force and somebody of it held a "
    "working sign-in or device pass. Reports are divided by active member-weeks, records by days."
)
_SPREAD: Final = (
    "Monthly numbers vary {spread:.1f} times as much as independent ones would, once year and "
    "season are known (1 is the least that is used); every range is widened by it."
)
_INDEX_ONLY: Final = "As a member of the scheme you see how the lines move, and no counts."


@dataclass(frozen=True)
class ChangeRow:
    """How one official line moved, and how reports moved against it."""

    name: str
    counts: str
    change: str
    gap: str
    range: str
    verdict: verdicts.Verdict


@dataclass(frozen=True)
class MonthRow:
    """One month in numbers."""

    month: str
    reports: str
    weeks: str
    rate: str
    asb: str
    wide: str
    widest: str


@dataclass(frozen=True)
class TrendPage:
    """Everything that `hotspots/trend.html` places."""

    period: str
    headline: words.Headline
    relabelling: str
    lines: Chart
    changes: list[ChangeRow]
    members_change: str
    members_counts: str
    told: str
    told_charts: list[Chart]
    months: list[MonthRow]
    rule: str
    notes: list[str]
    cannot_tell: Sequence[tuple[str, str]]
    source: str
    provenance: page.Provenance


def trend_page(payload: Payload) -> TrendPage:
    """Return the page of a stored trend."""
    found = payload["gaps"]["asb"]
    return TrendPage(
        period=formats.span(payload["period"]["from"], payload["period"]["to"]),
        headline=words.headline(payload),
        relabelling=words.relabelling(payload),
        lines=drawn.lines(payload),
        changes=[_change(payload, name) for name in ("asb", "wide", "widest")],
        members_change=_capital(words.change(found["member_change"])) if _told(found) else "",
        members_counts=_first_last(found, "members"),
        told=words.told_sentence(payload),
        told_charts=_told_charts(payload),
        months=months(payload),
        rule=_rule(payload),
        notes=notes(payload),
        cannot_tell=CANNOT_TELL,
        source=files.source_of(payload),
        provenance=provenance(payload),
    )


def _told(found: Mapping[str, Any]) -> bool:
    return bool(found["verdict"] != "too few to say")


def _change(payload: Payload, name: str) -> ChangeRow:
    found = payload["gaps"][name]
    verdict = words.verdict_of(found)
    if not _told(found):
        return ChangeRow(words.NAMES[name], "", found["reason"], "", "", verdict)
    value, low, high = found["odds"]
    return ChangeRow(
        name=words.NAMES[name],
        counts=_first_last(found, "officials"),
        change=_capital(words.change(found["official_change"])),
        gap=f"{value:.2f}",
        range=f"{low:.2f} to {high:.2f}",
        verdict=verdict,
    )


def _first_last(found: Mapping[str, Any], source: str) -> str:
    if source not in found:
        return ""
    return f"{formats.whole(found[source][0])} to {formats.whole(found[source][-1])}"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _told_charts(payload: Payload) -> list[Chart]:
    if payload["told"] is None:
        return []
    by_quarter = drawn.told_by_quarter(payload)
    by_category = [drawn.told_by_category(payload)] if payload["told"]["categories"] else []
    return by_category + ([by_quarter] if by_quarter else [])


def months(payload: Payload) -> list[MonthRow]:
    """Return a row for each month, newest first; none for those who see no counts."""
    if "counts" not in payload["lines"]["members"]:
        return []
    return [_month(payload, at) for at in reversed(range(len(payload["months"])))]


def _month(payload: Payload, at: int) -> MonthRow:
    found = payload["lines"]
    reports, weeks = found["members"]["counts"][at], found["members"]["exposure"][at]
    known = reports is not None and weeks > 0
    return MonthRow(
        month=formats.month(payload["months"][at]),
        reports=_whole(reports),
        weeks=formats.whole(round(weeks)),
        rate=f"{100 * reports / weeks:.1f}" if known else "no data",
        asb=_whole(found["asb"]["counts"][at]),
        wide=_whole(found["wide"]["counts"][at]),
        widest=_whole(found["widest"]["counts"][at]),
    )


def _whole(count: int | None) -> str:
    return "no data" if count is None else formats.whole(count)


def _rule(payload: Payload) -> str:
    if payload["told"] is None:
        return _INDEX_ONLY
    return _OPERATIONS if payload["audience"] == "OPERATIONS" else _RESTRICTED


def notes(payload: Payload) -> list[str]:
    """Return what a careful reader must know before quoting these numbers."""
    found = payload["gaps"]["asb"]
    return [
        _ACTIVE,
        *_left_out(payload, found),
        *_spread(found),
        "Ranges are 95%. Years are compared whole, so that each season meets itself.",
        *_missing(payload),
    ]


def _left_out(payload: Payload, found: Mapping[str, Any]) -> list[str]:
    if not found.get("left_out"):
        return []
    first = [formats.month(payload["months"][at]).split()[0] for at in found["left_out"]]
    return [
        f"Left out of the comparison in every year, for lack of data: {formats.listing(first)}."
    ]


def _spread(found: Mapping[str, Any]) -> list[str]:
    if not _told(found):
        return []
    spread, p, exact = found["dispersion"], _p(found["p"]), _p(found["p_exact"])
    return [
        _SPREAD.format(spread=spread),
        f"Probability of such a gap by luck: {p}; were every record independent, {exact} exactly.",
    ]


def _p(value: float) -> str:
    return "under 0.001" if value < 0.001 else f"{value:.3f}"


def _missing(payload: Payload) -> list[str]:
    lacking = {
        "police figures": payload["lines"]["asb"]["index"],
        "reports": payload["lines"]["members"]["index"],
    }
    found = []
    for name, index in lacking.items():
        gone = [month for month, one in zip(payload["months"], index, strict=True) if one is None]
        if gone:
            found.append(f"No {name} for {formats.runs(gone)}: the line has a gap there.")
    return found


def provenance(payload: Payload) -> page.Provenance:
    """Return what it takes to quote a page and to compute it again."""
    boundary = payload["boundary"]
    valid_from = formats.day(date.fromisoformat(boundary["valid_from"]))
    return page.Provenance(
        analysis=payload["analysis"],
        code_version=payload["code_version"],
        seed=payload["seed"],
        built_on=formats.day(datetime.fromisoformat(payload["built_at"]).date()),
        boundary=f"{boundary['name']}, in force from {valid_from}",
        illustrative=boundary["illustrative"],
    )
