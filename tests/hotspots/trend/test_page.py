"""The trend as people read it."""

from __future__ import annotations

from typing import Any

import pytest
from django.template.loader import render_to_string

from hotspots.presenters.trend import drawn, page, words
from hotspots.trend.payload import trend_payload
from members.audiences import Audience
from tests.hotspots.trend.made import facts, ingredients

MARKS = [
    {"kind": "BOUNDARY", "month": "2025-02"},
    {"kind": "CATEGORIES", "month": "2025-06", "version": 2},
    {"kind": "COVID", "month": "2020-03", "until": "2024-12"},
    {"kind": "REDRAWN", "month": "2025-09"},
    {"kind": "RESUPPLIED", "month": "2026-01", "releases": 2, "taken_on": "2026-03-05"},
]


def _payload(audience: Audience = Audience.OPERATIONS, **changes: Any) -> dict[str, Any]:
    marks = changes.pop("marks", [])
    return trend_payload(facts(ingredients(**changes), marks), [], audience)


def _screen_b() -> dict[str, Any]:
    payload = _payload()
    payload["gaps"]["asb"].update(
        official_change=[0.7907, 0.71, 0.88],
        member_change=[1.12, 1.01, 1.24],
        odds=[1.4165, 1.183, 1.696],
        verdict="higher",
    )
    return payload


def test_headline_is_the_sentence_of_screen_b_with_every_range() -> None:
    said = words.headline(_screen_b())

    assert said.changes == (
        "Over 24 months police ASB fell 21% (likely 12% to 29%); reports per active member rose "
        "12% (likely 1% to 24%)."
    )
    assert said.gap == "The gap is wider than chance (1.4 times, likely 1.2 to 1.7)."
    assert said.verdict.word == "higher"


def test_change_that_luck_can_make_is_no_rise_and_no_fall() -> None:
    assert words.change([1.02, 0.91, 1.14]) == (
        "did not clearly change (likely between 9% down and 14% up)"
    )


@pytest.mark.parametrize(
    ("verdict", "odds", "sentence"),
    [
        ("lower", [0.5, 0.4, 0.625], "by more than chance (2.0 times, likely 1.6 to 2.5)"),
        ("no clear difference", [1.1, 0.9, 1.3], "No clear difference between the two (1.1"),
        ("higher", [1.2, 1.03, 1.4], "(1.20 times, likely 1.03 to 1.40)"),
    ],
)
def test_gap_in_words(verdict: str, odds: list[float], sentence: str) -> None:
    assert sentence in words.gap({"verdict": verdict, "odds": odds})


def test_too_few_says_why_and_what_can_be_shown() -> None:
    payload = _payload(months=9)

    said = words.headline(payload)

    assert said.changes == "Too few to say."
    assert said.gap == (
        "A verdict needs two years of both sources; there are 9 months. The lines below show the "
        "9 months there are, against their own mean."
    )
    assert drawn.lines(payload).wide.lines


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ({"possible": False, "added": None}, ""),
        ({"possible": None, "added": None}, ""),
        ({"possible": True, "added": None}, "did not clearly fall"),
        ({"possible": True, "added": [0.9, 0.7, 1.1]}, "did not clearly fall"),
        ({"possible": True, "added": [1.4, 1.2, 1.6]}, "public order and damage rose 40%"),
    ],
)
def test_relabelling_is_said_where_it_may_be(found: dict[str, Any], sentence: str) -> None:
    said = words.relabelling({"relabelling": found})

    assert sentence in said
    assert said.startswith("Part of the fall may be re-labelling") is bool(sentence)


def test_every_mark_stands_on_the_chart_with_its_sentence() -> None:
    payload = _payload(marks=MARKS, active=[(140, 140)] * 5 + [(140, 173)] + [(173, 173)] * 18)

    chart = drawn.lines(payload)

    assert [sentence.split(":")[0] for _, sentence in chart.notes] == [
        "February 2025", "April 2025", "June 2025", "September 2025", "January 2026",
    ]  # fmt: skip
    assert "33 members joined" in chart.notes[1][1]
    assert "the figures taken on 5 March 2026 count" in chart.notes[-1][1]
    assert chart.spans == ["Shaded: March 2020 to July 2021, when Covid kept streets empty."]
    assert chart.wide.rects[0].x == chart.wide.grid[0].x1


def test_all_three_official_lines_stand_beside_the_members() -> None:
    chart = drawn.lines(_payload())

    assert chart.table.head[1:] == list(words.NAMES.values())
    assert len(chart.table.rows) == 24
    assert len(chart.wide.bands) == 1


def test_members_of_the_scheme_get_no_band_and_no_count() -> None:
    payload = _payload(Audience.MEMBER)
    shown = page.trend_page(payload)

    assert shown.lines.wide.bands == []
    assert shown.months == shown.told_charts == []
    assert shown.told == shown.members_counts == ""
    assert all(row.counts == "" for row in shown.changes)


@pytest.mark.parametrize("audience", [Audience.OPERATIONS, Audience.FUNDER, Audience.MEMBER])
@pytest.mark.parametrize("months", [6, 17, 24, 36])
def test_page_is_whole_for_everybody_and_every_length(audience: Audience, months: int) -> None:
    payload = _payload(audience, months=months, marks=MARKS if months == 24 else [])
    shown = page.trend_page(payload)

    html = render_to_string(
        "hotspots/trend.html",
        {"page": shown, "district": payload["district"], "periods": [], "csv_url": "/x"},
    )

    assert "What this cannot tell you" in html
    assert "Police ASB, public order and damage" in html
    assert ("Month by month" in html) is (audience != Audience.MEMBER)


def test_recording_gap_in_words() -> None:
    payload = _payload()
    year = payload["told"]["year"]

    assert words.told_sentence(payload) == (
        f"Of {year['answered']} reports that say so, {100 * year['share'][0]:.0f}% had been told "
        f"to the police as well (likely {100 * year['share'][1]:.0f}% to "
        f"{100 * year['share'][2]:.0f}%)."
    )
    assert words.told({"share": None}) == "too few to say"
    assert words.told({"share": None, "withheld": True}) == "withheld"


def test_recording_gap_too_small_to_show() -> None:
    payload = _payload(Audience.FUNDER)
    payload["told"]["year"].update(withheld=True, share=None)
    assert "too few had or had not" in words.told_sentence(payload)

    payload["told"]["year"].update(withheld=False)
    assert words.told_sentence(payload).startswith("Too few to say")

    for row in payload["told"]["quarters"]:
        row["share"] = None
    assert len(page.trend_page(payload).told_charts) == 1


def test_months_left_out_and_missing_are_named() -> None:
    payload = _payload(member_months=[at != 7 for at in range(24)])

    said = " ".join(page.notes(payload))

    assert "for lack of data: June." in said
    assert "No reports for June 2025" in said
