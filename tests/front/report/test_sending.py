"""A report is sent in a few presses, by keyboard, by map and without script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.front.report.page import Open, press_send, reports, sign_in, tile
from tests.incidents.conftest import LAT, LNG

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_two_presses_are_a_report_with_its_reference(phone: Open) -> None:
    page = sign_in(phone())

    tile(page, "Begging")
    press_send(page)

    expect(page.locator("[data-done-reference]")).to_have_text(re.compile(r"^\w{4}-\w{4}$"))
    (report,) = reports()
    assert report.answers == {"spot": "doorway"}


def test_five_interactions_say_what_where_when_and_more(phone: Open) -> None:
    page = sign_in(phone())

    tile(page, "Street drinking")
    page.locator("label.choice", has_text="Across the road").click()
    page.locator("label.choice", has_text="1 hour ago").click()
    page.get_by_label("In your words").fill("Three cans.")
    press_send(page)

    expect(page.get_by_role("heading", name="Sent. Thank you.")).to_be_visible()
    (report,) = reports()
    assert (report.narrative, report.answers["spot"]) == ("Three cans.", "across")


def test_double_press_is_one_report(phone: Open) -> None:
    page = sign_in(phone())
    tile(page, "Noise")

    page.get_by_role("button", name="Send").dblclick()

    expect(page.get_by_role("heading", name="Sent. Thank you.")).to_be_visible()
    assert len(reports()) == 1


def test_keyboard_alone_reports_a_named_place(phone: Open) -> None:
    page = sign_in(phone())
    page.locator("[name=danger]").focus()

    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")  # to the next tile
    page.keyboard.press("Tab")
    for _ in range(4):  # from the doorway to "another street or place"
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("example square")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Sent. Thank you.")).to_be_visible()
    expect(page.locator(".done")).to_be_focused()
    (report,) = reports()
    assert report.answers == {"place": "Example Square"}
    assert report.accuracy_m == 50


def test_without_script_the_form_is_whole(phone: Open) -> None:
    page = sign_in(phone(java_script_enabled=False))

    expect(page.locator("label.choice", has_text="On a map")).to_be_hidden()
    press_send(page)
    expect(page.locator(".error-summary")).to_contain_text("Choose what you saw.")
    tile(page, "Graffiti")
    page.locator("label.choice", has_text="Another street").click()
    page.get_by_label("Name of the street or place").fill("square")
    press_send(page)
    expect(page.locator(".error-summary")).to_contain_text("write one of Example Square")
    page.get_by_label("Name of the street or place").fill("Example Square")
    page.locator("summary").click()
    page.locator(".asks:visible label.choice", has_text="No").click()
    press_send(page)

    expect(page.get_by_role("heading", name="Sent. Thank you.")).to_be_visible()
    (report,) = reports()
    assert report.answers == {"offensive": "no", "place": "Example Square"}


def test_danger_and_a_child_stop_the_form(phone: Open) -> None:
    page = sign_in(phone())

    page.get_by_label("Somebody is in danger").check()
    expect(page.get_by_role("link", name="Call 999 now").locator("visible=true")).to_be_visible()
    expect(page.get_by_role("button", name="Send")).to_be_hidden()
    page.get_by_label("Somebody is in danger").uncheck()
    tile(page, "Someone sleeping rough")
    page.get_by_label("They look under 18").check()

    expect(page.get_by_role("button", name="Send")).to_be_hidden()
    expect(page.get_by_text("A child who sleeps rough is an emergency.")).to_be_visible()
    expect(page.locator("input[type=file]").locator("visible=true")).to_have_count(0)


def test_error_is_said_at_once_and_leads_to_the_field(phone: Open) -> None:
    page = sign_in(phone())

    press_send(page)

    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_role("link", name="Choose what you saw").click()
    expect(page.locator("#id_category")).to_be_focused()


def test_map_moves_under_its_cross_by_keyboard_and_says_where_it_is(phone: Open) -> None:
    page = sign_in(phone(geolocation={"longitude": LNG, "latitude": LAT, "accuracy": 18},
                         permissions=["geolocation"]))  # fmt: skip
    tile(page, "Fly-tipping")

    page.locator("label.choice", has_text="On a map").click()
    says = page.locator("[data-pin-says]")
    expect(says).to_contain_text("sure to about", timeout=20_000)
    page.locator(".maplibregl-canvas").focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    expect(says).to_contain_text("near Example Square")
    page.get_by_role("button", name="Use my location").click()
    expect(says).to_contain_text("where you are, sure to about 18 metres")
    press_send(page)

    expect(page.get_by_role("heading", name="Sent. Thank you.")).to_be_visible()
    (report,) = reports()
    assert report.accuracy_m == 18
    assert abs(report.point.x - LNG) < 0.0001


def test_name_that_is_only_begun_is_shown_whole_and_sent_so(phone: Open) -> None:
    page = sign_in(phone())
    tile(page, "Begging")
    page.locator("label.choice", has_text="Another street").click()

    page.get_by_label("Name of the street or place").press_sequentially("exa")
    expect(page.locator("[data-send-says]")).to_contain_text("Example Square, just now.")
    press_send(page)

    expect(page.get_by_role("heading", name="Sent. Thank you.")).to_be_visible()
    assert [one.answers for one in reports()] == [{"place": "Example Square"}]


def test_finger_is_shown_the_next_question_and_a_keyboard_is_left_alone(phone: Open) -> None:
    page = sign_in(phone(reduced_motion="reduce"))
    spot = page.locator("label.choice", has_text="On a map")
    page.locator("[name=danger]").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.evaluate("scrollY") == 0

    tile(page, "Begging")

    expect(spot).to_be_in_viewport(ratio=1)
    bar, box = page.locator(".send-bar").bounding_box(), spot.bounding_box()
    assert bar
    assert box
    assert box["y"] + box["height"] <= bar["y"]
    page.locator("label.choice", has_text="Another street").click()
    expect(page.get_by_label("Name of the street or place")).to_be_in_viewport(ratio=1)
