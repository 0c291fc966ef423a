"""Photographs on the report page: small, covered before anything leaves, chosen with care."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from incidents.models import Report
from outreach.models import Sighting
from tests.front.report.page import (
    Open,
    press_send,
    reports,
    sign_in,
    tile,
)
from tests.front.report.photographs import choose, is_black, picture_of, stored, tray
from tests.incidents import pictures

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_photo_is_made_small_and_goes_with_its_report(phone: Open) -> None:
    page = sign_in(phone())
    tile(page, "Graffiti")
    choose(page, pictures.told_on(), pictures.jpeg(4000, 3000))
    expect(tray(page)).to_have_count(2)

    press_send(page)

    expect(page.get_by_role("heading", name="Sent. Thank you.")).to_be_visible()
    (report,) = reports()
    small, large = sorted(stored(), key=lambda one: one.width)
    assert {small.report_id, large.report_id} == {report.pk}
    assert (small.width, large.width) == (120, 2048)
    assert small.reporter_id == report.reporter_id


def test_parts_are_covered_by_keyboard_before_anything_leaves(phone: Open) -> None:
    page = sign_in(phone())
    tile(page, "Graffiti")
    choose(page, pictures.jpeg(400, 300))
    tray(page).get_by_role("button", name="Cover faces").press("Enter")
    page.get_by_role("button", name="Cover a part").press("Enter")
    part = page.get_by_role("button", name="Covered part 1 of 1")
    expect(part).to_be_focused()
    for key in [*["ArrowLeft"] * 30, *["ArrowUp"] * 30, *["Shift+ArrowRight"] * 5]:
        page.keyboard.press(key)
    page.get_by_role("button", name="Done").press("Enter")
    expect(tray(page).get_by_role("button", name="Covered: 1")).to_be_focused()

    press_send(page)

    expect(page.get_by_role("heading", name="Sent. Thank you.")).to_be_visible()
    picture = picture_of(stored()[0])
    assert is_black(picture.getpixel((2, 2)))
    assert is_black(picture.getpixel((110, 50)))
    assert not is_black(picture.getpixel((140, 70)))


def test_parts_are_drawn_moved_and_removed_by_pointer(phone: Open) -> None:
    page = sign_in(phone())
    choose(page, pictures.jpeg(400, 300))
    tray(page).get_by_role("button", name="Cover faces").click()
    stage = page.locator(".cover-stage").bounding_box()
    assert stage

    def drag(start: tuple[float, float], end: tuple[float, float]) -> None:
        for (x, y), act in ((start, page.mouse.down), (end, page.mouse.up)):
            page.mouse.move(stage["x"] + x * stage["width"], stage["y"] + y * stage["height"])
            act()

    drag((0.1, 0.1), (0.4, 0.5))
    drag((0.5, 0.5), (0.505, 0.505))  # a slip of the finger
    expect(page.locator(".cover-part")).to_have_count(1)
    drag((0.2, 0.2), (0.7, 0.5))  # moves it
    words = page.locator(".cover-part").get_attribute("aria-label")
    assert (
        words == "Covered part 1 of 1: 60 % from the left, 40 % from the top, 30 % wide, 40 % high"
    )
    drag((0.895, 0.795), (0.795, 0.895))  # by its corner
    assert "20 % wide, 50 % high" in (page.locator(".cover-part").get_attribute("aria-label") or "")
    drag((0.0, 0.0), (0.2, 0.2))
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page.locator(".cover-part")).to_have_count(1)
    page.get_by_role("button", name="Cancel").click()

    expect(tray(page).get_by_role("button", name="Cover faces")).to_be_focused()


def test_four_are_one_too_many_and_one_can_be_taken_out(phone: Open) -> None:
    page = sign_in(phone())
    tile(page, "Noise")
    choose(page, *(pictures.jpeg(100 + 10 * number) for number in range(4)))

    expect(tray(page)).to_have_count(3)
    expect(page.locator("[data-photo-says]")).to_contain_text("Three photos")
    tray(page).first.get_by_role("button", name="Remove").click()
    expect(tray(page)).to_have_count(2)
    press_send(page)

    expect(page.get_by_role("heading", name="Sent. Thank you.")).to_be_visible()
    assert [one.width for one in stored()] == [110, 120]
    page.get_by_role("button", name="Report another").click()
    expect(tray(page)).to_have_count(0)


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"\0\0\0\x18ftypheic" + b"x" * 99, "IMG.HEIC"), (b"%PDF-1.7", "a.jpg"), (b"", "a.jpg")],
)
def test_what_cannot_be_read_is_said_at_once(phone: Open, content: bytes, name: str) -> None:
    page = sign_in(phone())
    choose(page, content, name=name)

    expect(page.locator("[data-photo-says]")).to_contain_text("Choose a JPEG, PNG or WebP")
    expect(tray(page)).to_have_count(0)


def test_rough_sleepers_are_not_photographed(phone: Open) -> None:
    page = sign_in(phone())
    tile(page, "Begging")
    choose(page, pictures.jpeg())
    expect(tray(page)).to_have_count(1)
    tile(page, "Someone sleeping rough")

    expect(page.locator("[data-photos]")).to_be_hidden()
    expect(page.get_by_text("Your photo is left out.")).to_be_visible()
    press_send(page)

    expect(page.get_by_role("heading", name="Sent. Thank you.")).to_be_visible()
    expect(page.get_by_role("link", name="Add a photo")).to_be_hidden()
    assert stored() == []
    assert not Sighting.objects.exists(), "not for this district's eyes"


def test_code_for_photos_comes_with_the_first_photo(phone: Open) -> None:
    context = phone(service_workers="block")
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = sign_in(context)
    tile(page, "Begging")
    before = [url for url in asked if "report-photo" in url]
    choose(page, pictures.jpeg())
    expect(tray(page)).to_have_count(1)

    assert before == []
    assert len([url for url in asked if "report-photo" in url]) == 2
    assert Report.objects.count() == 0
