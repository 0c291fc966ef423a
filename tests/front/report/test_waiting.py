"""Without a network a report is sealed, kept, sent once, and said truly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.front.report.page import (
    CANARY,
    EVERYTHING_KEPT,
    PAGE,
    Open,
    be_signed_in,
    press_send,
    queue,
    ready_for_no_network,
    reports,
    sign_in,
    tile,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_three_reports_survive_a_killed_browser_and_arrive_once_each(phone: Open) -> None:
    context = phone()
    page = sign_in(context)
    ready_for_no_network(page)
    context.set_offline(True)
    queue(page, ["First.", "Second.", "Third."])
    expect(page.locator("[data-outbox]")).to_contain_text("Waiting to send: 3")
    assert reports() == []
    context.close()

    context = phone(cut_off=True)
    page = context.pages[0]
    page.goto(PAGE)
    expect(page.locator("[data-outbox]")).to_contain_text("Waiting to send: 3")
    expect(page.get_by_role("heading", name="What did you see?")).to_be_visible()
    context.close()

    context = phone()
    page = context.pages[0]
    be_signed_in(context)
    page.goto(PAGE)

    expect(page.locator("[data-outbox]")).not_to_contain_text("Waiting", timeout=20_000)
    expect(page.locator("[data-outbox]")).to_contain_text("Sent")
    assert [one.narrative for one in reports()] == ["First.", "Second.", "Third."]


def test_form_opens_and_seals_without_a_network_from_a_cold_start(phone: Open) -> None:
    context = phone()
    page = sign_in(context)
    ready_for_no_network(page)
    context.set_offline(True)
    cold = context.new_page()
    page.close()

    page = cold
    page.goto(PAGE)
    queue(page, ["Cold."])
    context.set_offline(False)

    expect(page.locator("[data-outbox]")).to_contain_text("Sent", timeout=20_000)
    assert [one.narrative for one in reports()] == ["Cold."]


def test_device_keeps_nothing_that_it_could_read(phone: Open, tmp_path: Path) -> None:
    context = phone()
    page = sign_in(context)
    ready_for_no_network(page)
    context.set_offline(True)
    queue(page, [CANARY])

    kept = page.evaluate(EVERYTHING_KEPT)
    context.close()

    assert json.loads(kept["outbox"])[0]["envelope"]["content"]
    assert not any(CANARY in text or "merrily" in text for text in kept.values())
    assert not any("trespass" in text for name, text in kept.items() if name == "outbox")
    profile = [one.read_bytes() for one in (tmp_path / "profile").rglob("*") if one.is_file()]
    assert not any(CANARY.encode() in one or CANARY.encode("utf-16-le") in one for one in profile)


def test_worker_keeps_only_its_list(phone: Open) -> None:
    page = sign_in(phone())
    ready_for_no_network(page)
    page.goto("/r/")
    page.goto(PAGE)

    kept = page.evaluate(
        """async () => {
            const [name] = await caches.keys();
            const keys = await (await caches.open(name)).keys();
            return keys.map(({ url }) => new URL(url).pathname).sort();
        }"""
    )

    from ntars_geo.pwa import SHELL_FILES

    assert kept == sorted(["/report/shell/", *(f"/static/{name}" for name in SHELL_FILES)])


def test_refused_report_says_why_and_is_mended_without_its_words(phone: Open) -> None:
    context = phone()
    page = sign_in(context)
    ready_for_no_network(page)
    context.set_offline(True)
    tile(page, "Damage")
    page.get_by_label("In your words").fill(CANARY)
    page.locator("label.choice", has_text="On a map").click()
    expect(page.locator("[data-pin-says]")).to_contain_text("The map needs a network.")
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
    expect(page.get_by_text("still sealed and goes with it")).to_be_visible()
    assert CANARY not in page.content()
    page.locator("label.choice", has_text="Outside").click()
    press_send(page)

    expect(page.get_by_role("heading", name="Sent. Thank you.")).to_be_visible()
    (report,) = reports()
    assert (report.narrative, report.answers["spot"]) == (CANARY, "outside")
    expect(outbox).to_be_hidden()


def test_hotels_sign_in_page_is_no_receipt(phone: Open) -> None:
    # Routes do not reach a service worker, whose background sync would really send the report.
    context = phone(service_workers="block")
    page = sign_in(context)
    tile(page, "Noise")
    page.route("**/sealed/", lambda route: route.fulfill(status=200, body="<h1>Free Wi-Fi</h1>"))

    press_send(page)

    expect(page.locator(".done").get_by_role("heading")).to_have_text("Waiting to send")
    expect(page.locator("[data-outbox]")).to_contain_text("Waiting to send: 1")


def test_wrong_clock_neither_refuses_nor_lies(phone: Open) -> None:
    context = phone()
    context.add_init_script(
        "const real = Date.now; Date.now = () => real() - 400 * 24 * 3600 * 1000;"
    )
    page = sign_in(context)
    tile(page, "Noise")

    press_send(page)

    expect(page.get_by_role("heading", name="Sent. Thank you.")).to_be_visible()
    (report,) = reports()
    assert abs((report.submitted_at - report.occurred_at).total_seconds()) < 60
