"""A page of HTML as a PDF that can be read aloud, printed and made again to the same bytes.

PDF/UA-1: tagged, with title and language. Nothing is fetched from anywhere: the fonts come from
the built front end, and any other address stops the making. Importing WeasyPrint takes seconds,
so commands and jobs may import this module and views may not.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from io import BytesIO
from typing import Final
from xml.etree.ElementTree import Element

from fontTools.ttLib import TTFont
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from hotspots.presenters import built

WEIGHTS: Final = (400, 600, 700)
"""What Inter is embedded in; other weights are set in the nearest."""

_SVG: Final = "{http://www.w3.org/2000/svg}"
_SCHEME: Final = "ntars-font:"
# The second holds letters of Welsh and others, which one file of the family does not have.
_FAMILIES: Final = {"Inter": "inter", "Inter Ext": "inter-ext"}
_STYLE: Final = (
    "".join(
        f"@font-face{{font-family:'{family}';font-weight:{weight};"
        f"src:url({_SCHEME}{stem}-{weight}.woff)}}"
        for family, stem in _FAMILIES.items()
        for weight in WEIGHTS
    )
    + "html{font-family:Inter,'Inter Ext',sans-serif}"
)


class NotPrintable(ValueError):
    """The HTML cannot be made into a PDF that everybody can read; the message says why."""


def pdf_of(html: str, *, title: str) -> bytes:
    """Return an HTML document as a tagged PDF; the same text gives the same bytes.

    Parameters
    ----------
    html : str
        A whole document: ``lang`` on its root, its style inside it, each picture an ``svg``
        with a ``title``. It may say nothing of fonts and is then set in Inter.
    title : str
        What a reader's window calls the document.

    Raises
    ------
    NotPrintable
        If it asks for any file, a picture has no words in its place, the language is missing,
        or its style has something that is not understood.
    built.FrontEndNotBuilt
        If the fonts are not there.
    """
    files = {name: _unpacked(built.content(name)) for name in _font_files()}
    # Made anew each time: its fonts lie in a folder that ends with it.
    fonts = FontConfiguration()
    with _strictly() as told:
        style = CSS(string=_STYLE, font_config=fonts, url_fetcher=_OwnFonts(files))
        try:
            page = HTML(string=html, url_fetcher=_OwnFonts(files))
            _refuse_wordless(page.etree_element)
            drawn = page.render(font_config=fonts, stylesheets=[style])
            drawn.metadata.title = title
            made = drawn.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=_identifier(html, title))
        except FatalURLFetchingError as refusal:
            raise NotPrintable("The page asks for a file, and a PDF fetches none.") from refusal
    if told:
        raise NotPrintable(f"The page cannot be printed as it is: {told[0]}")
    assert isinstance(made, bytes), "no target was given"
    return made


def _refuse_wordless(root: Element) -> None:
    """Refuse a picture that says nothing to those who cannot see it; WeasyPrint lets it pass."""
    for picture in root.iter(f"{_SVG}svg"):
        if not (picture.findtext(f"{_SVG}title") or "").strip():
            raise NotPrintable("The page cannot be printed as it is: an svg has no title.")


def _font_files() -> list[str]:
    return [f"{stem}-{weight}.woff" for stem in _FAMILIES.values() for weight in WEIGHTS]


@cache
def _unpacked(font: bytes) -> bytes:
    """Return a WOFF as the font that it holds; WeasyPrint would write the time of day into it."""
    found, plain = TTFont(BytesIO(font), recalcTimestamp=False), BytesIO()
    found.flavor = None
    found.save(plain)
    return plain.getvalue()


def _identifier(html: str, title: str) -> bytes:
    return sha256(f"{title}\n{html}".encode()).digest()[:16]


class _OwnFonts(URLFetcher):  # type: ignore[misc]
    """Give out the fonts that we brought, and refuse everything else."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=(), fail_on_errors=True)
        self._files = files

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        name = url.removeprefix(_SCHEME)
        if not url.startswith(_SCHEME) or name not in self._files:
            raise ValueError("Nothing but our own fonts is given out.")
        return URLFetcherResponse(url, self._files[name], {"Content-Type": "font/ttf"})


class _Kept(logging.Handler):
    """Keep what WeasyPrint would only write to a log: a PDF with faults is worse than none."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append(record.getMessage())


@contextmanager
def _strictly() -> Iterator[list[str]]:
    logger, kept = logging.getLogger("weasyprint"), _Kept()
    logger.addHandler(kept)
    try:
        yield kept.told
    finally:
        logger.removeHandler(kept)
