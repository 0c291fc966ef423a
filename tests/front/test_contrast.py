"""The contrast page as people use it: drawn or moving map, its table, keyboard, no script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.front.conftest import Open

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CONTRAST = "/contrast/full/"


def ready(page: Page) -> Page:
    expect(page.locator(".map-gl.is-ready")).to_be_attached(timeout=20_000)
    return page


def test_answer_stands_above_the_fold_on_a_phone(open_page: Open) -> None:
    page = open_page(CONTRAST, width=390)

    expect(page.locator(".sentence")).to_be_in_viewport(ratio=1)
    expect(page.get_by_text("chance alone would give 4 to 10")).to_be_in_viewport()


# --- Without script, without WebGL ------------------------------------------------------------


@pytest.mark.parametrize("width", [390, 1280])
def test_without_script_all_three_maps_and_the_table_stand(open_page: Open, width: int) -> None:
    page = open_page(CONTRAST, width=width, java_script_enabled=False)

    assert page.locator("svg.map-drawing:visible").count() == 3
    assert page.locator("[data-ranked] tbody tr").count() == 12
    expect(page.locator("[data-view-switch]")).to_be_hidden()
    expect(page.locator("[data-theme-switch]")).to_be_hidden()
    assert page.locator("button:visible").all_inner_texts() == ["Sign out", "Show"]


def test_without_script_a_hexagon_leads_to_its_row(open_page: Open) -> None:
    page = open_page(CONTRAST, java_script_enabled=False)

    link = page.locator("a.hex").first
    row = page.locator((link.get_attribute("href") or "").replace("#", "#"))

    expect(row).to_have_count(1)


def test_without_webgl_the_drawn_map_stays_and_the_library_is_not_fetched(open_page: Open) -> None:
    page = open_page(CONTRAST)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("[data-contrast-map]").scroll_into_view_if_needed()
    page.wait_for_timeout(2500)

    assert not any("map-gl" in url or "map-worker" in url for url in asked)
    expect(page.locator("#view-ratio svg.map-drawing")).to_be_visible()


def test_lost_library_leaves_the_drawn_map_and_says_so(
    open_page: Open, chromium: Browser, site: str
) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.route("**/map-gl.js", lambda route: route.abort())
    page.goto(site + CONTRAST)
    page.locator("[data-contrast-map]").scroll_into_view_if_needed()

    expect(page.locator("[data-map-status]")).to_contain_text("drawn map has the same numbers")
    expect(page.locator("#view-ratio svg.map-drawing")).to_be_visible()
    context.close()


# --- Keyboard ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("webgl", "hexagon"), [(False, "a.hex"), (True, ".mark")])
def test_arrows_move_enter_opens_escape_goes_back(
    open_page: Open, webgl: bool, hexagon: str
) -> None:
    page = open_page(CONTRAST, webgl=webgl)
    if webgl:
        ready(page)
    start = page.locator(f"{hexagon}[tabindex='0']")
    expect(start).to_have_count(1)
    start.focus()

    page.keyboard.press("ArrowRight")
    here = page.evaluate("document.activeElement.dataset.cell")
    page.keyboard.press("Enter")

    card = page.locator(f"[data-card='{here}']")
    expect(card).to_be_focused()
    expect(card).to_contain_text("Cooper's Yard")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.cell") == here


def test_map_is_one_tab_stop(open_page: Open) -> None:
    page = open_page(CONTRAST)
    page.locator("a.hex[tabindex='0']").focus()

    page.keyboard.press("Tab")

    assert not page.evaluate("document.activeElement.matches('.hex')")


def test_every_hexagon_can_be_reached_by_arrows(open_page: Open) -> None:
    page = open_page(CONTRAST)

    reached = page.evaluate(
        """async () => {
            const { cellTowards } = await import("/modules/lib/hexagons.js");
            const { cells } = JSON.parse(document.getElementById("map-model").textContent);
            const seen = new Set([cells[0].cell]);
            const queue = [...seen];
            while (queue.length) {
                const here = queue.pop();
                for (const key of ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]) {
                    const next = cellTowards(cells, here, key);
                    if (!seen.has(next)) { seen.add(next); queue.push(next); }
                }
            }
            return seen.size;
        }"""
    )

    assert reached == 12


# --- Twins -------------------------------------------------------------------------------------


def test_pointing_at_a_row_lights_its_hexagon_on_every_map(open_page: Open) -> None:
    page = open_page(CONTRAST)
    row = page.locator("[data-ranked] tbody tr").first
    cell = row.get_attribute("data-cell")

    row.hover()

    assert page.locator(f".hex.is-lit[data-cell='{cell}']").count() == 3


def test_pointing_at_a_hexagon_lights_its_row(open_page: Open) -> None:
    page = open_page(CONTRAST)
    hexagon = page.locator("a.hex").nth(3)

    hexagon.hover()

    row = page.locator(f"#row-{hexagon.get_attribute('data-cell')}")
    expect(row).to_have_class("is-lit")


def test_place_in_the_table_opens_the_card(open_page: Open) -> None:
    page = open_page(CONTRAST)

    page.get_by_role("link", name="Weir Bridge", exact=True).click()

    expect(page.locator(".card:visible")).to_contain_text("Police record about 2.2 times")


def test_columns_sort_and_what_is_not_said_stays_last(open_page: Open) -> None:
    page = open_page(CONTRAST)
    header = page.locator("th[data-sort='ratio']")

    for direction in ("descending", "ascending"):
        header.get_by_role("button").click()

        expect(header).to_have_attribute("aria-sort", direction)
        places = page.locator("[data-ranked] tbody th a").all_inner_texts()
        first = {"descending": "Lantern Row", "ascending": "Long Meadow"}[direction]
        assert (places[0], places[-1]) == (first, "Pound Corner")


# --- The three views ---------------------------------------------------------------------------


def test_switch_shows_one_view_with_its_own_legend(open_page: Open) -> None:
    page = open_page(CONTRAST, width=390)
    figure = page.locator("#view-ratio")

    page.get_by_role("button", name="Police", exact=True).click()

    expect(figure).to_have_attribute("data-view", "official")
    expect(figure.locator("[data-legend='official']")).to_be_visible()
    expect(figure.locator("[data-legend='ratio']")).to_be_hidden()
    counts = figure.locator("text.hex-count:visible").all_text_contents()
    assert "170" in counts
    assert "2.5" not in counts


def test_moving_map_shows_the_same_numbers_in_every_view(open_page: Open) -> None:
    page = ready(open_page(CONTRAST, webgl=True))

    for name, expected in (("Businesses", "132"), ("Police", "74"), ("Compared", "2.5")):
        page.get_by_role("button", name=name, exact=True).click()

        numbers = page.locator(".mark-number").all_inner_texts()
        assert len(numbers) == 12
        assert numbers[0] == expected
    assert page.locator(".mark-range").first.inner_text() == "2.0–3.1"


def test_moving_map_zooms_without_dragging_and_comes_back(open_page: Open) -> None:
    page = ready(open_page(CONTRAST, webgl=True))
    mark = page.locator(".mark").first
    before = mark.bounding_box()

    page.get_by_role("button", name="Zoom in").click()
    page.wait_for_timeout(600)
    zoomed = mark.bounding_box()
    page.get_by_role("button", name="Show the whole town").click()
    page.wait_for_timeout(600)
    after = mark.bounding_box()

    assert zoomed != before
    assert after is not None
    assert before is not None
    assert abs(after["x"] - before["x"]) < 2


def test_moving_map_lies_on_the_drawing(open_page: Open) -> None:
    page = open_page(CONTRAST, webgl=True)
    drawn = page.evaluate(
        """() => [...document.querySelectorAll("a.hex")].map((one) => {
            const box = one.querySelector(".hex-hit").getBoundingClientRect();
            return [one.dataset.cell, box.x + box.width / 2, box.y + box.height / 2];
        })"""
    )
    ready(page)

    for cell, x, y in drawn:
        box = page.locator(f".mark[data-cell='{cell}']").bounding_box()
        assert box is not None
        assert abs(box["x"] + box["width"] / 2 - x) < 2
        assert abs(box["y"] + box["height"] / 2 - y) < 2


def test_before_the_first_report_the_page_shows_police_figures_and_no_comparison(
    open_page: Open,
) -> None:
    page = open_page("/contrast/first/")

    assert page.locator("svg.map-drawing:visible").count() == 1
    assert "170" in page.locator("text.hex-count:visible").all_text_contents()
    expect(page.locator("[data-legend='official']")).to_be_visible()
    assert page.get_by_text("too few to say", exact=True).locator("visible=true").count() == 0
    page.locator("a.hex").first.click()
    expect(page.locator(".card:visible")).to_contain_text("74 police records, 9% of police ASB")


# --- Theme, print, network --------------------------------------------------------------------


def test_theme_is_kept_and_is_there_before_the_first_paint(open_page: Open) -> None:
    page = open_page(CONTRAST)
    page.get_by_role("button", name="Change to dark colours").click()

    page.reload(wait_until="commit")
    page.wait_for_selector("body", state="attached")

    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_print_has_all_maps_and_no_controls(open_page: Open) -> None:
    page = ready(open_page(CONTRAST, webgl=True, color_scheme="dark"))
    page.emulate_media(media="print")

    assert page.locator("svg.map-drawing:visible").count() == 3
    assert page.locator(".map-gl:visible, .switch:visible, .cards:visible").count() == 0
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(27, 36, 48)"


def test_loss_of_the_network_is_said_in_words(open_page: Open) -> None:
    page = open_page(CONTRAST)
    notice = page.locator("[data-offline]")
    expect(notice).to_be_hidden()

    page.context.set_offline(True)

    expect(notice).to_contain_text("You are offline")
