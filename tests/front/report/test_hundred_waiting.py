"""P37: a hundred reports outlast a dead network, a killed tab, a killed browser; each comes once.

A killed browser is one whose every process ends by SIGKILL, without a moment's notice.
"""
# ruff: noqa: F811 - a fixture of another module is named as an argument here

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from incidents.actions import submitting
from tests.front.report.killing import kill_browser, kill_tab
from tests.front.report.page import (
    CANARY,
    EVERYTHING_KEPT,
    PAGE,
    Open,
    be_signed_in,
    queue,
    ready_for_no_network,
    reports,
    sign_in,
    tile,
)
from tests.hotspots.proofs import Record, record  # noqa: F401 - a fixture

pytestmark = [
    pytest.mark.prove,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

REPORTS = 100
WORDS = [f"{CANARY} {number:03d}." for number in range(REPORTS)]
NEVER_SENT = f"{CANARY} in the middle of a wor"
#: A sender may send so many a minute; the device waits a minute each time that it is told so.
MOST_SECONDS = 60 * (REPORTS // submitting.MOST_A_MINUTE + 2) + 120


def says_waiting(page: Page, count: int) -> None:
    expect(page.locator("[data-outbox]")).to_contain_text(f"Waiting to send: {count}")


def half_written(page: Page) -> None:
    tile(page, "Trespass")
    page.get_by_label("In your words").fill(NEVER_SENT)


def told_of(page: Page, profile: Path) -> list[str]:
    """Return where a device would show what somebody else has written on it."""
    kept = {"the page": page.content(), **page.evaluate(EVERYTHING_KEPT)}
    found = [name for name, text in kept.items() if CANARY in text or "merrily" in text]
    # A browser writes and removes files of its own all the time.
    for one in profile.rglob("*"):
        try:
            content = one.read_bytes() if one.is_file() else b""
        except FileNotFoundError:
            continue
        if CANARY.encode() in content or CANARY.encode("utf-16-le") in content:
            found.append(str(one.relative_to(profile)))
    return found


def write_all(phone: Open, profile: Path) -> None:
    """Write a hundred reports without a network, in spite of everything."""
    context = phone()
    page = sign_in(context)
    ready_for_no_network(page)
    context.set_offline(True)
    queue(page, WORDS[:40])
    half_written(page)
    kill_tab(page)

    page = context.new_page()
    page.goto(PAGE)
    says_waiting(page, 40)
    print("40 outlast a killed tab")
    queue(page, WORDS[40:70])
    half_written(page)
    kill_browser(profile)

    page = phone(cut_off=True).pages[0]
    page.goto(PAGE)
    says_waiting(page, 70)
    print("70 outlast a killed browser")
    queue(page, WORDS[70:])
    kill_browser(profile)


def next_user(phone: Open, *, cut_off: bool = False) -> tuple[BrowserContext, Page]:
    context = phone(cut_off=cut_off)
    be_signed_in(context, "magnus")
    page = context.pages[0]
    page.goto(PAGE)
    return context, page


def arrived(least: int, seconds: float) -> int:
    """Wait until so many reports are with the server, and return how many are."""
    end = time.monotonic() + seconds
    while (count := len(reports())) < least and time.monotonic() < end:
        time.sleep(0.2)
    return count


def test_a_hundred_reports_written_without_a_network_arrive_once_each(
    phone: Open, tmp_path: Path, record: Record
) -> None:
    profile, began = tmp_path / "profile", time.monotonic()
    write_all(phone, profile)
    written = time.monotonic() - began
    assert reports() == []

    _, page = next_user(phone, cut_off=True)
    says_waiting(page, REPORTS)
    print(f"{REPORTS} wait after {time.monotonic() - began:.0f} seconds")
    shown = told_of(page, profile)
    kill_browser(profile)
    _, page = next_user(phone)
    arrived(10, 60)
    kill_browser(profile)  # in the middle of sending
    before_the_kill = len(reports())
    _, page = next_user(phone)
    arrived(REPORTS, MOST_SECONDS)
    expect(page.locator("[data-outbox]")).not_to_contain_text("Waiting", timeout=30_000)
    shown += told_of(page, profile)

    times = Counter(one.narrative for one in reports())
    senders = {one.reporter.email for one in reports() if one.reporter}
    lost = [words for words in WORDS if words not in times]
    doubled = {words: count for words, count in times.items() if count > 1}
    record(
        REPORTS,
        len(lost) + len(doubled) + len(shown),
        lost=len(lost),
        doubled=len(doubled),
        shown_to_the_next_user=shown,
        killed={"tabs": 1, "browser": 4},
        sent_when_killed_while_sending=before_the_kill,
        seconds_writing=round(written),
        seconds_in_all=round(time.monotonic() - began),
    )
    assert (lost, doubled, shown) == ([], {}, [])
    assert set(times) == set(WORDS)
    assert senders == {"merrily@example.invalid"}
    assert 10 <= before_the_kill < REPORTS
