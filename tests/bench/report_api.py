"""How many reports a second the whole road takes: nginx with TLS, gunicorn, a device's pass,
row-level security, the audit chain, what is owed, fsync.

wrk runs beside the server on the same cores, so the figures are lower than a separate client
would measure. A device may send 30 reports a minute, hence the many devices.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any, Final

from django.core.management import call_command

from incidents.jobs import drain_outbox
from incidents.models import OutboxEvent, Receipt
from members.access import acting_in
from members.models import District, Organisation
from tests.bench._stack import calibration, whole_stack
from tests.trust.live import LAT, LNG, URL, Town, build_town, count_of

SLUG: Final = "exampleton"
_DEVICES: Final = 2_000
_SECONDS: Final = 15
_CONNECTIONS: Final = (4, 8, 16)

_SCRIPT: Final = (
    """
local tokens = {}
for line in io.lines("TOKENS") do tokens[#tokens + 1] = line end
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
    ["X-CSRFToken"] = string.rep("c", 32), ["Referer"] = "https://127.0.0.1/",
    ["Cookie"] = "pass=" .. tokens[at] .. "; csrf=" .. string.rep("c", 32) }
  return wrk.format("POST", "PATH", headers, body)
end
""".replace("LNG", str(LNG))
    .replace("LAT", str(LAT))
    .replace("PATH", URL)
)


def run() -> dict[str, Any]:
    """Return the rate and the waiting at several numbers of connections, and the drain's rate."""
    call_command("migrate", database="owner", verbosity=0)
    town = town_of(_DEVICES)
    figures: dict[str, Any] = {"devices": _DEVICES, "machine_before": calibration()}
    with tempfile.TemporaryDirectory(prefix="nt-") as name:
        tokens = Path(name) / "tokens"
        tokens.write_text("\n".join(town.tokens))
        with whole_stack(Path(name), _SCRIPT.replace("TOKENS", str(tokens))) as stack:
            stack.send(connections=4, seconds=3)  # processes connect, caches fill
            for connections in _CONNECTIONS:
                before = count_of([Receipt], town.district)[0]
                found = stack.send(connections=connections, seconds=_SECONDS)
                found["stored"] = count_of([Receipt], town.district)[0] - before
                figures[f"{connections} connections"] = found
    figures["outbox"] = _drain(town)
    figures["machine_after"] = calibration()
    return figures


def town_of(devices: int) -> Town:
    """Return the town of the measurements, made if it is not there, with so many new devices."""
    district = District.objects.filter(slug=SLUG).first()
    if district is None:
        return build_town(SLUG, devices=devices)
    with acting_in(district.pk):
        town = Town(district, Organisation.objects.get(district=district))
    town.enrol(devices)
    return town


def _drain(town: Town) -> dict[str, Any]:
    """Measure how fast one worker does what the reports owe."""
    began = time.perf_counter()
    done = sum(drain_outbox().values())
    seconds = time.perf_counter() - began
    left = count_of([OutboxEvent], town.district)[0] - done
    return {"done": done, "a_second": round(done / seconds, 1), "others": left}
