"""Photographs on the report page, in a real browser: small, covered, sealed, kept, sent once."""
# ruff: noqa: F811 - fixtures of another module are named as arguments here

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from incidents.models import Photo, Report
from incidents.photo_place import photo_folder
from members.access import acting_in
from members.models import District
from outreach.models import Sighting
from tests.front.test_report import (  # noqa: F401 - the fixtures of the report page
    CANARY,
    PAGE,
    Open,
    _database_beside_a_browser,
    be_signed_in,
    faults,
    phone,
    playwright,
    press_send,
    ready_for_no_network,
    reports,
    scheme,
    sign_in,
    tile,
)
from tests.incidents import pictures

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

BROKEN = b"\xff\xd8\xff\xe0" + b"not a picture at all " * 20


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def choose(
    page: Page, *contents: bytes, name: str = "IMG_0001.jpg", kind: str = "image/jpeg"
) -> None:
    """Choose files as somebody does in the phone's own dialog."""
    files = [{"name": name, "mimeType": kind, "buffer": content} for content in contents]
    page.locator("#id_photos").set_input_files(files)


def tray(page: Page) -> Locator:
    return page.locator("[data-tray] li")


def stored() -> list[Photo]:
    with acting_in(District.objects.get(slug="exampleton").pk):
        return list(Photo.objects.order_by("stored_at", "pk"))


def picture_of(photo: Photo) -> Any:
    return pictures.opened(photo_folder().large(photo.district_id, photo.pk).read_bytes())


def is_black(pixel: tuple[int, int, int]) -> bool:
    return max(pixel) < 20


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


# --- Without a network -------------------------------------------------------------------------


def kill_browser(profile: Path) -> None:
    """End every process of a browser at once, as an empty battery does."""
    mine = f"--user-data-dir={profile}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            is_mine = mine in (folder / "cmdline").read_bytes().split(b"\0")
            if is_mine:
                os.kill(int(folder.name), signal.SIGKILL)
        except (OSError, ValueError):
            continue
    time.sleep(0.5)


def queued(page: Page, words: str, *contents: bytes) -> None:
    tile(page, "Trespass")
    page.get_by_label("In your words").fill(words)
    choose(page, *contents)
    expect(tray(page)).to_have_count(len(contents))
    press_send(page)
    expect(page.locator(".done").get_by_role("heading")).to_have_text("Waiting to send")


def test_sealed_photo_survives_a_killed_browser_and_arrives_once(
    phone: Open, tmp_path: Path
) -> None:
    context = phone()
    page = sign_in(context)
    ready_for_no_network(page)
    context.set_offline(True)
    queued(page, "With two photos.", pictures.jpeg(300, 200), pictures.jpeg(310, 200))
    kill_browser(tmp_path / "profile")
    assert stored() == []

    context = phone()
    be_signed_in(context)
    page = context.pages[0]
    page.goto(PAGE)

    expect(page.locator("[data-outbox]")).to_contain_text("Sent", timeout=20_000)
    (report,) = reports()
    assert report.narrative == "With two photos."
    assert [(one.width, one.report_id) for one in stored()] == [(300, report.pk), (310, report.pk)]


KEPT_BYTES = """async () => {
    const database = await new Promise((resolve) => {
        indexedDB.open("ntars-reports").onsuccess = (event) => resolve(event.target.result);
    });
    const all = await new Promise((resolve) => {
        database.transaction("outbox").objectStore("outbox").getAll().onsuccess =
            (event) => resolve(event.target.result);
    });
    database.close();
    return all.map(({ photos }) => photos.map(({ body }) => [...new Uint8Array(body)]));
}"""


def test_device_keeps_no_picture_that_it_could_show(phone: Open, tmp_path: Path) -> None:
    context = phone()
    page = sign_in(context)
    ready_for_no_network(page)
    context.set_offline(True)
    queued(page, CANARY, pictures.jpeg(300, 200))

    ((body,),) = page.evaluate(KEPT_BYTES)
    databases = page.evaluate("(async () => (await indexedDB.databases()).length)()")
    context.close()

    head, _, rest = bytes(body).partition(b"\n")
    assert set(json.loads(head)) == {"key_name", "point", "nonce"}
    assert len(rest) > 1000
    assert b"JFIF" not in bytes(body)
    assert databases == 1
    kept = [one for one in (tmp_path / "profile").rglob("*") if "IndexedDB" in str(one)]
    assert not any(b"JFIF" in one.read_bytes() for one in kept if one.is_file())


def test_refused_photo_stays_says_why_and_the_rest_can_go(phone: Open) -> None:
    page = sign_in(phone())
    tile(page, "Damage")
    choose(page, pictures.jpeg(), BROKEN)
    expect(tray(page)).to_have_count(2)
    press_send(page)

    expect(page.locator(".error-summary")).to_contain_text("The photo was not taken.")
    expect(tray(page).nth(1)).to_contain_text("damaged or cut off")
    assert reports() == []
    tray(page).nth(1).get_by_role("button", name="Send without this photo").click()

    expect(page.get_by_role("heading", name="Sent. Thank you.")).to_be_visible()
    assert [one.report_id for one in stored()] == [reports()[0].pk]


def test_page_tells_that_the_outbox_sent_the_rest(phone: Open) -> None:
    page = sign_in(phone())
    tile(page, "Damage")
    choose(page, BROKEN)
    expect(tray(page)).to_have_count(1)
    press_send(page)
    outbox = page.locator("[data-outbox]")
    outbox.get_by_role("button", name="Send without this photo").click()

    expect(page.get_by_role("heading", name="Sent. Thank you.")).to_be_visible(timeout=15_000)
    expect(page.locator("[data-report]")).to_be_hidden()
    assert page.locator(".done").count() == 1
    assert len(reports()) == 1


def test_photo_refused_later_can_be_left_out_from_the_outbox(phone: Open) -> None:
    context = phone()
    page = sign_in(context)
    ready_for_no_network(page)
    context.set_offline(True)
    queued(page, "The rest of it.", BROKEN, pictures.jpeg())
    page.reload()
    context.set_offline(False)

    outbox = page.locator("[data-outbox]")
    expect(outbox).to_contain_text("The photo was not taken.", timeout=20_000)
    outbox.get_by_role("button", name="Send without this photo").click()

    expect(outbox).to_contain_text("Sent", timeout=20_000)
    assert [one.narrative for one in reports()] == ["The rest of it."]
    assert [one.report_id for one in stored()] == [reports()[0].pk]


def test_photos_thrown_away_meanwhile_go_once_more(phone: Open) -> None:
    context = phone(service_workers="block")
    page = sign_in(context)
    page.route("**/sealed/", lambda route: route.abort())
    tile(page, "Noise")
    choose(page, pictures.jpeg())
    expect(tray(page)).to_have_count(1)
    press_send(page)
    expect(page.locator(".done").get_by_role("heading")).to_have_text("Waiting to send")
    (first,) = stored()
    with acting_in(first.district_id):
        first.delete()
    page.unroute("**/sealed/")
    page.reload()

    expect(page.locator("[data-outbox]")).to_contain_text("Sent", timeout=30_000)
    (again,) = stored()
    assert (again.pk != first.pk, again.report_id) == (True, reports()[0].pk)


def test_mended_report_keeps_its_photo_and_takes_another(phone: Open) -> None:
    context = phone()
    page = sign_in(context)
    ready_for_no_network(page)
    context.set_offline(True)
    tile(page, "Damage")
    choose(page, pictures.jpeg(300, 200))
    expect(tray(page)).to_have_count(1)
    page.locator("label.choice", has_text="On a map").click()
    page.evaluate(
        """() => {
            const { elements } = document.querySelector("[data-report]");
            elements.lng.value = "-0.8972";
            elements.lat.value = "52.2600";
        }"""
    )
    press_send(page)
    expect(page.locator(".done").get_by_role("heading")).to_have_text("Waiting to send")
    context.set_offline(False)
    page.reload()
    outbox = page.locator("[data-outbox]")
    expect(outbox).to_contain_text("outside Exampleton", timeout=20_000)
    outbox.get_by_role("button", name="Mend it").click()
    page.locator("label.choice", has_text="Outside").click()
    choose(page, pictures.jpeg(310, 200))
    expect(tray(page)).to_have_count(1)
    press_send(page)

    expect(page.get_by_role("heading", name="Sent. Thank you.")).to_be_visible()
    assert [(one.width, one.report_id) for one in stored()] == [
        (300, reports()[0].pk),
        (310, reports()[0].pk),
    ]


# --- Without script, later, and for everybody --------------------------------------------------


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
