"""The real nginx with its real configuration, before a site that repeats what it was told."""

import http.client
import json
import os
import re
import shutil
import socket
import ssl
import tempfile
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingMixIn, UnixStreamServer
from typing import Any

import pytest
from django.urls import reverse

from ops.state import ROOT
from tests.ops.fronting import Front, fronting

pytestmark = pytest.mark.slow
MEGABYTE = 1_000_000


class Site(BaseHTTPRequestHandler):
    """Answers with the headers it received and the size of the body."""

    def address_string(self) -> str:
        return "socket"

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        size = len(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        body = json.dumps({"headers": dict(self.headers), "size": size}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.do_GET()


class Server(ThreadingMixIn, UnixStreamServer):
    daemon_threads = True


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    folder = tmp_path_factory.mktemp("nginx")
    server = Server(str(folder / "web.sock"), Site)
    (folder / "web.sock").chmod(0o777)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with fronting(folder) as found:
        yield found
    server.shutdown()
    server.server_close()


def test_no_web_process_is_503_with_when_to_try_again() -> None:
    # Not in tmp_path: pytest closes the folders above it again, to the other nginx as well.
    with tempfile.TemporaryDirectory(prefix="nt-") as folder, fronting(Path(folder)) as found:
        context = ssl._create_unverified_context()
        connection = http.client.HTTPSConnection("127.0.0.1", found.tls, context=context)
        connection.request("POST", "/api/v1/reports", b"{}")
        answer = connection.getresponse()
        connection.close()

    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    assert answer.headers["Cache-Control"] == "no-store"


def test_plain_http_is_sent_to_https(front: Front) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", front.plain, timeout=10)
    connection.request("GET", "/d/demo/?x=1", headers={"Host": "bid.example"})
    answer = connection.getresponse()
    connection.close()

    assert answer.status == 308
    assert answer.headers["Location"] == "https://bid.example/d/demo/?x=1"


def test_the_site_is_told_who_asks_by_nginx_alone(front: Front) -> None:
    forged = {"X-Forwarded-For": "6.6.6.6", "X-Forwarded-Proto": "http",
              "X-Forwarded-Host": "evil.example", "Forwarded": "for=6.6.6.6",
              "Host": "bid.example"}  # fmt: skip

    status, told = front.ask(headers=forged)

    headers = told["headers"]
    assert status == 200
    assert headers["Host"] == "bid.example"
    assert headers["X-Forwarded-For"] == "127.0.0.1"
    assert headers["X-Forwarded-Proto"] == "https"
    assert {"X-Forwarded-Host", "Forwarded"} & set(headers) == set()


def test_a_photograph_passes_and_more_does_not(front: Front) -> None:
    allowed, told = front.ask(method="POST", body=b"x" * 14 * MEGABYTE)
    refused, _ = front.ask(method="POST", headers={"Content-Length": str(16 * MEGABYTE)}, body=b"")

    assert (allowed, told["size"]) == (200, 14 * MEGABYTE)
    assert refused == 413


def test_guessing_at_the_sign_in_is_slowed(front: Front) -> None:
    answers = [front.ask(reverse("account_login"), method="POST")[0] for _ in range(30)]

    assert answers[0] == 200
    assert answers.count(429) >= 5


def test_the_log_names_no_reader_and_no_query(front: Front) -> None:
    front.ask("/d/demo/?name=Somebody", headers={"User-Agent": "Telltale/1.0"})

    lines = front.log.read_text().splitlines()

    assert any(json.loads(line)["path"] == "/d/demo/" for line in lines)
    assert not re.search(r"Somebody|Telltale|127\.0\.0\.1", front.log.read_text())


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("/invited/a-secret-token/?x=1", "/invited/..."),
        ("/%69nvited/a-secret-token/", "/invited/..."),
        ("/enrol/ABCD-EFGH/", "/enrol/..."),
        ("/account/password/reset/key/1-a-secret/", "/account/password/reset/key/..."),
        ("/enrol/", "/enrol/"),
        ("/no/%E2%80%AE%1b[31m/?q=1", "/no/%E2%80%AE%1b[31m/"),
    ],
)
def test_the_log_keeps_no_secret_link_and_nothing_but_ascii(
    front: Front, asked: str, said: str
) -> None:
    before = len(front.log.read_text())

    front.ask(asked)
    while len(front.log.read_text()) == before:  # it is written once the answer is sent
        time.sleep(0.01)

    (line,) = front.log.read_text()[before:].splitlines()
    assert json.loads(line)["path"] == said
    assert line.isascii()


def test_a_request_that_two_servers_would_read_differently_is_refused(front: Front) -> None:
    context = ssl._create_unverified_context()
    with (
        socket.create_connection(("127.0.0.1", front.tls), timeout=10) as plain,
        context.wrap_socket(plain) as secure,
    ):
        secure.sendall(
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        )
        answer = secure.recv(100)

    assert answer.startswith(b"HTTP/1.1 400")


def test_the_configuration_is_what_compose_mounts() -> None:
    assert "./ops/nginx/nginx.conf:/etc/nginx/nginx.conf:ro" in (ROOT / "compose.yaml").read_text()
    assert os.access(ROOT / "ops" / "nginx" / "nginx.conf", os.R_OK)
    assert shutil.which("openssl")
