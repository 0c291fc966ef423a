"""PDFs: tagged, titled, in a language; the same each time; and nothing is fetched."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

import pytest
from django.contrib.staticfiles import finders

from hotspots.presenters import built, pdf
from tests.conftest import ROOT
from tests.hotspots import printed

TITLE = "Monday’s map, week 46"
PAGE = """<!DOCTYPE html>
<html lang="en-GB">
  <head><title>Not this</title><style>@page { size: A4 } {style}</style></head>
  <body>
    <h1>Market Square, Ynys Môn, ŵ</h1>
    <table><caption>Counts</caption>
      <tr><th scope="col">Place</th><th scope="col">Reports</th></tr>
      <tr><th scope="row">Drapery</th><td>9</td></tr>
    </table>
    <svg viewBox="0 0 10 10"><title>A square</title><path d="M1 1H9V9H1Z" /></svg>
    {more}
  </body>
</html>"""


def page(*, more: str = "", style: str = "") -> str:
    return PAGE.replace("{more}", more).replace("{style}", style)


def made(**changes: str) -> bytes:
    return pdf.pdf_of(page(**changes), title=TITLE)


def test_pdf_of_a_page_has_its_title_and_language() -> None:
    insides = printed.insides_of(made())

    assert "/Lang (en-GB)" in insides
    assert "/DisplayDocTitle true" in insides
    assert "<pdfuaid:part" in insides or 'pdfuaid:part="1"' in insides
    assert "Not this" not in insides


def test_pdf_of_a_page_is_tagged() -> None:
    tags = printed.tags_of(made())

    assert {"H1", "Table", "Caption", "TR", "TH", "TD", "Figure"} <= set(tags)
    assert "alt: A square" in tags
    assert tags.index("Table") < tags.index("Figure")


def test_pdf_of_a_page_holds_all_its_letters() -> None:
    assert "Market Square, Ynys Môn, ŵ" in printed.words_of(made())
    assert "Inter" in printed.insides_of(made())
    assert "DejaVu" not in printed.insides_of(made())


def test_pdf_of_the_same_page_is_the_same_in_every_process_at_any_time() -> None:
    script = (
        "import django; django.setup(); import hashlib, sys; from hotspots.presenters import pdf;"
        "made = pdf.pdf_of(sys.stdin.read(), title=sys.argv[1]);"
        "print(hashlib.sha256(made).hexdigest())"
    )

    done = subprocess.run(
        [sys.executable, "-c", script, TITLE],
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONHASHSEED": "4711",
            "SOURCE_DATE_EPOCH": "1000000000",  # what fontTools takes for the present
            "DJANGO_SETTINGS_MODULE": "ntars_geo.settings",
        },
        input=page(),
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == hashlib.sha256(made()).hexdigest()


def test_pdf_of_another_title_is_another_document() -> None:
    assert pdf.pdf_of(page(), title="Another") != made()


@pytest.mark.parametrize(
    "asking",
    [
        {"more": '<img src="https://example.org/x.png" alt="x">'},
        {"more": '<img src="file:///etc/hostname" alt="x">'},
        {"more": '<img src="data:image/png;base64,AAAA" alt="x">'},
        {"more": '<img src="x.png" alt="x">'},
        {"more": '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">'},
        {"more": '<object data="ntars-font:../../manage.py" type="image/png">x</object>'},
        {
            "more": '<svg viewBox="0 0 9 9"><title>x</title><image href="http://127.0.0.1:9/"/></svg>'
        },
        {"style": "@import url(http://127.0.0.1:9/x.css);"},
        {"style": "body { background: url(http://127.0.0.1:9/x.png) }"},
        {"style": "@font-face { font-family: X; src: url(http://127.0.0.1:9/x.ttf) }"},
    ],
)
def test_pdf_of_a_page_that_asks_for_a_file_is_refused(asking: dict[str, str]) -> None:
    with pytest.raises(pdf.NotPrintable):
        made(**asking)


@pytest.mark.parametrize(
    "faulty",
    [
        {"more": "<p style='colour: red'>British CSS</p>"},
        {"more": "<svg viewBox='0 0 9 9'><path d='M1 1H9'/></svg>"},
        {"more": "<svg viewBox='0 0 9 9'><title> </title><path d='M1 1H9'/></svg>"},
    ],
)
def test_pdf_of_a_page_with_faults_is_refused(faulty: dict[str, str]) -> None:
    with pytest.raises(pdf.NotPrintable):
        made(**faulty)


def test_pdf_of_a_page_without_a_language_is_refused() -> None:
    with pytest.raises(pdf.NotPrintable, match="lang"):
        pdf.pdf_of(page().replace(' lang="en-GB"', ""), title=TITLE)


def test_pdf_of_a_page_may_hold_links() -> None:
    tags = printed.tags_of(made(more='<p><a href="https://example.org/">There</a></p>'))

    assert "Link" in tags


def test_pdf_without_the_built_front_end_says_what_to_do(monkeypatch) -> None:
    monkeypatch.setattr(finders, "find", lambda path: None)

    with pytest.raises(built.FrontEndNotBuilt, match="`make start` builds it"):
        made()
