"""Who comes next at a till reads nothing, and carries what waits as the first one's."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from tests.front.report.page import (
    CANARY,
    EVERYTHING_KEPT,
    Open,
    faults,
    press_send,
    queue,
    ready_for_no_network,
    reports,
    sign_in,
    tile,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_signing_out_forgets_the_form_and_keeps_what_waits(phone: Open) -> None:
    context = phone()
    page = sign_in(context)
    ready_for_no_network(page)
    context.set_offline(True)
    queue(page, [CANARY])
    context.route("**/sealed/", lambda route: route.abort())
    context.set_offline(False)

    page.goto("/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()
    page.wait_for_timeout(1000)  # the worker forgets beside the page
    kept = page.evaluate(EVERYTHING_KEPT)

    assert kept["desk"] == "[]"
    # Still here, unless Background Sync, which no route can stop, has brought it already.
    assert len(json.loads(kept["outbox"])) == 1 or len(reports()) == 1


def test_next_user_sees_no_word_and_carries_it_as_the_first_ones(phone: Open) -> None:
    context = phone()
    page = sign_in(context)
    ready_for_no_network(page)
    context.set_offline(True)
    queue(page, [CANARY])
    context.clear_cookies()
    context.set_offline(False)

    page = sign_in(context, "magnus")

    expect(page.locator("[data-outbox]")).to_contain_text("Sent", timeout=20_000)
    assert CANARY not in page.content()
    (report,) = reports()
    assert report.reporter.email == "merrily@example.invalid"


def test_stranger_keeps_it_and_is_offered_to_sign_in(phone: Open) -> None:
    context = phone()
    page = sign_in(context)
    ready_for_no_network(page)
    tile(page, "Noise")
    context.clear_cookies()
    press_send(page)

    expect(page.locator("[data-outbox]")).to_contain_text("Waiting to send: 1. Sign in")
    expect(page.locator("[data-outbox]").get_by_role("link", name="Sign in")).to_be_visible()
    sign_in(context)
    expect(page.locator("[data-outbox]")).to_contain_text("Sent", timeout=20_000)
    assert len(reports()) == 1


def test_signed_out_till_says_what_waits_and_what_mends_it(phone: Open) -> None:
    context = phone()
    page = sign_in(context)
    ready_for_no_network(page)
    context.set_offline(True)
    queue(page, [CANARY, "Second."])
    context.clear_cookies()
    context.set_offline(False)

    page.goto("/report/")

    outbox = page.locator("[data-outbox]")
    expect(page.get_by_role("heading", name="Who are you reporting for?")).to_be_visible()
    expect(outbox).to_contain_text("Waiting to send: 2. Sign in, or use a device with a pass")
    expect(outbox.get_by_role("link", name="Sign in")).to_be_visible()
    assert CANARY not in page.content()
    assert faults(page) == []
    sign_in(context)
    expect(outbox).not_to_contain_text("Waiting", timeout=20_000)
    assert len(reports()) == 2


def test_what_was_typed_is_gone_after_ten_idle_minutes(phone: Open) -> None:
    context = phone()
    page = context.pages[0]
    page.clock.install()
    page = sign_in(context)
    page.get_by_label("In your words").fill(CANARY)

    page.clock.run_for(10 * 60 * 1000 + 1000)

    expect(page.get_by_label("In your words")).to_have_value("")
