"""The contrast in one file: how it behaves in a browser without a network."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from hotspots.presenters import folium_map
from tests.front import payloads
from tests.hotspots.folium_map.reading import CHROMIUM, HOSTILE

Opened = Callable[..., Page]


# --- How it behaves ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Opened]:
    """Open a page from file:// with the network off; fail on any complaint or other request."""
    complaints: list[str] = []
    contexts = []

    def open_page(page_text: str, **options: Any) -> Page:
        path = tmp_path / "contrast.html"
        path.write_text(page_text, encoding="utf-8")
        contexts.append(browser.new_context(offline=True, **options))
        page = contexts[-1].new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: complaints.append(request.url))
        page.goto(path.as_uri())
        assert complaints.pop(0) == path.as_uri()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


VIEWS = {"members": "Businesses", "official": "Police", "ratio": "Compared"}
COUNTS = {"members": "132", "official": "170", "ratio": "2.5"}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
LAPTOP = {"viewport": {"width": 1440, "height": 900}}


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("screen", [PHONE, LAPTOP], ids=["phone", "laptop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_file_passes_the_accessibility_rules(
    opened: Opened, demo: str, screen: dict[str, Any], scheme: str
) -> None:
    page = opened(demo, color_scheme=scheme, **screen)

    found = Axe().run(page)

    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.browser
@pytest.mark.slow
def test_the_map_shows_one_view_at_a_time(opened: Opened, demo: str) -> None:
    page = opened(demo, **LAPTOP)
    tints = {view: page.locator(f".map-sheet path.hex-tint.in-{view}") for view in VIEWS}

    for view, name in VIEWS.items():
        page.get_by_role("button", name=name, exact=True).click()

        shown = [other for other in VIEWS if tints[other].first.is_visible()]
        assert shown == [view]
        assert tints[view].count() == 12
        count = page.locator(f".map-sheet .hex-count.in-{view}", has_text=COUNTS[view])
        assert count.first.is_visible()


@pytest.mark.browser
@pytest.mark.slow
def test_the_map_marks_passed_tests_and_hatches_too_few(opened: Opened, demo: str) -> None:
    page = opened(demo, **LAPTOP)

    hatch = page.locator(".map-sheet path.sheet-hatch.in-ratio")

    assert page.locator(".map-sheet path.hex-flag").count() == 6
    assert hatch.count() == 1
    assert hatch.evaluate("path => getComputedStyle(path).fill") == 'url("#hatch")'


@pytest.mark.browser
@pytest.mark.slow
def test_the_keyboard_reaches_every_hexagon_and_its_card(opened: Opened, demo: str) -> None:
    page = opened(demo, **LAPTOP)

    page.locator(".sheet-hit[tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("Enter")
    card = page.locator(".card:visible")

    assert focused.startswith("Cooper's Yard: ")
    assert card.locator("h3").inner_text() == "Cooper's Yard"
    assert card.evaluate("card => card === document.activeElement")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == focused


@pytest.mark.browser
@pytest.mark.slow
def test_map_and_table_light_each_other(opened: Opened, demo: str) -> None:
    page = opened(demo, **LAPTOP)
    cell = payloads.cells()[0]["cell"]

    page.locator(f"#row-{cell}").hover()
    lit = page.locator(f".sheet-hit[data-cell='{cell}']").get_attribute("class")
    page.locator(f".sheet-hit[data-cell='{cell}']").click()

    assert "is-lit" in str(lit)
    assert page.locator(".card:visible h3").inner_text() == "Lantern Row"


@pytest.mark.browser
@pytest.mark.slow
def test_a_hostile_name_stays_text(opened: Opened) -> None:
    payload = payloads.payload()
    payload["cells"][0]["label"] = HOSTILE
    basemap = payloads.basemap()
    basemap["features"][2]["properties"]["name"] = HOSTILE

    page = opened(folium_map.contrast_html(payload, basemap), **LAPTOP)

    assert page.title().startswith("Two pictures of the same streets")
    assert page.locator("tbody th a", has_text=HOSTILE).count() == 1
    assert page.locator(".sheet-hit").first.get_attribute("aria-label").startswith(HOSTILE)


@pytest.mark.browser
@pytest.mark.slow
def test_without_scripts_the_drawing_and_the_tables_stand_in(opened: Opened, demo: str) -> None:
    page = opened(demo, java_script_enabled=False, **LAPTOP)

    assert page.locator("#view-ratio svg.map-drawing").is_visible()
    assert page.locator("#view-members svg.map-drawing").is_visible()
    assert not page.locator(".folium-map").is_visible()
    assert page.locator("table.ranked tbody tr").count() == 12


@pytest.mark.browser
@pytest.mark.slow
def test_on_paper_the_drawings_replace_the_moving_map(opened: Opened, demo: str) -> None:
    page = opened(demo, **LAPTOP)

    page.emulate_media(media="print")

    assert not page.locator(".map-sheet").is_visible()
    assert page.locator("#view-ratio svg.map-drawing").is_visible()


@pytest.mark.browser
@pytest.mark.slow
def test_the_policy_refuses_what_the_file_does_not_hold(browser: Browser, demo: str) -> None:
    page = browser.new_page()
    page.set_content(demo.replace("</body>", "<script>document.title = 'owned'</script></body>"))

    assert page.title() != "owned"
