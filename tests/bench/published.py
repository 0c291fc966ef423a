"""Published pages through nginx and gunicorn, as readers ask for them: at 100 requests a second.

wrk runs beside the servers on the same cores. Each of its connections waits between requests,
so that the rate is that of readers and not the most that can be had; that is measured last. The
limit of requests from one address in nginx's configuration is raised, because wrk has one.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from members.audiences import Audience
from members.models import District, Person
from ops.packages import find_program
from tests.bench.report_api import _cpu_seconds, _share_of_a_core
from tests.conftest import MOMENT
from tests.ops.test_nginx import _wait, configure
from tests.trust.attacker import towns
from tests.trust.cast import join
from tests.trust.live import Server, serving

_SEED: Final = 1
_SLUG: Final = f"town-{_SEED}"
_SECONDS: Final = 20
_CONNECTIONS: Final = 20
_PAUSE_MS: Final = 195  # 20 connections that wait so long, and 5 ms for the answer: 100 a second

_SCRIPT: Final = """
local cookie = os.getenv("NTARS_COOKIE")
local pause = tonumber(os.getenv("NTARS_PAUSE"))
wrk.headers["Accept-Encoding"] = "gzip"
wrk.headers["Host"] = "127.0.0.1"
if cookie ~= "" then wrk.headers["Cookie"] = cookie end
if os.getenv("NTARS_ETAG") ~= "" then wrk.headers["If-None-Match"] = os.getenv("NTARS_ETAG") end
if pause > 0 then
  local first = true
  function delay()
    if first then first = false; return math.random(0, pause) end
    return pause
  end
end
function done(summary, latency)
  io.write("FIGURES " .. string.format(
    '{"requests":%d,"seconds":%.2f,"bytes":%d,"p50_ms":%.1f,"p95_ms":%.1f,"p99_ms":%.1f,' ..
    '"slowest_ms":%.1f,"refused_or_failed":%d,"broken":%d}\\n', summary.requests,
    summary.duration / 1e6, summary.bytes, latency:percentile(50) / 1e3,
    latency:percentile(95) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3,
    summary.errors.status, summary.errors.timeout + summary.errors.connect +
    summary.errors.read + summary.errors.write))
end
"""


def run() -> dict[str, Any]:
    """Return the rate, the waiting and the processor time of each published page."""
    assert shutil.which("wrk"), "wrk is not installed"
    call_command("migrate", database="owner", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)  # pages name files by content
    session = f"{settings.SESSION_COOKIE_NAME}={_funder(_town())}"
    figures: dict[str, Any] = {"share_of_a_core": _share_of_a_core()}
    with tempfile.TemporaryDirectory() as name, serving(Path(name)) as web:
        folder = Path(name)
        folder.chmod(0o777)  # nginx's workers change to an account of their own
        (folder / "published.lua").write_text(_SCRIPT)
        with _nginx(folder, web) as front:
            for title, route, cookie in (
                ("public map", "public_map", ""),
                ("public map as GeoJSON", "public_map_geojson", ""),
                ("contrast, signed in", "contrast", session),
            ):
                url = f"https://127.0.0.1:{front}{reverse(f'hotspots:{route}', args=[_SLUG])}"
                figures[title] = _measured(url, cookie, folder, web)
    return figures


def _town() -> District:
    found = District.objects.filter(slug=_SLUG).first()
    if found is not None:
        return found
    with tempfile.TemporaryDirectory() as folder:
        towns.take_official_months(Path(folder))
    town = towns.build(_SEED)
    towns.publish(town, MOMENT)
    return town.district


def _funder(district: District) -> str:
    """Return the session of a funder of the district."""
    email = f"funder@{district.slug}.invalid"
    person = Person.objects.filter(email=email).first()
    browser = Client()
    browser.force_login(person or join(district, Audience.FUNDER, email, None))
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


@contextmanager
def _nginx(folder: Path, web: Server) -> Iterator[int]:
    """Run nginx with the project's configuration before a server; yield its TLS port."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost",
         "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    path, front = configure(folder)
    text = path.read_text().replace(f"unix:{folder}/web.sock", f"127.0.0.1:{web.port}")
    text = re.sub(r"rate=30r/[sm]", "rate=100000r/s", text).replace(
        "connections 50;", "connections 5000;"
    )
    path.write_text(text)
    process = subprocess.Popen([str(find_program("nginx")), "-c", str(path), "-e", "stderr"])
    try:
        _wait(front.tls)
        yield front.tls
    finally:
        process.terminate()
        process.wait(10)


def _measured(url: str, cookie: str, folder: Path, web: Server) -> dict[str, Any]:
    _warm(url, cookie, web)
    found = {}
    for title, pause in (("100 a second", _PAUSE_MS), ("as many as can be", 0)):
        cpu = _cpu_seconds(web)
        one = _wrk(url, cookie, folder, pause=pause, seconds=_SECONDS)
        one["a_second"] = round(one["requests"] / one["seconds"], 1)
        one["bytes_each"] = one.pop("bytes") // max(1, one["requests"])
        one["web_cpu_ms_each"] = 1e3 * (_cpu_seconds(web) - cpu) / max(1, one["requests"])
        found[title] = one
    return found


def _warm(url: str, cookie: str, web: Server) -> None:
    """Let each process connect and fill its shelf: a first page takes seconds, once a release."""
    path = "/" + url.split("/", 3)[3]
    for _ in range(16):
        headers = {"Cookie": cookie, "Accept-Encoding": "gzip"}
        answer = web.send(b"", headers, method="GET", url=path, seconds=60)
        assert answer.status == 200, f"{path} answers {answer.status}"


def _wrk(url: str, cookie: str, folder: Path, *, pause: int, seconds: int) -> dict[str, Any]:
    words = ["wrk", "-t2", f"-c{_CONNECTIONS}", f"-d{seconds}s", "--timeout", "10s", "--latency"]
    done = subprocess.run(
        [*words, "-s", str(folder / "published.lua"), url],
        env={**os.environ, "NTARS_COOKIE": cookie, "NTARS_PAUSE": str(pause), "NTARS_ETAG": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    line = next(one for one in done.stdout.splitlines() if one.startswith("FIGURES "))
    figures: dict[str, Any] = json.loads(line.removeprefix("FIGURES "))
    assert figures["requests"], done.stdout
    return figures
