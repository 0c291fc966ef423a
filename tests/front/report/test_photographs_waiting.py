"""Photographs without a network: sealed with their report, sent once, and mended."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from members.access import acting_in
from tests.front.report.killing import kill_browser
from tests.front.report.page import (
    CANARY,
    PAGE,
    Open,
    be_signed_in,
    press_send,
    ready_for_no_network,
    reports,
    sign_in,
    tile,
)
from tests.front.report.photographs import BROKEN, choose, stored, tray
from tests.incidents import pictures

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


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
