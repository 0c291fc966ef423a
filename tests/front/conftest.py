"""A real Chromium before the real pages, served without a database."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "ntars_geo" / "static" / "ntars"
CHROMIUM = "/usr/bin/chromium"
# WebGL without a graphics card, for the machine that runs the tests.
SOFTWARE_GL = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def built() -> Path:
    """The built front end."""
    assert (BUILT / "site.css").exists(), "build the front end first: npm ci && npm run build"
    return BUILT


@pytest.fixture(scope="package")
def site(built: Path) -> Iterator[str]:
    """The address of the pages."""
    command = [sys.executable, "-m", "tests.front.site"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium. Not for the whole session: its event loop would stop database tests."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=SOFTWARE_GL)
        yield launched
        launched.close()


@pytest.fixture
def open_page(chromium: Browser, site: str) -> Iterator[Open]:
    """Return an opener of pages; afterwards nothing may have been refused, failed or gone out."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def opened(address: str, *, width: int = 1280, webgl: bool = False, **options: object) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        if not webgl and options.get("java_script_enabled", True):
            page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
        page.on("console", lambda said: wrong.append(said.text) if said.type != "log" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("requestfailed", lambda request: wrong.append(f"failed: {request.url}"))
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((site, "data:", "blob:"))
                else wrong.append(f"went out: {request.url}")
            ),
        )
        page.goto(site + address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []
