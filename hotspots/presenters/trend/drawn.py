"""The charts of the trend: the four lines with their marks, and the recording gap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from hotspots.presenters import chart
from hotspots.presenters.chart import Bar, BarChart, Chart, LineChart, Mark, Series, Span
from hotspots.presenters.trend import words
from members import formats

Payload = Mapping[str, Any]

_STYLES: Final = {
    "members": "members",
    "asb": "official",
    "wide": "official-wide",
    "widest": "official-widest",
}


def lines(payload: Payload) -> Chart:
    """Draw both sources as an index, with everything that may look like a change."""
    months = payload["months"]
    base = payload["base_months"]
    marks, spans = _marks(payload), _spans(payload)
    return chart.line_chart(
        LineChart(
            key="trend",
            title="Police records and business reports, month by month",
            description=_description(payload),
            points=[formats.month(one) for one in months],
            tick_names=[short_month(one) for one in months],
            series=[_series(payload, name) for name in words.NAMES],
            unit=f"First {base} months = 100",
            anchor=next((at for at, one in enumerate(months) if one.endswith("-01")), 0),
            reference=100.0,
            marks=marks,
            spans=spans,
        )
    )


def short_month(text: str) -> str:
    """Write a month for an axis: ``Nov 2025``."""
    return f"{formats.month(text)[:3]} {text[:4]}"


def _series(payload: Payload, name: str) -> Series:
    found = payload["lines"][name]["index"]
    values = [one and one[0] for one in found]
    # One band is read, four are a fog; the table beside it has the ranges of all lines.
    with_range = name == "members" and any(one and len(one) > 1 for one in found)
    low = [one and one[1] for one in found] if with_range else []
    high = [one and one[2] for one in found] if with_range else []
    return Series(words.NAMES[name], _STYLES[name], values, words.SHORT[name], low, high)


def _description(payload: Payload) -> str:
    first, last = payload["months"][0], payload["months"][-1]
    said = words.headline(payload)
    return f"Four lines from {formats.span(first, last)}. {said.changes} {said.gap}"


def _marks(payload: Payload) -> list[Mark]:
    places = {month: at for at, month in enumerate(payload["months"])}
    found = [_mark(one, places) for one in payload["marks"] if one["kind"] != "COVID"]
    found += [_jump(one, places) for one in payload["jumps"]]
    return sorted(found, key=lambda mark: mark.at)


def _mark(one: Mapping[str, Any], places: Mapping[str, int]) -> Mark:
    month = formats.month(one["month"])
    sentences = {
        "REDRAWN": ("Map points redrawn", "police drew their map points anew."),
        "BOUNDARY": ("New boundary", "the district got a new boundary; the present one counts."),
        "CATEGORIES": ("Categories changed", "what compares with police ASB was laid down anew."),
        "RESUPPLIED": ("Published again", _published_again(one)),
    }
    label, sentence = sentences[one["kind"]]
    return Mark(places[one["month"]], label, f"{month}: {sentence}")


def _published_again(one: Mapping[str, Any]) -> str:
    if one["kind"] != "RESUPPLIED":
        return ""
    taken = formats.day(date.fromisoformat(one["taken_on"]))
    return f"published {one['releases']} times; the figures taken on {taken} count."


def _jump(one: Mapping[str, Any], places: Mapping[str, int]) -> Mark:
    moved = one["after"] - one["before"]
    members = formats.count_of(abs(moved), "member")
    label = f"{members} {'joined' if moved > 0 else 'left'}"
    sentence = (
        f"{formats.month(one['month'])}: {label}, from {one['before']} active members to "
        f"{one['after']}. Reports are counted per active member, so this alone moves no line."
    )
    return Mark(places[one["month"]], label, sentence)


def _spans(payload: Payload) -> list[Span]:
    places = {month: at for at, month in enumerate(payload["months"])}
    last = len(places) - 1
    return [
        Span(
            places.get(one["month"], 0),
            places.get(one["until"], last),
            "Shaded: March 2020 to July 2021, when Covid kept streets empty.",
        )
        for one in payload["marks"]
        if one["kind"] == "COVID"
    ]


def told_by_category(payload: Payload) -> Chart:
    """Draw the share told to the police by category, the largest first."""
    rows = sorted(payload["told"]["categories"], key=_share, reverse=True)
    return chart.bar_chart(
        BarChart(
            key="told-category",
            title=f"Told to the police, by kind, {_quarters(payload['told']['year_of'])}",
            description="The share of each kind, with its range; see the table.",
            bars=[_bar(one) for one in rows],
            unit="Of the reports that say so, per cent",
            heading="Kind",
        )
    )


def _share(row: Mapping[str, Any]) -> float:
    return row["share"][0] if row["share"] else -1.0


def _bar(row: Mapping[str, Any]) -> Bar:
    name = str(row["name"])
    if row["share"] is None:
        return Bar(name, words.told(row), None)
    value, low, high = (100 * one for one in row["share"])
    return Bar(name, words.told(row), value, low, high, "members")


def told_by_quarter(payload: Payload) -> Chart | None:
    """Draw the share told to the police by quarter; None where no quarter has enough answers."""
    rows = payload["told"]["quarters"]
    if not any(one["share"] for one in rows):
        return None
    values, low, high = (
        [one["share"] and 100 * one["share"][at] for one in rows] for at in range(3)
    )
    names = [quarter(one["name"]) for one in rows]
    return chart.line_chart(
        LineChart(
            key="told-quarter",
            title="Told to the police, quarter by quarter",
            description="One point a quarter, with its range; see the table.",
            points=names,
            tick_names=[one["name"].replace("-", " ") for one in rows],
            series=[
                Series("Told to the police", "members", values, "Told", low, high, whiskers=True)
            ],
            unit="Of the reports that say so, per cent",
        )
    )


def quarter(text: str) -> str:
    """Write a quarter given as ``2026-Q3``: ``July to September 2026``."""
    year, number = text.split("-Q")
    first = 3 * int(number) - 2
    return formats.span(f"{year}-{first:02d}", f"{year}-{first + 2:02d}")


def _quarters(names: Sequence[str]) -> str:
    if not names:
        return "no whole quarter yet"
    first, last = (one.split("-Q") for one in (names[0], names[-1]))
    return formats.span(
        f"{first[0]}-{3 * int(first[1]) - 2:02d}", f"{last[0]}-{3 * int(last[1]):02d}"
    )
