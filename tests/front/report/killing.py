"""Ends a browser, or one of its tabs, without a moment's notice."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page


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


def kill_tab(page: Page) -> None:
    """End the process that draws a page, as a phone short of memory does; the browser stays.

    By the browser's own address for it: killed from outside, it may end the process that stands
    ready for the next tab as well, and Playwright would wait for that one without an end.
    """
    with page.expect_event("crash"), pytest.raises(Error):
        page.goto("chrome://crash", timeout=10_000)
