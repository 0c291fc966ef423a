"""The concentration page: payload in, everything that the template places out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from hotspots.presenters import chart, files, page, words
from hotspots.presenters.chart import Bar, BarChart, Chart
from hotspots.presenters.trend.page import provenance
from members import formats

Payload = Mapping[str, Any]

CANNOT_TELL: Final = (
    ("Where trouble is.", "It shows where members report, and members are not everywhere."),
    (
        "Why one report follows another.",
        (
            "The same people may return, one event may make the next likely, or the same shop "
            "may be watching more closely."
        ),
    ),
    (
        "What will happen.",
        "It describes the year that has passed; whether a pattern lasts is for the weekly page.",
    ),
)

_SHOWN: Final = 12
_HEXAGON: Final = (
    "A hexagon is about 140 metres across and bears the name of the police map point nearest to "
    "its middle."
)
_SECOND_REPORTS: Final = (
    "Reports that triage has put to one incident count as one where events are paired. Second "
    "reports of an incident that nobody has put together make repeats look more frequent."
)


@dataclass(frozen=True)
class BandRow:
    """One band of distance: a text for each band of time."""

    metres: str
    cells: list[tuple[str, str, bool]]  # ratio, chance range and p, called out


@dataclass(frozen=True)
class ConcentrationPage:
    """Everything that `hotspots/concentration.html` places."""

    period: str
    sentence: str
    detail: str
    repeat: str
    repeat_verdict: words.Verdict
    days: list[str]
    bands: list[BandRow]
    fullest: Chart | None
    rule: str
    notes: list[str]
    cannot_tell: Sequence[tuple[str, str]]
    source: str
    provenance: page.Provenance


def concentration_page(payload: Payload) -> ConcentrationPage:
    """Return the page of a stored concentration."""
    repeat = payload["near_repeat"]
    return ConcentrationPage(
        period=formats.span(payload["period"]["from"], payload["period"]["to"]),
        sentence=sentence(payload),
        detail=_detail(payload),
        repeat=repeat_sentence(repeat),
        repeat_verdict=_repeat_verdict(repeat),
        days=[f"{low} to {high - 1} days" for low, high in _pairs(repeat["days"])],
        bands=_bands(repeat),
        fullest=_fullest(payload),
        rule="As BID operations you see exact counts. No report, person or premises is shown here.",
        notes=_notes(payload),
        cannot_tell=CANNOT_TELL,
        source=_source(payload),
        provenance=provenance(payload),
    )


def sentence(payload: Payload) -> str:
    """Return the answer: from how many hexagons half of all reports come."""
    if not payload["enough"]:
        reports = formats.count_of(payload["members"], "report")
        return f"Too few to say: {reports} in these months; at least 100 are needed."
    hexagons = formats.whole(payload["hexagons"])
    return f"Half of all reports come from {payload['half_from']} of {hexagons} hexagons."


def _detail(payload: Payload) -> str:
    if not payload["enough"]:
        return ""
    share = payload["top_share"]
    even = payload["top_range"]
    low, high = (100 * even[name] for name in ("chance_low", "chance_high"))
    return (
        f"The fullest fifth of them holds {100 * share:.0f}% of "
        f"{formats.count_of(payload['members'], 'report')}; were every hexagon as likely as "
        f"another, luck would put {low:.0f}% to {high:.0f}% there."
    )


def repeat_sentence(repeat: Mapping[str, Any]) -> str:
    """Return the near-repeat sentence: within 50 metres and the next three days."""
    if not repeat["enough"]:
        return (
            f"Too few to say whether one report is soon followed by another: "
            f"{formats.count_of(repeat['events'], 'timed report')}, and 100 are needed."
        )
    first = repeat["bands"][0][0]
    if first["ratio"] is None:
        return "Too few to say: no two reports are expected within 50 metres and three days."
    lead = "After a report, another within 50 m in the next 3 days is"
    chance = f"luck alone gives {first['chance_low']:.1f} to {first['chance_high']:.1f}"
    p = _p(first["p"], repeat["permutations"])
    return f"{lead} {first['ratio']:.1f} times as likely as usual ({chance}; {p})."


def _p(value: float, permutations: int) -> str:
    least = 1 / (permutations + 1)
    return f"p = {value:.3f}" if value > least else f"p = {least:.3f}, the least that can be told"


def _repeat_verdict(repeat: Mapping[str, Any]) -> words.Verdict:
    if not repeat["enough"] or repeat["bands"][0][0]["ratio"] is None:
        return words.VERDICTS["too few to say"]
    called_out = repeat["bands"][0][0]["called_out"]
    return words.VERDICTS["higher" if called_out else "no clear difference"]


def _pairs(edges: Sequence[Any]) -> list[tuple[Any, Any]]:
    return list(pairwise(edges))


def _bands(repeat: Mapping[str, Any]) -> list[BandRow]:
    rows = zip(_pairs(repeat["metres"]), repeat["bands"], strict=False)
    return [
        BandRow(f"{low:.0f} to {high:.0f} m", [_band(one, repeat) for one in bands])
        for (low, high), bands in rows
    ]


def _band(one: Mapping[str, Any], repeat: Mapping[str, Any]) -> tuple[str, str, bool]:
    if one["ratio"] is None:
        return "none expected", "", False
    chance = f"luck {one['chance_low']:.2f} to {one['chance_high']:.2f}"
    p = f"p {max(one['p'], 1 / (repeat['permutations'] + 1)):.3f}"
    return f"{one['ratio']:.2f}", f"{chance}, {p}, {one['pairs']} pairs", one["called_out"]


def _fullest(payload: Payload) -> Chart | None:
    cells = payload["cells"][:_SHOWN]
    if not cells or not payload["enough"]:
        return None
    bars = [
        Bar(words.place(one), formats.whole(one["count"]), one["count"], style="members")
        for one in cells
    ]
    return chart.bar_chart(
        BarChart(
            key="fullest",
            title=f"The {len(bars)} fullest hexagons",
            description=f"{sentence(payload)} {_detail(payload)}",
            bars=bars,
            unit="Reports",
            heading="Hexagon",
        )
    )


def _notes(payload: Payload) -> list[str]:
    found = [
        _HEXAGON,
        "All kinds of report are counted but those of a person's welfare, which stand nowhere.",
        _SECOND_REPORTS,
    ]
    if payload["enough"]:
        found.insert(0, _gini(payload))
    return found


def _gini(payload: Payload) -> str:
    one = payload["gini_range"]
    return (
        f"Generalised Gini {one['value']:.2f} (likely {one['low']:.2f} to {one['high']:.2f}; "
        f"{one['chance_low']:.2f} to {one['chance_high']:.2f} if every hexagon were as likely as "
        f"another): 0 is as even as reports can lie, 1 all in one hexagon. As counted it is "
        f"{payload['gini']:.2f}; few reports look more uneven than what they come from."
    )


def _source(payload: Payload) -> str:
    return files.INVENTED_SOURCE if payload["district"]["invented"] else "Reports of members."


def stem(payload: Payload) -> str:
    """Return a file name without ending."""
    period = payload["period"]
    return f"concentration-{payload['district']['slug']}-{period['from']}-to-{period['to']}"
