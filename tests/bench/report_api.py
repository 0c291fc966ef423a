"""How many reports a second the whole road takes: wrk, gunicorn, row-level security, audit, fsync.

wrk runs beside the server on the same cores, so the figures are lower than a separate client
would measure. A device may send 30 reports a minute, hence the many devices.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from django.core.management import call_command

from incidents.jobs import drain_outbox
from incidents.models import OutboxEvent, Receipt
from members.access import acting_in
from members.models import District, Organisation
from tests.trust.live import LAT, LNG, URL, Server, Town, build_town, count_of, serving

SLUG: Final = "exampleton"
_DEVICES: Final = 2_000
_SECONDS: Final = 20
_CONNECTIONS: Final = (4, 8, 16)

_SCRIPT: Final = """
local tokens = {}
for line in io.lines(os.getenv("NTARS_TOKENS")) do tokens[#tokens + 1] = line end
local threads = 0
function setup(thread) thread:set("number", threads); threads = threads + 1 end
function init() math.randomseed(os.time() * 100 + number); at = math.random(#tokens) end
local function hex(digits)
  return string.format("%0" .. digits .. "x", math.random(0, 16 ^ digits - 1))
end
function request()
  at = at % #tokens + 1
  local key = hex(8) .. "-" .. hex(4) .. "-4" .. hex(3) .. "-8" .. hex(3) .. "-" .. hex(6) .. hex(6)
  local place = string.format('"lng":%.6f,"lat":%.6f', LNG + (math.random() - 0.5) / 125,
    LAT + (math.random() - 0.5) / 170)
  local body = '{"district":"exampleton","category":"begging",' .. place ..
    ',"occurred_at":"' .. os.date("!%Y-%m-%dT%H:%M:%SZ") .. '","narrative":"By the door, again."}'
  local headers = { ["Content-Type"] = "application/json", ["Idempotency-Key"] = key,
    ["X-CSRFToken"] = string.rep("c", 32),
    ["Cookie"] = "pass=" .. tokens[at] .. "; csrf=" .. string.rep("c", 32) }
  return wrk.format("POST", wrk.path, headers, body)
end
function done(summary, latency)
  io.write("FIGURES " .. string.format(
    '{"requests":%d,"seconds":%.2f,"p50_ms":%.1f,"p95_ms":%.1f,"p99_ms":%.1f,"slowest_ms":%.1f,' ..
    '"refused_or_failed":%d,"timeouts":%d,"broken":%d}\\n', summary.requests,
    summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(95) / 1e3,
    latency:percentile(99) / 1e3, latency.max / 1e3, summary.errors.status,
    summary.errors.timeout, summary.errors.connect + summary.errors.read + summary.errors.write))
end
""".replace("LNG", str(LNG)).replace("LAT", str(LAT))


def run() -> dict[str, Any]:
    """Return the rate and the waiting at several numbers of connections, and the drain's rate."""
    assert shutil.which("wrk"), "wrk is not installed"
    call_command("migrate", database="owner", verbosity=0)
    town = _town()
    figures: dict[str, Any] = {"devices": _DEVICES, "share_of_a_core": _share_of_a_core()}
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as server:
        (Path(folder) / "tokens").write_text("\n".join(town.tokens))
        (Path(folder) / "report.lua").write_text(_SCRIPT)
        _wrk(server, Path(folder), connections=4, seconds=3)  # processes connect, caches fill
        for connections in _CONNECTIONS:
            before, cpu = count_of([Receipt], town.district)[0], _cpu_seconds(server)
            found = _wrk(server, Path(folder), connections=connections, seconds=_SECONDS)
            found["stored"] = count_of([Receipt], town.district)[0] - before
            found["a_second"] = round(found["stored"] / found["seconds"], 1)
            found["web_cpu_ms_each"] = 1e3 * (_cpu_seconds(server) - cpu) / found["stored"]
            figures[f"{connections} connections"] = found
    figures["outbox"] = _drain(town)
    return figures


def _town() -> Town:
    district = District.objects.filter(slug=SLUG).first()
    if district is None:
        return build_town(SLUG, devices=_DEVICES)
    with acting_in(district.pk):
        town = Town(district, Organisation.objects.get(district=district))
    town.enrol(_DEVICES)
    return town


def _share_of_a_core() -> float:
    """Return how much of one core a busy process gets: less than 1 where others work as well."""
    began, cpu = time.perf_counter(), time.process_time()
    while time.perf_counter() - began < 2:
        pass
    return round((time.process_time() - cpu) / (time.perf_counter() - began), 2)


def _cpu_seconds(server: Server) -> float:
    """Return the processor time that the web processes have used, in seconds."""
    fields = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2] for pid in server.workers())
    ticks = sum(int(line.split()[11]) + int(line.split()[12]) for line in fields)
    return ticks / os.sysconf("SC_CLK_TCK")


def _wrk(server: Server, folder: Path, *, connections: int, seconds: int) -> dict[str, Any]:
    words = ["wrk", "-t2", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "--latency"]
    done = subprocess.run(
        [*words, "-s", str(folder / "report.lua"), f"http://127.0.0.1:{server.port}{URL}"],
        env={**os.environ, "NTARS_TOKENS": str(folder / "tokens")},
        capture_output=True,
        text=True,
        check=True,
    )
    line = next(one for one in done.stdout.splitlines() if one.startswith("FIGURES "))
    found: dict[str, Any] = json.loads(line.removeprefix("FIGURES "))
    return found


def _drain(town: Town) -> dict[str, Any]:
    """Measure how fast one worker does what the reports owe."""
    began = time.perf_counter()
    done = sum(drain_outbox().values())
    seconds = time.perf_counter() - began
    left = count_of([OutboxEvent], town.district)[0] - done
    return {"done": done, "a_second": round(done / seconds, 1), "others": left}
