"""The sentences of the trend. An estimate never stands without its range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hotspots.presenters import words
from members import formats

Payload = Mapping[str, Any]

NAMES: Final = {
    "members": "Business reports per active member",
    "asb": "Police ASB",
    "wide": "Police ASB, public order and damage",
    "widest": "The same with drugs and weapons",
}
SHORT: Final = {
    "members": "Business reports",
    "asb": "Police ASB",
    "wide": "ASB, order, damage",
    "widest": "and drugs, weapons",
}

_MEANINGS: Final = {
    "higher": "Reports rose against police records, by more than chance.",
    "lower": "Reports fell against police records, by more than chance.",
    "no clear difference": "The two moved apart no further than chance can make them.",
    "too few to say": "No change can be told from so little.",
}


@dataclass(frozen=True)
class Headline:
    """The answer: how each source moved, and whether they parted."""

    changes: str
    gap: str
    verdict: words.Verdict


def headline(payload: Payload) -> Headline:
    """Return the answer of the page."""
    found = payload["gaps"]["asb"]
    verdict = verdict_of(found)
    if found["verdict"] == "too few to say":
        return Headline("Too few to say.", f"{found['reason']} {_what_can(payload)}", verdict)
    changes = (
        f"Over {12 * found['years']} months police ASB {change(found['official_change'])}; "
        f"reports per active member {change(found['member_change'])}."
    )
    return Headline(changes, gap(found), verdict)


def _what_can(payload: Payload) -> str:
    months = len(payload["months"])
    if payload["base_months"] < 12:
        return f"The lines below show the {months} months there are, against their own mean."
    return f"The lines below show the {months} months there are."


def verdict_of(found: Mapping[str, Any]) -> words.Verdict:
    """Return the verdict chip of a gap."""
    known = words.VERDICTS[found["verdict"]]
    return words.Verdict(known.word, known.slug, _MEANINGS[known.word])


def change(ratio: Sequence[float]) -> str:
    """Say how something moved, with its range: ``fell 21% (likely 12% to 29%)``."""
    value, low, high = ((one - 1) * 100 for one in ratio)
    if high < 0:
        return f"fell {-value:.0f}% (likely {-high:.0f}% to {-low:.0f}%)"
    if low > 0:
        return f"rose {value:.0f}% (likely {low:.0f}% to {high:.0f}%)"
    return f"did not clearly change (likely between {_signed(low)} and {_signed(high)})"


def _signed(percent: float) -> str:
    size = f"{abs(percent):.0f}%"
    return f"{size} down" if percent < 0 else f"{size} up"


def gap(found: Mapping[str, Any]) -> str:
    """Say whether the sources parted, and by how much."""
    value, low, high = found["odds"]
    if found["verdict"] == "lower":
        closed = _times(1 / value, 1 / high, 1 / low)
        return f"Reports fell against police records by more than chance ({closed})."
    if found["verdict"] == "higher":
        return f"The gap is wider than chance ({_times(value, low, high)})."
    return f"No clear difference between the two ({_times(value, low, high)})."


def _times(value: float, low: float, high: float) -> str:
    # With two digits where one would make something just above even read as even.
    near = any(0.95 <= one < 1.05 for one in (value, low, high))
    written = [f"{one:.2f}" if near else formats.decimal(one) for one in (value, low, high)]
    return f"{written[0]} times, likely {written[1]} to {written[2]}"


def relabelling(payload: Payload) -> str:
    """Say so where the fall of police ASB may be one of names only; else an empty text."""
    found = payload["relabelling"]
    if not found["possible"]:
        return ""
    added = found["added"]
    if added and added[1] > 1:
        return (
            "Part of the fall may be re-labelling: public order and damage "
            f"{change(added)} in the same months."
        )
    return (
        "Part of the fall may be re-labelling: with public order and damage counted in, police "
        "records did not clearly fall."
    )


def told(row: Mapping[str, Any]) -> str:
    """Return a share with its range, or why there is none."""
    if row.get("withheld"):
        return "withheld"
    if row["share"] is None:
        return "too few to say"
    value, low, high = (100 * one for one in row["share"])
    return f"{value:.0f}% ({low:.0f} to {high:.0f})"


def told_sentence(payload: Payload) -> str:
    """Return the recording gap of the last year, in one sentence; empty where it is not given."""
    if payload["told"] is None:
        return ""
    if not payload["told"]["year_of"]:
        return "There is no whole year yet to tell how much of it the police know."
    year = payload["told"]["year"]
    reports = formats.count_of(year["reports"], "comparable report")
    if year.get("withheld"):
        return f"Of {reports}, too few had or had not been told to the police to show the number."
    if year["share"] is None:
        answers = formats.count_of(year["answered"], "answer")
        return f"Too few to say: {reports} in a year of whole quarters, {answers}."
    _, low, high = (100 * one for one in year["share"])
    return (
        f"Of {formats.whole(year['answered'])} reports that say so, "
        f"{100 * year['share'][0]:.0f}% had been told to the police as well "
        f"(likely {low:.0f}% to {high:.0f}%)."
    )
