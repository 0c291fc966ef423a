"""The one-file contrast: what is in it, and how it behaves with the network off."""

import csv
import html
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, sync_playwright

from hotspots.presenters import built, files, folium_map, notes, words
from tests.conftest import ROOT
from tests.front import payloads

CHROMIUM = Path("/usr/bin/chromium")
HOSTILE = "</script><script>document.title='owned'</script>{{ 7*7 }}{% boom {# <b>x"
CELL = r"<t[hd]\b.*?</t[hd]>"
Opened = Callable[..., Page]


@pytest.fixture(scope="module")
def demo() -> str:
    return folium_map.contrast_html(payloads.payload(), payloads.basemap())


def text_of(page: str) -> str:
    """Return what a page says, without its scripts, styles and tags."""
    bare = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", bare)).split())


# --- What is in the file -----------------------------------------------------------------------


def test_contrast_html_asks_for_nothing(demo: str) -> None:
    markup = re.sub(r"<(script|style)\b[^>]*>.*?</\1>", "", demo, flags=re.S)

    links = re.findall(r"<a\b[^>]*href=\"http[^>]*>", markup)

    assert not re.search(r'\b(src|href)="(https?:)?//', re.sub(r"<a\b[^>]*>", "", markup))
    assert not re.search(r"url\((?!\"?#|\"?data:)|@import", demo.split("<body>")[0])
    assert all('rel="external' in link for link in links)
    assert "cdn" not in markup


def test_contrast_html_is_small(demo: str) -> None:
    assert len(demo.encode()) <= 500_000


def test_contrast_html_leaves_out_what_lies_far_from_the_view() -> None:
    basemap = payloads.basemap()
    far = {"kind": "street", "name": "Far Lane", "rank": 1}
    line = {"type": "LineString", "coordinates": [[-0.9, 52.3], [-0.91, 52.31]]}
    basemap["features"].append({"type": "Feature", "geometry": line, "properties": far})

    page = folium_map.contrast_html(payloads.payload(), basemap)

    assert "-0.91" not in page


def test_contrast_html_is_the_same_twice(demo: str) -> None:
    again = folium_map.contrast_html(payloads.payload(), payloads.basemap())

    assert again == demo


def test_contrast_html_has_every_number_of_the_csv(demo: str) -> None:
    table = re.search(r'<table class="exact">(.*?)</table>', demo, re.S)
    assert table is not None

    rows = [
        [html.unescape(re.sub(r"<[^>]*>", "", cell)) for cell in re.findall(CELL, row)]
        for row in re.findall(r"<tr>(.*?)</tr>", table.group(1), re.S)
    ]

    assert rows == list(csv.reader(files.csv_lines(payloads.payload())))


def test_contrast_html_says_what_the_page_says(demo: str) -> None:
    said = text_of(demo)

    headline = words.headline(payloads.payload())

    assert f"{headline.figure} {headline.lead}" in said
    assert headline.chance in said
    assert all(note in said for note in notes.notes(payloads.payload()))
    assert all(f"{claim} {why}" in said for claim, why in notes.CANNOT_TELL)
    assert notes.rule(payloads.payload()) in said


def test_contrast_html_says_where_it_comes_from(demo: str) -> None:
    said, payload = text_of(demo), payloads.payload()

    assert payload["analysis"] in said
    assert payload["code_version"] in said
    assert "Illustrative boundary." in said


def test_contrast_html_of_an_invented_town_says_so(demo: str) -> None:
    assert "Invented data." in text_of(demo)
    assert files.INVENTED_SOURCE in text_of(demo)
    assert "data.police.uk" not in text_of(demo)


def test_contrast_html_of_a_real_town_names_source_and_licence() -> None:
    real = {"slug": "northampton", "name": "Northampton", "invented": False}

    said = text_of(folium_map.contrast_html(payloads.payload(district=real)))

    assert "Invented data" not in said
    assert files.OFFICIAL_SOURCE in said
    assert "Open Government Licence v3.0" in said


def test_contrast_html_gives_away_nothing_withheld() -> None:
    page = folium_map.contrast_html(payloads.withheld(), payloads.basemap())

    hidden = [cell for cell in payloads.withheld()["cells"] if cell["hidden"]]
    exact = {row[0]: row for row in csv.reader(files.csv_lines(payloads.withheld()))}

    assert len(hidden) == 2
    assert all(exact[cell["cell"]][1] == "" for cell in hidden)
    assert notes.rule(payloads.withheld()) in text_of(page)
    for cell in hidden:
        drawn = re.findall(rf'id="hex-{cell["cell"]}".*?</a>', page, re.S)
        assert all('hex-count in-members unsaid"' not in one or "></text>" in one for one in drawn)


def test_contrast_html_of_a_quarter_with_too_few_says_so() -> None:
    said = text_of(folium_map.contrast_html(payloads.sparse(), payloads.basemap()))

    assert words.headline(payloads.sparse()).lead in said


def test_contrast_html_of_which_all_is_withheld_still_shows_police_records() -> None:
    page = folium_map.contrast_html(payloads.nothing_shown(), payloads.basemap())

    exact = list(csv.DictReader(files.csv_lines(payloads.nothing_shown())))

    assert words.headline(payloads.nothing_shown()).lead in text_of(page)
    assert all(row["member_count"] == "" and row["official_count"] for row in exact)


def test_contrast_html_without_cells_has_no_map() -> None:
    page = folium_map.contrast_html(payloads.payload(cells=[]))

    assert "folium-map" not in page.split("<body>")[1].split("<script>")[0]
    assert "What this cannot tell you" in text_of(page)


def test_contrast_html_without_the_built_front_end_says_what_to_do(monkeypatch) -> None:
    monkeypatch.setattr(finders, "find", lambda path: None)

    with pytest.raises(built.FrontEndNotBuilt, match="`make start` builds it"):
        folium_map.contrast_html(payloads.payload())


@pytest.mark.slow
def test_the_web_process_never_imports_what_makes_files() -> None:
    script = (
        "import django, sys; django.setup(); import ntars_geo.urls, ntars_geo.wsgi; "
        "sys.exit(any(name in sys.modules for name in ('folium', 'weasyprint')))"
    )

    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False)

    assert done.returncode == 0


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
