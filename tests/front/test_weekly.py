"""The page of a week in a browser: by the rules of axe, by keyboard, through time."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.front.conftest import Open
from tests.front.test_accessible import faults

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = ["/weekly/busy/", "/weekly/quiet/", "/weekly/low/", "/weekly/members/"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing(open_page: Open, address: str, scheme: str) -> None:
    page = open_page(address, color_scheme=scheme)
    page.locator("details").evaluate_all("all => all.forEach((one) => (one.open = true))")

    assert faults(page) == []


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(("width", "text"), [(320, "100%"), (390, "200%"), (1280, "200%")])
def test_nothing_is_wider_than_the_screen(
    open_page: Open, address: str, width: int, text: str
) -> None:
    page = open_page(address, width=width)
    page.evaluate(f"document.documentElement.style.fontSize = '{text}'")

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_moving_map_takes_the_drawings_place(open_page: Open) -> None:
    page = open_page("/weekly/busy/", webgl=True)
    expect(page.locator(".map-gl.is-ready")).to_be_attached(timeout=20_000)

    page.locator(".mark").first.press("Enter")

    expect(page.locator("[data-card]:visible")).to_have_count(1)
    assert faults(page) == []


def test_in_a_week_of_low_reporting_the_dotted_drawing_stays(open_page: Open) -> None:
    page = open_page("/weekly/low/", webgl=True)
    page.wait_for_timeout(2_500)

    expect(page.locator(".map-gl")).to_have_count(0)
    expect(page.locator('.week-map [fill="url(#dots)"]').first).to_be_attached()
    expect(page.get_by_text("Nothing is called a decrease.")).to_be_visible()


def test_table_and_map_light_each_other_and_open_one_card(open_page: Open) -> None:
    page = open_page("/weekly/busy/")

    page.locator("tr[data-cell] a", has_text="Lantern Row by Market Cross").click()

    card = page.locator("[data-card]:visible")
    expect(card).to_contain_text("9 reports; a normal week is 0 to")
    page.keyboard.press("Escape")
    expect(page.locator("tr[data-cell] a", has_text="Lantern Row by Market Cross")).to_be_focused()
    assert page.locator(".hex.is-chosen").count() == 1


def test_the_slider_moves_through_weeks_by_keyboard_and_table_and_map_follow(
    open_page: Open,
) -> None:
    page = open_page("/weekly/busy/")
    slider = page.get_by_label("Move through the weeks")
    slider.focus()

    page.keyboard.press("ArrowRight")

    expect(page.locator(".sentence").first).to_have_text("Nobody reported anything in this week.")
    expect(slider).to_be_focused()
    expect(page).to_have_url(re.compile(r"/weekly/quiet/$"))
    assert slider.get_attribute("aria-valuetext") == "Quiet"
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".sentence").first).to_contain_text("2 of 8 hexagons")
    page.locator("tr[data-cell] a").first.click()
    expect(page.locator("[data-card]:visible")).to_have_count(1)


def test_without_a_script_weeks_are_links(open_page: Open) -> None:
    page = open_page("/weekly/busy/", java_script_enabled=False)

    assert not page.get_by_label("Move through the weeks").is_visible()
    assert page.locator("a.week-bar").count() == 26
    expect(page.locator("a[rel=prev]")).to_have_text("← Week 45, 2 to 8 November 2026")
    expect(page.locator(".week-map svg.map-drawing")).to_be_visible()


def test_members_see_classes_and_no_table_of_exact_counts(open_page: Open) -> None:
    page = open_page("/weekly/members/")

    expect(page.locator("tr[data-cell]")).to_have_count(0)
    expect(page.locator(".hex-count", has_text="3–5").first).to_be_attached()
    expect(page.get_by_text("2 of them are yours.")).to_be_visible()
