"""The whole stack for a measurement: nginx with TLS, gunicorn, PostgreSQL; and wrk beside it."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.core.management import call_command

from tests.ops.fronting import fronting
from tests.trust.live import Server, serving

#: nginx counts by address, and here all clients have one.
_WITHOUT_LIMITS: Final = {
    "rate=30r/s": "rate=100000r/s",
    "limit_conn connections 50": "limit_conn connections 1000",
}

_DONE: Final = """
function done(summary, latency)
  io.write("FIGURES " .. string.format(
    '{"requests":%d,"seconds":%.2f,"p50_ms":%.1f,"p95_ms":%.1f,"p99_ms":%.1f,"slowest_ms":%.1f,' ..
    '"refused_or_failed":%d,"timeouts":%d,"broken":%d}\\n', summary.requests,
    summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(95) / 1e3,
    latency:percentile(99) / 1e3, latency.max / 1e3, summary.errors.status,
    summary.errors.timeout, summary.errors.connect + summary.errors.read + summary.errors.write))
end
"""


@dataclass
class Stack:
    """A running stack, and the script that wrk sends with."""

    server: Server
    tls: int
    folder: Path
    script: str

    def cpu_seconds(self) -> float:
        """Return the processor time that the web processes have used, in seconds."""
        texts = (Path(f"/proc/{pid}/stat").read_text() for pid in self.server.workers())
        fields = [text.rpartition(")")[2].split() for text in texts]
        ticks = sum(int(one[11]) + int(one[12]) for one in fields)
        return ticks / os.sysconf("SC_CLK_TCK")

    def page(self, path: str, cookie: str) -> str:
        """Return what a reader gets from an address through TLS, or fail with what came instead.

        Before anything is measured: an error page is quick, and wrk counts it without a word.
        """
        trusting = ssl._create_unverified_context()
        client = http.client.HTTPSConnection("127.0.0.1", self.tls, timeout=60, context=trusting)
        try:
            client.request("GET", path, headers={"Cookie": cookie} if cookie else {})
            answer = client.getresponse()
            body = answer.read().decode()
        finally:
            client.close()
        where = answer.headers.get("Location", "")
        said = self.server.log.read_text()[-2000:]
        assert answer.status == 200, f"{path} answers {answer.status} {where}\n{said}"
        return body

    def send(self, *, connections: int, seconds: int, path: str = "/") -> dict[str, Any]:
        """Send as much as a number of connections can, and return the rate and the waiting."""
        assert shutil.which("wrk"), "wrk is not installed"
        script = self.folder / "send.lua"
        script.write_text(self.script + _DONE)
        words = ["wrk", "-t2", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "--latency"]
        before = self.cpu_seconds()
        done = subprocess.run(
            [*words, "-s", str(script), f"https://127.0.0.1:{self.tls}{path}"],
            capture_output=True,
            text=True,
            check=True,
        )
        line = next(one for one in done.stdout.splitlines() if one.startswith("FIGURES "))
        found: dict[str, Any] = json.loads(line.removeprefix("FIGURES "))
        good = found["requests"] - found["refused_or_failed"]
        found["a_second"] = round(good / found["seconds"], 1)
        found["web_cpu_ms_each"] = 1e3 * (self.cpu_seconds() - before) / max(1, found["requests"])
        return found


@contextmanager
def whole_stack(folder: Path, script: str) -> Iterator[Stack]:
    """Run nginx in front of gunicorn, both with the settings that they really have."""
    # Pages name their files by content: without the files each page is a 500.
    call_command("collectstatic", interactive=False, verbosity=0)
    with serving(folder) as server:
        site = {"unix:/run/ntars/web.sock": f"127.0.0.1:{server.port}"}
        with fronting(folder, site | _WITHOUT_LIMITS) as front:
            yield Stack(server, front.tls, folder, script)


def calibration(seconds: float = 5.0) -> dict[str, float]:
    """Return what this machine gives one busy process at this moment.

    `loops_a_ms` is the speed of a fixed piece of Python by its own processor time;
    `share_of_a_core` is less than 1 where others work as well.
    """
    began, cpu, loops = time.perf_counter(), time.process_time(), 0
    while time.perf_counter() - began < seconds:
        sum(range(1000))
        loops += 1
    used = time.process_time() - cpu
    return {
        "loops_a_ms": round(loops / used / 1e3, 1),
        "share_of_a_core": round(used / (time.perf_counter() - began), 2),
        "load": round(os.getloadavg()[0], 2),
    }
