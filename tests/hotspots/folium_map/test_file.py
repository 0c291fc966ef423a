"""The contrast in one file that asks for nothing: what is in it."""

import csv
import html
import re
import subprocess
import sys

import pytest
from django.contrib.staticfiles import finders

from hotspots.presenters import built, files, folium_map, notes, words
from tests.conftest import ROOT
from tests.front import payloads
from tests.hotspots.folium_map.reading import text_of

CELL = r"<t[hd]\b.*?</t[hd]>"


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
