"""Somebody at human pace triages by keyboard."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page, expect

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
]


#: Seconds of the keystroke-level model (Card, Moran and Newell 1980) and of silent reading at
#: 238 words a minute (Brysbaert 2019).
DECIDING: Final = 1.35
A_KEY: Final = 0.2
A_WORD: Final = 60 / 238


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
