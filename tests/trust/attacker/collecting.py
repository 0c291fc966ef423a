"""Fetch everything that one audience can, over HTTP, beginning with the permission matrix."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlencode, urljoin, urlsplit

from django.test import Client
from django.urls import reverse

from tests.trust.matrix import read_cells

#: These change the world, leave the district, or are asked with a code that nobody has.
_NOT_FOLLOWED: Final = re.compile(r"/account/|/static/|\.pmtiles$")
_MOST: Final = 400  # documents; a crawl that meets more goes in circles


@dataclass(frozen=True)
class Document:
    """One thing fetched."""

    address: str
    content_type: str
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8-sig", errors="replace")


class _Ways(HTMLParser):
    """The links of a page, and every choice of every form that only reads."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._action: str | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in told:
            self.found.append(told["href"])
        elif tag == "form":
            reads = told.get("method", "get").lower() == "get"
            self._action = told.get("action", "") if reads else None
        elif tag == "select":
            self._select = told.get("name", "")
        elif tag == "option" and self._action is not None and self._select:
            query = urlencode({self._select: told.get("value", "")})
            self.found.append(f"{self._action}?{query}")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._action = None


@cache
def _doors(who: str) -> tuple[str, ...]:
    """Return the routes that the matrix lets somebody ask for with nothing but a district.

    A 404 counts: the matrix is walked in a town where nothing has been published.
    """
    return tuple(
        sorted(
            {
                cell.route.name
                for cell in read_cells()
                if cell.who == who
                and cell.method == "GET"
                and cell.relation == "own"
                and cell.outcome in ("200", "404")
                and cell.route.takes == ("district",)
            }
        )
    )


def collect(browser: Client, who: str, slug: str) -> list[Document]:
    """Return every document that somebody can reach in a district, each address once."""
    waiting = [reverse(name, kwargs={"district": slug}) for name in _doors(who)]
    seen: dict[str, Document] = {}
    tried = set()
    while waiting:
        address = waiting.pop()
        if address in tried or not _is_of(address, slug):
            continue
        tried.add(address)
        assert len(tried) <= _MOST, f"more than {_MOST} addresses: {address}"
        found = _fetch(browser, address)
        if found is not None:
            seen[address] = found
            waiting += list(_ways(found))
    return list(seen.values())


def _is_of(address: str, slug: str) -> bool:
    """Tell whether an address is of this district, or of none; the sign-in's own are left out."""
    parts = urlsplit(address)
    other = re.match(r"/d/([^/]+)/", parts.path)
    return not (parts.scheme or parts.netloc or _NOT_FOLLOWED.search(parts.path)) and (
        other is None or other[1] == slug
    )


def _fetch(browser: Client, address: str) -> Document | None:
    answer = browser.get(address)
    if answer.status_code != 200:
        return None
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return Document(address, answer.headers.get("Content-Type", ""), body)


def _ways(document: Document) -> Iterator[str]:
    if not document.content_type.startswith("text/html"):
        return
    parser = _Ways()
    parser.feed(document.text)
    for way in parser.found:
        yield urljoin(document.address, way).partition("#")[0]
