"""Photographs without script, on a report that is sent already, and for everybody."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.front.report.page import (
    Open,
    faults,
    press_send,
    reports,
    sign_in,
    tile,
)
from tests.front.report.photographs import BROKEN, choose, stored, tray
from tests.incidents import pictures

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_without_script_the_form_takes_photos_and_keeps_them_when_it_is_refused(
    phone: Open,
) -> None:
    page = sign_in(phone(java_script_enabled=False))
    choose(page, pictures.jpeg(300, 200), BROKEN)
    tile(page, "Graffiti")
    press_send(page)

    expect(page.locator(".error-summary")).to_contain_text("Photo: This picture is damaged")
    expect(page.get_by_text("What you chose before is kept")).to_be_visible()
    press_send(page)

    expect(page.get_by_role("heading", name="Sent. Thank you.")).to_be_visible()
    expect(page.get_by_text("1 photograph is with it.")).to_be_visible()
    assert [(one.width, one.report_id) for one in stored()] == [(300, reports()[0].pk)]


def test_photo_is_added_later_to_ones_own_report(phone: Open) -> None:
    page = sign_in(phone())
    tile(page, "Begging")
    press_send(page)
    page.get_by_role("link", name="Add a photo").click()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".error-summary")).to_contain_text("Choose a photograph.")
    choose(page, pictures.jpeg(4000, 3000))
    expect(tray(page)).to_have_count(1)
    found = faults(page)
    page.get_by_role("button", name="Add", exact=True).click()

    expect(page.get_by_text("1 photograph is with it.")).to_be_visible()
    assert [(one.width, one.report_id) for one in stored()] == [(2048, reports()[0].pk)]
    page.goto("/d/exampleton/my-reports/")
    expect(page.get_by_role("img", name="Photograph 1 of 1")).to_be_visible()
    assert found + faults(page) == []


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing_beside_a_photo(phone: Open, colours: str) -> None:
    page = sign_in(phone(color_scheme=colours))
    tile(page, "Begging")
    choose(page, pictures.jpeg(), BROKEN)
    expect(tray(page)).to_have_count(2)
    found = faults(page)
    tray(page).first.get_by_role("button", name="Cover faces").click()
    page.get_by_role("button", name="Cover a part").click()
    found += faults(page)
    page.get_by_role("button", name="Done").click()
    press_send(page)
    expect(page.locator(".error-summary")).to_be_visible()

    assert found + faults(page) == []


@pytest.mark.parametrize("width", [320, 390])
def test_nothing_is_wider_than_the_phone_at_twice_the_text(phone: Open, width: int) -> None:
    page = sign_in(phone(viewport={"width": width, "height": 800}))
    choose(page, pictures.jpeg(), BROKEN)
    expect(tray(page)).to_have_count(2)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    plain = page.evaluate("document.documentElement.scrollWidth")
    tray(page).first.get_by_role("button", name="Cover faces").click()

    wide = page.evaluate(
        "(most) => [...document.querySelectorAll('main *')]"
        ".filter((one) => one.getBoundingClientRect().right > most).map((one) => one.outerHTML)",
        width,
    )
    assert (plain <= width, wide) == (True, [])
    assert page.evaluate("document.querySelector('.cover').scrollWidth") <= width
    expect(page.get_by_role("button", name="Done")).to_be_visible()
