"""Triage in a real browser: by keyboard at human pace, without a script, by the rules of axe."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect, sync_playwright

from incidents.actions import triage as actions
from incidents.models import Report
from members.access import acting_in
from members.actions import NewOrganisation, NewPremises, add_member, add_organisations
from members.audiences import Audience
from members.models import District
from tests.conftest import MOMENT
from tests.front.conftest import CHROMIUM
from tests.incidents.conftest import LAT, LNG, open_town
from tests.incidents.reporting import report as make_report

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
]

PAGE: Final = "/d/exampleton/triage/"
#: Seconds of the keystroke-level model (Card, Moran and Newell 1980) and of silent reading at
#: 238 words a minute (Brysbaert 2019).
DECIDING: Final = 1.35
A_KEY: Final = 0.2
A_WORD: Final = 60 / 238
#: As long as most that members write.
NARRATIVE: Final = "Drinking by the side entrance since noon, bottles broken on the step."
CATEGORIES: Final = ("begging", "street_drinking", "rowdy_inconsiderate", "noise", "graffiti")


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


class Person:
    """Somebody at the keyboard: every key and every thought takes its time."""

    def __init__(self, page: Page, *, waits: bool) -> None:
        self.page, self.waits, self.thought = page, waits, 0.0

    def takes(self, seconds: float) -> None:
        self.thought += seconds
        if self.waits:
            time.sleep(seconds)

    def reads(self, text: str) -> None:
        self.takes(len(text.split()) * A_WORD + DECIDING)

    def presses(self, key: str) -> None:
        self.takes(A_KEY)
        self.page.keyboard.press(key)

    def types(self, text: str) -> None:
        self.takes(A_KEY * len(text))
        self.page.keyboard.type(text)

    def sends(self, key: str) -> None:
        """Press the key that sends a form, and wait for the page that comes back."""
        self.takes(A_KEY)
        with self.page.expect_navigation(wait_until="load"):
            self.page.keyboard.press(key)

    def sees_to(self, number: int) -> None:
        """Read the chosen report and deal with it: in turn, as a Monday morning goes."""
        chosen = self.page.locator(".queue-line.is-chosen")
        self.reads(chosen.inner_text())
        kind = number % 5
        if kind == 0:
            self.sends("o")
        elif kind == 1 and chosen.get_attribute("data-suggested"):
            self.sends("m")
        elif kind == 2:
            self.presses("c")
            self.types("Not")
            self.sends("Enter")
        elif kind == 3:
            self.presses("a")
            self.types("Town rangers")
            self.sends("Enter")
        else:
            self.sends("1")


def _triage(desk, browse, reports: int, *, waits: bool) -> float:
    """Return the seconds that a person takes to triage some reports by keyboard."""
    cookie, taken = desk(reports), 0.0

    def morning(page: Page) -> None:
        nonlocal taken
        person = Person(page, waits=waits)
        started = time.monotonic()
        for number in range(reports):
            person.sees_to(number)
        taken = time.monotonic() - started + (0 if waits else person.thought)
        expect(page.get_by_role("heading", level=1)).to_contain_text("No report waits")

    browse(cookie, morning)
    return taken


def test_ten_reports_are_triaged_by_keyboard_within_two_minutes(desk, browse) -> None:
    taken = _triage(desk, browse, 10, waits=False)

    assert taken <= 120


@pytest.mark.prove
def test_fifty_reports_are_triaged_by_keyboard_within_ten_minutes(desk, browse) -> None:
    taken = _triage(desk, browse, 50, waits=True)

    if state := os.environ.get("NTARS_STATE"):
        folder = Path(state) / "out" / "rel"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "triage.json").write_text(json.dumps({"n": 50, "seconds": round(taken)}))
    assert taken <= 600


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_queue_and_the_incident(desk, browse, scheme) -> None:
    cookie = desk(3)
    found = []

    def look(page: Page) -> None:
        found.extend(_faults(page))
        page.keyboard.press("o")
        page.wait_for_selector("[data-toast]")
        found.extend(_faults(page))
        page.locator("[data-toast] a").click()
        page.wait_for_selector(".timeline")
        found.extend(_faults(page))

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
        found.extend(_faults(page))
        page.get_by_role("button", name="It is still happening").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_text("Operations see that it is still happening.")).to_be_visible()

    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    browse(cookie, look, path="/d/exampleton/my-reports/", color_scheme=scheme)

    assert found == []


def _faults(page: Page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]


def test_every_key_does_its_work_and_can_be_switched_off(desk, browse) -> None:
    cookie = desk(4)

    def work(page: Page) -> None:
        chosen = page.locator(".queue-line.is-chosen")
        second = page.locator("[data-line]").nth(1).get_attribute("data-line")
        page.keyboard.press("j")
        expect(chosen).to_have_attribute("data-line", second or "")
        expect(page.locator(".pin.is-chosen")).to_have_attribute("data-pin", second or "")
        page.keyboard.press("k")
        page.keyboard.press("c")
        page.keyboard.type("Moved")
        page.keyboard.press("Enter")
        expect(page.locator("[data-toast]")).to_contain_text("Closed: moved on")
        page.keyboard.press("u")
        expect(page.locator("[data-toast]")).to_contain_text("Opened again")
        expect(page.get_by_role("heading", level=1)).to_contain_text("1 incident open")
        page.keyboard.press("?")
        page.get_by_label("Single keys work on this device").uncheck()
        page.keyboard.press("Escape")
        page.reload()
        page.keyboard.press("o")
        expect(page.locator("[data-toast]")).to_contain_text("Opened again")
        expect(page.get_by_role("heading", level=1)).to_contain_text("3 reports wait")

    browse(cookie, work)


def test_marked_incident_takes_the_report_that_is_merged(desk, browse) -> None:
    cookie = desk(3)

    def work(page: Page) -> None:
        page.keyboard.press("o")
        page.wait_for_selector("[data-kind=incident]")
        while page.locator(".queue-line.is-chosen").get_attribute("data-kind") != "incident":
            page.keyboard.press("j")
        page.keyboard.press("x")
        page.keyboard.press("k")
        page.keyboard.press("m")
        expect(page.locator("[data-toast]")).to_contain_text("Joined one more report")

    browse(cookie, work)


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
