"""Every page, in both themes, by the rules of axe; by keyboard; at twice the text; on a phone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.front.conftest import Open

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CONTRAST = "/contrast/full/"
PAGES = [
    *(
        CONTRAST,
        "/contrast/funder/",
        "/contrast/nothing/",
        "/contrast/first/",
        "/empty/",
        *(f"/funding/{kind}/" for kind in ("full", "late", "waiting", "draft", "pulse", "survey")),
        "/map/",
        "/map/empty/",
        *("/trend/full/", "/trend/member/", "/trend/short/", "/concentration/", "/methods/"),
        "/",
        "/?out",
    ),
    *("/account/login/?out", "/account/login/?out&wrong", "/error/404/", "/error/500/"),
]


def faults(page: Page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing(open_page: Open, address: str, scheme: str) -> None:
    assert faults(open_page(address, color_scheme=scheme)) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_with_the_moving_map(open_page: Open, scheme: str) -> None:
    page = open_page(CONTRAST, webgl=True, color_scheme=scheme)
    expect(page.locator(".map-gl.is-ready")).to_be_attached(timeout=20_000)
    page.locator(".mark").first.press("Enter")

    assert faults(page) == []


@pytest.mark.parametrize("address", PAGES)
def test_nothing_is_wider_than_a_small_phone(open_page: Open, address: str) -> None:
    page = open_page(address, width=320)

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("address", [CONTRAST, "/?out", "/account/login/?out"])
@pytest.mark.parametrize("width", [390, 1280])
def test_twice_the_text_still_fits(open_page: Open, address: str, width: int) -> None:
    page = open_page(address, width=width)

    page.evaluate("document.documentElement.style.fontSize = '200%'")

    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("address", [CONTRAST, "/map/", "/", "/account/login/?out"])
@pytest.mark.parametrize("width", [390, 1280])
def test_targets_are_at_least_24_pixels(open_page: Open, address: str, width: int) -> None:
    page = open_page(address, width=width)

    small = page.evaluate(
        """() => [...document.querySelectorAll("a, button, select, input")]
            .filter((one) => !one.closest("p, li, dd") && one.checkVisibility())
            .filter((one) => !one.matches(".skip, [type=hidden]"))
            .map((one) => [one.textContent.trim(), one.getBoundingClientRect()])
            .filter(([, box]) => box.width < 24 || box.height < 24)
            .map(([text, box]) => `${text} ${box.width} x ${box.height}`)"""
    )

    assert small == []


def test_first_tab_skips_to_the_content(open_page: Open) -> None:
    page = open_page(CONTRAST)

    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_error_summary_takes_the_focus_and_leads_to_the_field(open_page: Open) -> None:
    page = open_page("/account/login/?out&wrong")

    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.get_by_role("link", name="Password: This field is required.").click()

    expect(page.locator("#id_password")).to_be_focused()
    assert page.title().startswith("Error: ")
