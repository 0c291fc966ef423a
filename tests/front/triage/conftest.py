"""A desk of operations with reports that wait."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, sync_playwright

from members.access import acting_in
from members.actions import NewOrganisation, NewPremises, add_organisations
from members.audiences import Audience
from tests.conftest import MOMENT
from tests.front.conftest import CHROMIUM
from tests.front.triage.queue import CATEGORIES, NARRATIVE, PAGE
from tests.incidents.conftest import LAT, LNG, open_town
from tests.incidents.reporting import report as make_report


@pytest.fixture
def desk(make_district, make_member, make_person, settings, built):
    """Return a maker of a town with reports that wait, and the cookie of its operations."""
    settings.SESSION_COOKIE_NAME = "session"  # Browsers refuse `__Host-` over plain http.
    settings.CSRF_COOKIE_NAME = "csrf"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False

    def make(reports: int) -> str:
        town, person = make_district(), make_person()
        now = timezone.now()
        with acting_in(town.pk):
            open_town(town)
            new = NewOrganisation(
                name="Invented Bakery",
                kind="LEVY_PAYER",
                starts_on=MOMENT.date(),
                premises=[NewPremises("Invented Bakery", "Example Row", LNG, LAT)],
            )
            shop = add_organisations(district=town, organisations=[new], by="test", at=MOMENT)[0]
            for place in reversed(range(reports)):
                make_report(
                    town,
                    shop,
                    person,
                    at=now - timedelta(minutes=90 * place),
                    category=CATEGORIES[place % len(CATEGORIES)],
                    narrative=NARRATIVE,
                    lng=LNG + 0.002 * (place % 3 - 1),
                    lat=LAT + 0.002 * (place % 2),
                )
        client = Client()
        client.force_login(make_member(town, Audience.OPERATIONS))
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    return make


@pytest.fixture
def browse(live_server) -> Callable[..., None]:
    """Return a runner of one visit. Nothing may ask the database while it goes on."""

    def visit(
        cookie: str, doing: Callable[[Page], None], *, path: str = PAGE, **options: object
    ) -> None:
        wrong: list[str] = []
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            context = chromium.new_context(**{"viewport": {"width": 1440, "height": 900}} | options)
            context.add_cookies([{"name": "session", "value": cookie, "url": live_server.url}])
            page = context.new_page()
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.goto(live_server.url + path)
            doing(page)
            chromium.close()
        assert wrong == []

    return visit
