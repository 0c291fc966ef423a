"""What can be printed and passed on, in a browser: by the rules of axe, on any screen."""

from __future__ import annotations

import pytest

from tests.front.conftest import Open
from tests.front.test_accessible import faults

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = ["/monday/full/", "/monday/none/"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing(open_page: Open, address: str, scheme: str) -> None:
    assert faults(open_page(address, color_scheme=scheme)) == []


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(("width", "text"), [(320, "100%"), (390, "200%"), (1280, "200%")])
def test_nothing_is_wider_than_the_screen(
    open_page: Open, address: str, width: int, text: str
) -> None:
    page = open_page(address, width=width)
    page.evaluate(f"document.documentElement.style.fontSize = '{text}'")

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_each_link_says_by_itself_what_it_is(open_page: Open) -> None:
    page = open_page("/monday/full/")

    words = page.locator(".files a").all_inner_texts()
    names = [" ".join(one.text_content().split()) for one in page.locator(".files a").all()]
    assert len(words) == 8
    assert len(set(names)) == 8
    assert "PDF For a briefing in a room, Week 46, 9 to 15 November 2026" in names
