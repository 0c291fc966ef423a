"""Triage for everybody: rules of access, without a script, on a phone."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from incidents.actions import triage as actions
from incidents.models import Report
from members.access import acting_in
from members.actions import add_member
from members.audiences import Audience
from members.models import District
from tests.conftest import MOMENT
from tests.front.triage.queue import faults

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_queue_and_the_incident(desk, browse, scheme) -> None:
    cookie = desk(3)
    found = []

    def look(page: Page) -> None:
        found.extend(faults(page))
        page.keyboard.press("o")
        page.wait_for_selector("[data-toast]")
        found.extend(faults(page))
        page.locator("[data-toast] a").click()
        page.wait_for_selector(".timeline")
        found.extend(faults(page))

    browse(cookie, look, color_scheme=scheme)

    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_ones_own_reports(desk, browse, settings, scheme) -> None:
    desk(3)
    district = District.objects.get()
    with acting_in(district.pk):
        report = Report.objects.select_related("reporter", "organisation").first()
        actions.open_incident(report=report, by="person 1", at=timezone.now())
        add_member(
            district=district,
            person=report.reporter,
            audience=Audience.MEMBER,
            organisation=report.organisation,
            starts_on=MOMENT.date().replace(year=2024),
            by="test",
            at=MOMENT,
        )
    client = Client()
    client.force_login(report.reporter)
    found = []

    def look(page: Page) -> None:
        page.get_by_text("What was reported").first.click()
        found.extend(faults(page))
        page.get_by_role("button", name="It is still happening").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_text("Operations see that it is still happening.")).to_be_visible()

    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    browse(cookie, look, path="/d/exampleton/my-reports/", color_scheme=scheme)

    assert found == []


def test_everything_can_be_done_without_a_script(desk, browse) -> None:
    cookie = desk(2)

    def work(page: Page) -> None:
        page.locator("[data-line]").nth(1).get_by_role("link").click()
        page.get_by_role("button", name="Noise").click()
        expect(page.locator("[data-toast]")).to_contain_text("Opened as Noise")
        page.get_by_label("How it ended").select_option("Cleaned or repaired")
        page.get_by_role("button", name="Close").click()
        expect(page.locator("[data-toast]")).to_contain_text("Closed: cleaned or repaired")
        page.get_by_role("button", name="Undo").click()
        expect(page.locator("[data-toast]")).to_contain_text("Opened again")

    browse(cookie, work, java_script_enabled=False)


@pytest.mark.parametrize("width", [320, 390])
def test_nothing_is_wider_than_a_phone_and_the_list_comes_first(desk, browse, width) -> None:
    cookie = desk(2)

    def look(page: Page) -> None:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        queue = page.locator("[data-queue]").bounding_box()
        drawn = page.locator("[data-triage-map]").bounding_box()
        assert queue is not None
        assert drawn is not None
        assert queue["y"] < drawn["y"]

    browse(cookie, look, viewport={"width": width, "height": 800})
