"""Stop each part with SIGSTOP, which is worse than a crash, and look at what readers meet (P39).

    python -m tests.trust.standstill --seconds 20 --queued 1000

Everything is real and private, as in `chaos`. A stopped process keeps its sockets open and says
nothing: whoever asks it waits, unless they have a clock of their own.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import uuid4

from tests.trust.chaos_clients import URL, Clients
from tests.trust.chaos_scene import Keeper, Scene, run_town, scene, wait_until

PROMISE: Final = "P39"
PARTS: Final = ("postgres", "redis", "worker", "scheduler")
#: What a phone opens its form with, and what the form's page is made of: no database is in it.
SHELL: Final = ("/report/shell/", "/sw.js", "/manifest.webmanifest", "/account/login/")
#: A page that nobody can have who is not known, so that it asks the database first of all.
MINE: Final = "/d/exampleton/my-reports/"
_IN_A_ROW: Final = 10
_EVERY: Final = 0.2
_ENOUGH: Final = 30.0


@dataclass(frozen=True)
class Met:
    """What one request met while a part stood still."""

    what: str
    status: int
    seconds: float
    retry_after: str | None


@dataclass
class Probes:
    """Requests sent every fifth of a second, each by a thread of its own."""

    stage: Scene
    met: list[Met] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def send_for(self, seconds: float) -> None:
        """Send reports and open pages for some seconds, and wait for every answer."""
        pages = [self._page(url) for url in (*SHELL, MINE)]
        wanted: list[Callable[[], None]] = [self._report, *pages]
        with ThreadPoolExecutor(64) as pool:
            end, turn = time.monotonic() + seconds, 0
            while time.monotonic() < end:
                pool.submit(wanted[turn % len(wanted)])
                turn += 1
                time.sleep(_EVERY)

    def _report(self) -> None:
        token = random.choice(self.stage.tokens)  # each may send 30 a minute
        self._ask("report", "POST", URL, *report_of(token))

    def _page(self, url: str) -> Callable[[], None]:
        cookies = {"Cookie": "session=" + "s" * 32} if url == MINE else {}
        return lambda: self._ask(url, "GET", url, b"", cookies)

    def _ask(self, what: str, method: str, url: str, body: bytes, headers: dict[str, str]) -> None:
        began = time.monotonic()
        status, again = ask(self.stage.port, method, url, body, headers)
        with self._lock:
            self.met.append(Met(what, status, time.monotonic() - began, again))


def report_of(token: str) -> tuple[bytes, dict[str, str]]:
    """Return a new report as a device sends it: body and headers."""
    body = Clients._body(random.Random())
    return body, {
        "Cookie": f"pass={token}; csrf={'c' * 32}",
        "X-CSRFToken": "c" * 32,
        "Content-Type": "application/json",
        "Idempotency-Key": str(uuid4()),
    }


def ask(
    port: int, method: str, url: str, body: bytes, headers: dict[str, str]
) -> tuple[int, str | None]:
    """Send one request; return its status, 0 for none within 20 s, and its Retry-After."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        client.request(method, url, body or None, headers)
        answer = client.getresponse()
        answer.read()
        return answer.status, answer.headers.get("Retry-After")
    except (OSError, http.client.HTTPException):
        return 0, None
    finally:
        client.close()


@contextmanager
def stopped(keeper: Keeper, part: str) -> Iterator[None]:
    """Let a part and all that it has forked stand still."""
    pids = [keeper.pid(part), *keeper.children_of(part)]
    try:
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def stand_still(stage: Scene, part: str, seconds: float) -> dict[str, Any]:
    """Stop one part for some seconds; return what was met, and how soon all was well again."""
    probes = Probes(stage)
    with stopped(stage.keeper, part):
        probes.send_for(seconds)
    began = time.monotonic()
    well = wait_until(lambda: _accepts(stage), _ENOUGH)
    return {
        "statuses": _counted(probes.met),
        "slowest": round(max(one.seconds for one in probes.met), 2),
        "without_retry_after": sum(one.status == 503 and not one.retry_after for one in probes.met),
        "well_again_after": round(time.monotonic() - began, 2) if well else None,
    }


def _accepts(stage: Scene) -> bool:
    """Tell whether several reports in a row are accepted: there are several web processes."""
    return all(
        ask(stage.port, "POST", URL, *report_of(token))[0] == 201
        for token in random.sample(stage.tokens, _IN_A_ROW)
    )


def _counted(met: list[Met]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for one in met:
        statuses = found.setdefault(one.what, {})
        statuses[str(one.status)] = statuses.get(str(one.status), 0) + 1
    return found


def queue_up(stage: Scene, reports: int) -> dict[str, Any]:
    """Let reports come in while the worker stands still, and time what it owes afterwards."""
    with stopped(stage.keeper, "worker"), ThreadPoolExecutor(8) as pool:
        tokens = [stage.tokens[number % len(stage.tokens)] for number in range(reports)]
        sent = list(pool.map(lambda one: ask(stage.port, "POST", URL, *report_of(one))[0], tokens))
    began = time.monotonic()
    drained = wait_until(lambda: run_town(stage.environment, "waiting").strip() == "0", 120)
    return {
        "accepted": sent.count(201),
        "others": len(sent) - sent.count(201),
        "drained": drained,
        "seconds": round(time.monotonic() - began, 1),
    }


def run(seconds: float, queued: int, parts: Sequence[str] = PARTS) -> dict[str, Any]:
    """Stop each part in turn, then queue up, and return what was met."""
    began = time.monotonic()
    with scene() as stage:
        set_up = time.monotonic() - began
        met = {part: stand_still(stage, part, seconds) for part in parts}
        return {
            "promise": PROMISE,
            "parts": met,
            "queue": queue_up(stage, queued),
            "set_up_seconds": round(set_up, 1),
            "seconds": round(time.monotonic() - began, 1),
            "load": os.getloadavg()[0],
        }


def failures_of(result: dict[str, Any]) -> list[str]:
    """Return what in a result must not be there, one sentence each."""
    found = []
    for part, met in result["parts"].items():
        away = part == "postgres"
        for what, statuses in met["statuses"].items():
            wanted = {"report": "503" if away else "201", MINE: "503" if away else "302"}
            others = statuses.keys() - {wanted.get(what, "200")}
            found += [f"{part}: {what} got {one}" for one in sorted(others)]
        if met["slowest"] > 5:
            found.append(f"{part}: an answer took {met['slowest']} s")
        if met["without_retry_after"]:
            found.append(f"{part}: a 503 did not say when to try again")
        if met["well_again_after"] is None:
            found.append(f"{part}: it did not become well again")
    queue = result["queue"]
    if queue["others"] or not queue["drained"] or queue["seconds"] > 60:
        found.append(f"queue: {queue}")
    return found


def main() -> int:
    """Run from the command line; 0 where nobody waited in vain."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=20, help="how long each part stands still")
    parser.add_argument("--queued", type=int, default=1000)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    words = parser.parse_args()
    result = run(words.seconds, words.queued, words.parts)
    print(json.dumps(result, indent=1))
    for failure in failures_of(result):
        print(failure, file=sys.stderr)
    return 1 if failures_of(result) else 0


if __name__ == "__main__":
    sys.exit(main())
