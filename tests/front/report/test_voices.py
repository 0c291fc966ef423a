""" "Same as this?" on the page: one tap is one more voice, with a network or without."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.front.report.page import (
    PAGE,
    Open,
    be_signed_in,
    faults,
    press_send,
    ready_for_no_network,
    reports,
    sign_in,
    tile,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def same_fieldset(page: Page) -> Locator:
    return page.get_by_role("group", name="Same as one of these?")


def test_one_tap_makes_it_one_more_voice(phone: Open) -> None:
    first = phone().new_page()
    tell_of_begging(first)
    page = sign_in(first.context, "magnus")
    tile(page, "Begging")

    expect(same_fieldset(page)).to_contain_text("Same as: Begging near Example Square")
    expect(same_fieldset(page).get_by_label("No, or not sure")).to_be_checked()
    assert faults(page) == []
    same_fieldset(page).locator("label", has_text="Same as: Begging").click()
    press_send(page)

    expect(page.get_by_role("heading", name="Sent. Thank you.")).to_be_visible()
    earlier, voice = reports()
    assert (earlier.same_as_id, voice.same_as_id) == (None, earlier.pk)


def tell_of_begging(page: Page) -> None:
    be_signed_in(page.context, "merrily")
    page.goto(PAGE)
    tile(page, "Begging")
    press_send(page)
    expect(page.get_by_role("heading", name="Sent. Thank you.")).to_be_visible()
    page.close()


def test_another_kind_place_or_person_in_need_is_the_same_as_nothing(phone: Open) -> None:
    first = phone().new_page()
    tell_of_begging(first)
    page = sign_in(first.context, "magnus")
    tile(page, "Begging")
    expect(same_fieldset(page)).to_be_visible()

    tile(page, "Noise")
    expect(same_fieldset(page)).to_be_hidden()
    tile(page, "Begging")
    expect(same_fieldset(page)).to_be_visible()
    tile(page, "Someone sleeping rough")

    expect(same_fieldset(page)).to_be_hidden()


def test_choice_waits_sealed_without_a_network_and_is_not_offered_there(phone: Open) -> None:
    first = phone().new_page()
    tell_of_begging(first)
    context = first.context
    page = sign_in(context, "magnus")
    ready_for_no_network(page)
    tile(page, "Begging")
    same_fieldset(page).locator("label", has_text="Same as: Begging").click()
    context.set_offline(True)
    press_send(page)
    expect(page.locator(".done").get_by_role("heading")).to_have_text("Waiting to send")
    page.reload()
    tile(page, "Begging")
    page.wait_for_timeout(1000)  # longer than the page waits before it asks
    expect(same_fieldset(page)).to_be_hidden()
    context.set_offline(False)

    expect(page.locator("[data-outbox]")).not_to_contain_text("Waiting", timeout=20_000)
    earlier, voice = reports()
    assert voice.same_as_id == earlier.pk
