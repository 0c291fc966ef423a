"""The files of a week: what stands in them, what must not, and that they are the same each time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from hotspots.presenters.monday import files, one_file, paper, words
from tests.front import payloads, weekly_payloads
from tests.hotspots import printed
from tests.hotspots.folium_map.reading import CHROMIUM, text_of

GROUND = payloads.basemap()
HOSTILE = "</script><script>document.title='owned'</script>{{ 7*7 }}{% boom {# <b>x"


def briefing() -> dict[str, Any]:
    """Return the version for a room: classes, and nothing that one business alone reported."""
    whole = weekly_payloads.payload(version="briefing", audience="INTELLIGENCE", fine=[])
    whole.update(asks=[], changes=[], blocks=[])
    for cell in whole["cells"]:
        cell.update(count=None, premises=None, norm=None, luck=None, four_weeks=None)
        cell.update(one_reporter=None, last_week=None, history=[])
    for item in whole["items"]:
        item.update(notes=[note for note in item["notes"] if "one business" not in note])
    return whole


def quiet_reporting() -> dict[str, Any]:
    whole = weekly_payloads.payload()
    whole["reporting"].update(low=True, sentence="4 members reported; about 12 is usual.")
    return whole


VERSIONS = {
    "operations": weekly_payloads.payload,
    "board": lambda: weekly_payloads.payload(version="board", fine=[]),
    "members": weekly_payloads.members,
    "briefing": briefing,
}


@pytest.fixture(scope="module", params=VERSIONS)
def week(request) -> dict[str, Any]:
    return VERSIONS[request.param]()


# --- On paper ----------------------------------------------------------------------------------


def test_pdf_has_its_tables_before_its_map(week) -> None:
    made = files.weekly_pdf(week, GROUND)

    tags = printed.tags_of(made)
    assert tags.index("H1") < tags.index("Table") < tags.index("Figure")
    assert {"TH", "TD", "Caption", "L", "LI", "H2"} <= set(tags)
    assert any(tag.startswith("alt: Map of Wexcombe, Week 46") for tag in tags)


def test_pdf_names_week_version_and_language(week) -> None:
    made = files.weekly_pdf(week, GROUND)

    insides = printed.insides_of(made)
    assert "/Lang (en-GB)" in insides
    assert words.NAMES[week["version"]] in words.title(week)
    assert "Week 46, 9 to 15 November 2026" in printed.words_of(made)
    assert words.FOR_WHOM[week["version"]] in printed.words_of(made)


def test_pdf_says_what_the_payload_says(week) -> None:
    text = printed.words_of(files.weekly_pdf(week, GROUND)).replace("- ", "-")

    assert week["headline"] in text
    for item in week["items"]:
        assert item["text"] in text
    for name in ("What this cannot tell you", "Invented data", "Illustrative boundary"):
        assert name in text
    assert week["analysis"] in text.replace(" ", "")


def test_pdf_of_paper_size_fits_on_two_pages_and_of_a_room_lies_across(week) -> None:
    made = files.weekly_pdf(week, GROUND)

    if week["version"] == "briefing":
        assert printed.size_of(made) == (297, 210)
    else:
        assert printed.size_of(made) == (210, 297)
        assert printed.pages_of(made) == 2


def test_pdf_and_html_are_the_same_each_time(week) -> None:
    assert files.weekly_pdf(week, GROUND) == files.weekly_pdf(deepcopy(week), GROUND)
    assert one_file.weekly_html(week, GROUND) == one_file.weekly_html(deepcopy(week), GROUND)


def test_letters_of_the_items_stand_on_the_map_and_in_the_tables() -> None:
    shown = paper.paper(weekly_payloads.payload(), GROUND)

    letters = [item.letter for item in shown.items]
    assert letters == ["A", "B", "C"]
    assert shown.map is not None
    assert sorted(mark.letter for mark in shown.map.marks) == letters
    assert [row.letter for row in shown.rows][:4] == ["A", "B", "C", ""]


def test_members_items_have_their_letters_although_their_hexagons_are_smaller() -> None:
    shown = paper.paper(weekly_payloads.members(), GROUND)

    assert shown.map is not None
    assert [mark.letter for mark in shown.map.marks if mark.letter]
    assert not any(mark.thick for mark in shown.map.marks), "nothing is tested for members"


def test_withheld_is_hatched_absent_is_grey_and_low_reporting_is_dotted() -> None:
    members = paper.paper(weekly_payloads.members(), GROUND)
    room = paper.paper(briefing(), GROUND)
    quiet = paper.paper(quiet_reporting(), GROUND)

    assert members.map
    assert room.map
    assert quiet.map
    assert [bool(tile.lines) for tile in members.map.tiles] == [False, False, False, True]
    assert sum(tile.fill == "#cfd2d4" for tile in room.map.tiles) == 1
    assert all(tile.dots for tile in quiet.map.tiles)
    assert {"hatched"} <= {swatch.style for swatch in members.legend}
    assert {"absent"} <= {swatch.style for swatch in room.legend}
    assert {"dotted"} <= {swatch.style for swatch in quiet.legend}


def test_week_in_which_nobody_reported_has_a_paper_and_a_file() -> None:
    week = weekly_payloads.quiet()

    assert "Nothing stands out this week." in printed.words_of(files.weekly_pdf(week, GROUND))
    assert "Nothing stands out this week." in text_of(one_file.weekly_html(week, GROUND))


def test_week_of_which_nothing_may_be_said_has_no_map() -> None:
    week = weekly_payloads.members()
    week.update(fine=[], items=[], headline="Too few businesses have joined here.")

    made = files.weekly_pdf(week, GROUND)
    page = one_file.weekly_html(week, GROUND)

    assert "Figure" not in printed.tags_of(made)
    assert "The map" not in printed.words_of(made)
    assert "map-model" not in page.split("<body>")[1].split("<script>")[0]


# --- What must not stand in them ---------------------------------------------------------------


def test_what_a_version_leaves_out_is_in_none_of_its_files() -> None:
    """P07 for files: canaries in what a room may not hear, looked for in all that it is given."""
    room = briefing()
    told = {"premises": 739_391, "usual": 739_393.0, "members": 739_397, "outside": 739_411}
    room["town"].update(premises=told["premises"], outside=told["outside"])
    for cell in room["cells"]:
        cell.update(members_here=739_417, minutes=739_419)

    for text in (
        printed.words_of(files.weekly_pdf(room, GROUND)),
        text_of(one_file.weekly_html(room, GROUND)),
        one_file.weekly_html(room, GROUND),
    ):
        assert "7393" not in text.replace(",", "")
        assert "7394" not in text.replace(",", "")
        assert "one business" not in text.split("What this cannot tell you")[0].replace(
            "a single business", ""
        )


def test_hostile_places_are_text() -> None:
    week = weekly_payloads.payload()
    for cell in [*week["cells"], *week["fine"]]:
        cell["place"] = HOSTILE
    for item in week["items"]:
        item["text"] = HOSTILE

    page = one_file.weekly_html(week, GROUND)

    assert "<script>document" not in page
    assert "{{ 7*7 }}" in page
    assert "{{ 7*7 }}" in printed.words_of(files.weekly_pdf(week, GROUND))


# --- One file, with the network off ------------------------------------------------------------


def test_html_asks_for_nothing(week) -> None:
    page = one_file.weekly_html(week, GROUND)
    markup = re.sub(r"<(script|style)\b[^>]*>.*?</\1>", "", page, flags=re.S)

    assert not re.search(r'\b(src|href)="(https?:)?//', markup)
    assert not re.search(r"url\((?!\"?#|\"?data:)|@import", page.split("<body>")[0])
    assert "cdn" not in markup
    assert len(page.encode()) < 500_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"], chromium_sandbox=False
        )
        yield launched
        launched.close()


@pytest.fixture
def opened(browser, tmp_path):
    """Open a week's file from the disk, with the network off; nothing may be asked or told."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_offline(True)
    asked: list[str] = []
    said: list[str] = []

    def open_(payload: dict[str, Any], width: int = 1440) -> Page:
        place = tmp_path / "week.html"
        place.write_text(one_file.weekly_html(payload, GROUND), encoding="utf-8")
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(place.as_uri())
        return page

    yield open_
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert said == []
    context.close()


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1440])
def test_html_opens_with_the_network_off(opened, week, width: int) -> None:
    page = opened(week, width)

    shown = page.locator(".folium-map .sheet-hit")
    assert shown.count() == len(week["fine"] or week["cells"])
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []


@pytest.mark.browser
@pytest.mark.slow
def test_html_hexagon_opens_by_keyboard(opened) -> None:
    page = opened(weekly_payloads.payload())

    page.locator(".folium-map .sheet-hit[tabindex='0']").focus()
    page.keyboard.press("Enter")

    card = page.locator("[data-card]:visible")
    assert card.locator("h3").inner_text() == "Lantern Row"
    assert "Reports this week: 4." in card.inner_text()
