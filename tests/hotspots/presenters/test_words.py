"""What people read of a stored contrast: headline, sentences, table, notes."""

from __future__ import annotations

import re
from typing import Any

import pytest

from hotspots.presenters import notes, page, table, words
from tests.front import payloads


def _cell(payload: dict[str, Any], label: str) -> dict[str, Any]:
    return next(cell for cell in payload["cells"] if cell["label"] == label)


def test_headline_is_the_sentence_of_screen_a_with_its_chance_range() -> None:
    said = words.headline(payloads.payload())

    assert f"{said.figure} {said.lead} {said.chance}" == (
        "24 in every 100 business reports are in different places from where police record ASB. "
        "If both saw the same pattern, chance alone would give 4 to 10."
    )
    assert said.reading == "The two pictures differ by more than chance."


def test_headline_within_chance_says_so() -> None:
    found = {"dissimilarity": 0.08, "chance_low": 0.04, "chance_high": 0.1, "enough": True}

    said = words.headline(payloads.payload(headline=found))

    assert said.reading == "Chance alone can explain a gap of this size."


def test_headline_of_few_reports_gives_counts_and_no_share() -> None:
    said = words.headline(payloads.sparse())

    assert said.figure == ""
    assert said.lead == "Too few to say: 12 business reports and 18 police records in these months."


def test_district_without_reports_shows_the_one_picture_there_is() -> None:
    payload = payloads.without_reports()

    shown = page.contrast_page(payload, payloads.basemap())

    assert shown.headline.lead == (
        "No business reports in these months yet: this is one picture only, 860 police records."
    )
    assert "begins by itself" in shown.headline.chance
    assert (shown.only, shown.view, shown.strip) == ("official", "official", None)
    assert shown.rows[0].sentence.endswith("of police ASB in the district.")


@pytest.mark.parametrize(
    ("members", "officials", "only"), [(0, 0, "none"), (5, 0, "members"), (5, 5, "")]
)
def test_only_source(members: int, officials: int, only: str) -> None:
    payload = payloads.payload()
    payload["totals"].update(members=members, officials=officials)

    assert words.only_source(payload) == only
    assert bool(words.headline(payload).lead)


def test_place_puts_the_capital_after_an_apostrophe_right() -> None:
    assert words.place({"label": "Mercer'S Row", "cell": "89195dd6287ffff"}) == "Mercer's Row"
    assert words.place({"label": "St Giles' Street", "cell": ""}) == "St Giles' Street"
    assert words.place({"label": "", "cell": "89195dd6287ffff"}) == "Hexagon 6287"


def test_headline_of_a_withheld_contrast_gives_no_number_away() -> None:
    said = words.headline(payloads.nothing_shown())

    assert not re.search(r"\d", f"{said.figure}{said.lead}{said.chance}{said.reading}")


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        (
            "Lantern Row",
            (
                "22% of business reports, 9% of police ASB. Businesses report about 2.5 times the "
                "share here (likely 2.0 to 3.1 times)."
            ),
        ),
        (
            "Station Approach",
            (
                "6% of business reports, 15% of police ASB. Police record about 2.3 times the "
                "share here (likely 1.8 to 3.1 times)."
            ),
        ),
        (
            "Market Cross",
            (
                "19% of business reports, 20% of police ASB. No clear difference: the ratio is "
                "about 0.98, likely 0.80 to 1.2."
            ),
        ),
        ("Pound Corner", "4 business reports and 3 police records: too few to say."),
    ],
)
def test_sentence_of_a_hexagon_by_verdict(label: str, expected: str) -> None:
    payload = payloads.payload()

    assert words.sentence(_cell(payload, label), payload) == expected


def test_sentence_of_a_withheld_hexagon_has_no_member_number() -> None:
    payload = payloads.withheld()

    said = words.sentence(_cell(payload, "Hatters Lane"), payload)

    assert said == (
        "Business reports are withheld here to protect a small number; 3% of police ASB is here."
    )


def test_every_estimate_on_the_page_stands_beside_its_range() -> None:
    shown = page.contrast_page(payloads.payload(), payloads.basemap())

    assert all(bool(row.ratio) == bool(row.range) == bool(row.plot) for row in shown.rows)
    drawn = shown.picture.hexagons if shown.picture else []
    assert all(bool(hexagon.ratio) == bool(hexagon.range) for hexagon in drawn)


def test_verdicts_are_the_four_words_and_no_other() -> None:
    assert list(words.VERDICTS) == ["higher", "lower", "no clear difference", "too few to say"]


def test_table_puts_passed_tests_first_and_what_cannot_be_said_last() -> None:
    rows = table.rows(payloads.payload())

    order = [row.verdict.slug for row in rows]
    assert order == sorted(order, key=["higher", "lower", "unclear", "few"].index)
    assert [row.place for row in rows][:2] == ["Lantern Row", "Cooper's Yard"]
    assert rows[-1].place == "Pound Corner"


def test_small_base_gives_counts_without_percentages() -> None:
    rows = table.rows(payloads.sparse())

    assert {row.members_share for row in rows} == {""}
    assert not any("%" in row.sentence for row in rows)


def test_withheld_hexagons_stand_together_in_one_line() -> None:
    line = table.together(payloads.withheld())

    assert line is not None
    assert (line.place, line.members) == ("2 withheld hexagons together", "20")
    assert table.together(payloads.payload()) is None


def test_withheld_contrast_shows_no_count_of_members_anywhere() -> None:
    shown = page.contrast_page(payloads.nothing_shown(), payloads.basemap())

    assert {row.members for row in shown.rows} == {"withheld"}
    assert shown.totals_words["members"] == "Business reports are withheld"
    assert shown.strip is None
    drawn = shown.picture.hexagons if shown.picture else []
    assert {hexagon.members for hexagon in drawn} == {""}


def test_notes_name_missing_months_and_rows_without_location() -> None:
    said = " ".join(notes.notes(payloads.payload()))

    assert "no police figures for January 2026; nothing was guessed" in said
    assert "40 police ASB records of the whole force in these months have no location" in said
    assert "July 2022" in said
    assert "3 business reports lie more than 250 metres" in said


@pytest.mark.parametrize(
    ("audience", "expected"),
    [("OPERATIONS", "exact counts"), ("FUNDER", "below 5 are withheld"), ("ANALYST", "below 5")],
)
def test_rule_says_what_the_audience_is_shown(audience: str, expected: str) -> None:
    assert expected in notes.rule(payloads.payload(audience=audience))
