"""Published pages through nginx and gunicorn, as readers ask for them: at 100 requests a second.

wrk runs beside the servers on the same cores. Each of its connections waits between requests,
so that the rate is that of readers and not the most that can be had; that is measured last. nginx
limits no address here, because wrk has one.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from members.audiences import Audience
from members.models import District, Person
from tests.bench._stack import Stack, calibration, whole_stack
from tests.conftest import MOMENT
from tests.trust.attacker import towns
from tests.trust.cast import join

_SEED: Final = 1
_SLUG: Final = f"town-{_SEED}"
_SECONDS: Final = 15
_CONNECTIONS: Final = 20
_PAUSE_MS: Final = 195  # 20 connections that wait so long, and 5 ms for the answer: 100 a second

_SCRIPT: Final = """
local cookie = os.getenv("NTARS_COOKIE")
local pause = tonumber(os.getenv("NTARS_PAUSE"))
wrk.headers["Accept-Encoding"] = "gzip"
wrk.headers["Host"] = "127.0.0.1"
if cookie ~= "" then wrk.headers["Cookie"] = cookie end
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
    session = f"{settings.SESSION_COOKIE_NAME}={_funder(_town())}"
    figures: dict[str, Any] = {"machine": calibration()}
    with tempfile.TemporaryDirectory() as folder, whole_stack(Path(folder), _SCRIPT) as stack:
        (stack.folder / "published.lua").write_text(_SCRIPT)
        for title, route, cookie in (
            ("public map", "public_map", ""),
            ("public map as GeoJSON", "public_map_geojson", ""),
            ("contrast, signed in", "contrast", session),
        ):
            path = reverse(f"hotspots:{route}", args=[_SLUG])
            figures[title] = _measured(path, cookie, stack)
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


def _measured(path: str, cookie: str, stack: Stack) -> dict[str, Any]:
    _warm(path, cookie, stack)
    found = {}
    for title, pause in (("100 a second", _PAUSE_MS), ("as many as can be", 0)):
        cpu = stack.cpu_seconds()
        one = _wrk(path, cookie, stack, pause)
        one["a_second"] = round(one["requests"] / one["seconds"], 1)
        one["bytes_each"] = one.pop("bytes") // max(1, one["requests"])
        one["web_cpu_ms_each"] = 1e3 * (stack.cpu_seconds() - cpu) / max(1, one["requests"])
        found[title] = one
    return found


def _warm(path: str, cookie: str, stack: Stack) -> None:
    """Let each process connect and fill its shelf: a first page takes seconds, once a release."""
    assert _SLUG in stack.page(path, cookie), f"{path} shows nothing of the town"
    for _ in range(16):
        headers = {"Cookie": cookie, "Accept-Encoding": "gzip"}
        answer = stack.server.send(b"", headers, method="GET", url=path, seconds=60)
        assert answer.status == 200, f"{path} answers {answer.status}"


def _wrk(path: str, cookie: str, stack: Stack, pause: int) -> dict[str, Any]:
    words = ["wrk", "-t2", f"-c{_CONNECTIONS}", f"-d{_SECONDS}s", "--timeout", "10s", "--latency"]
    url = f"https://127.0.0.1:{stack.tls}{path}"
    done = subprocess.run(
        [*words, "-s", str(stack.folder / "published.lua"), url],
        env={**os.environ, "NTARS_COOKIE": cookie, "NTARS_PAUSE": str(pause)},
        capture_output=True,
        text=True,
        check=True,
    )
    line = next(one for one in done.stdout.splitlines() if one.startswith("FIGURES "))
    figures: dict[str, Any] = json.loads(line.removeprefix("FIGURES "))
    assert figures["requests"], done.stdout
    return figures
