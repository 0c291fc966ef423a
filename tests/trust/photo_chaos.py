"""Kill the web processes while photographs and their reports come in, and count what is lost (P03).

    python -m tests.trust.photo_chaos --kills 300 --seed 1

Each client sends a photograph, then the report that names it, again and again with the same keys
until it is told. It notes on disk what it was told. Some photographs never get a report. At the
end every row is held against its file, and the sweep of two hours later against what is left.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from tests.incidents.pictures import jpeg
from tests.trust.chaos_scene import Keeper, Scene, is_healthy, run_town, scene, wait_until

CLIENTS: Final = 4
KINDS: Final = ("web process", "decoder", "web process", "web master")
_SECRET: Final = "c" * 32
_PATIENCE: Final = 30.0
_AGAIN: Final = {0, 409, 500, 502, 503}


@dataclass
class Reporter:
    """A thread that sends photographs with their reports, and writes down what it was told."""

    port: int
    tokens: list[str]
    ledger: Path
    chance: random.Random
    ends: threading.Event
    statuses: Counter[int] = field(default_factory=Counter)

    def work(self) -> None:
        """Send until it is time to end; whatever is begun is ended."""
        with self.ledger.open("a", buffering=1) as book:
            while not self.ends.is_set():
                self._one(book, self.chance.choice(self.tokens))

    def _one(self, book: Any, token: str) -> None:
        photo = self._photo(token)
        if photo is None or self.chance.random() < 0.2:  # a phone that was put away
            return
        content = {
            "district": "exampleton",
            "category": "begging",
            "lng": -0.8972,
            "lat": 52.2386,
            "occurred_at": f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())}",
            "photos": [photo],
        }
        told = self._until_told("/api/v1/reports", json.dumps(content).encode(), token, {})
        if told:
            book.write(json.dumps({"report": told, "photo": photo}) + "\n")
            os.fsync(book.fileno())

    def _photo(self, token: str) -> str | None:
        content = jpeg(200 + self.chance.randrange(400), 300)
        kind = {"Content-Type": "image/jpeg"}
        return self._until_told("/api/v1/photos?district=exampleton", content, token, kind)

    def _until_told(self, url: str, body: bytes, token: str, more: Mapping[str, str]) -> str | None:
        key = str(uuid4())
        while True:
            status, answer = self._send(url, body, token, key, more)
            self.statuses[status] += 1
            if status in {200, 201}:
                return str(json.loads(answer)["id"])
            if status not in _AGAIN:
                return None
            time.sleep(0.05)

    def _send(
        self, url: str, body: bytes, token: str, key: str, more: Mapping[str, str]
    ) -> tuple[int, bytes]:
        headers = {
            "Cookie": f"pass={token}; csrf={_SECRET}",
            "X-CSRFToken": _SECRET,
            "Content-Type": "application/json",
            "Idempotency-Key": key,
            **more,
        }
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)
        try:
            client.request("POST", url, body, headers)
            answer = client.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            client.close()


def run(kills: int, seed: int, pause: float, folder: Path) -> dict[str, Any]:
    """Let clients send while processes are killed, and return the reckoning."""
    chance = random.Random(seed)
    ledger = folder / "ledger.jsonl"
    ledger.touch()
    ends = threading.Event()
    with scene() as stage:
        reporters = [
            Reporter(stage.port, stage.tokens[number::CLIENTS], ledger, random.Random(number), ends)
            for number in range(CLIENTS)
        ]
        threads = [threading.Thread(target=one.work) for one in reporters]
        for thread in threads:
            thread.start()
        killed = _kill_all(stage.keeper, kills, pause, chance)
        wait_until(lambda: is_healthy(stage.port), 60)
        time.sleep(1)
        ends.set()
        for thread in threads:
            thread.join()
        found = _reckon(stage, ledger)
    statuses = sum((one.statuses for one in reporters), Counter())
    return {
        "promise": "P03",
        "seed": seed,
        "kills": sum(killed.values()),
        "killed": dict(killed),
        "statuses": {str(status): count for status, count in sorted(statuses.items())},
        **found,
    }


def _kill_all(keeper: Keeper, kills: int, pause: float, chance: random.Random) -> Counter[str]:
    """Kill each kind equally often, in an order that the seed decides."""
    order = [KINDS[number % len(KINDS)] for number in range(kills)]
    chance.shuffle(order)
    killed: Counter[str] = Counter()
    for kind in order:
        time.sleep(pause * chance.uniform(0.3, 1.7))
        killed[kind] += _kill(keeper, kind, chance)
    return killed


def _kill(keeper: Keeper, kind: str, chance: random.Random) -> bool:
    """Kill one process of a kind as soon as there is one."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        pid = _victim(keeper, kind, chance)
        if pid is not None:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
            return True
        time.sleep(0.002)  # a child lives for some tenths of a second
    return False


def _victim(keeper: Keeper, kind: str, chance: random.Random) -> int | None:
    if kind == "web master":
        return keeper.pid("web")
    processes = keeper.children_of("web")
    if kind == "decoder":
        processes = [child for parent in processes for child in _children(parent)]
    return chance.choice(processes) if processes else None


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(word) for word in task.read_text().split()]
        except OSError:
            continue
    return found


def _reckon(stage: Scene, ledger: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run_town(stage.environment, "photos", str(ledger)))
    return found


def failures_of(result: dict[str, Any]) -> dict[str, Any]:
    """Return what in a result must not be there."""
    never = ("lost", "missing_or_short", "small_missing", "other_report", "strays_left")
    bad = {name: result[name] for name in never if result[name]}
    if result["statuses"].get("500"):
        bad["500"] = result["statuses"]["500"]
    return bad


def main() -> int:
    """Run from the command line; 0 where nothing was lost."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pause", type=float, default=0.5)
    words = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = run(words.kills, words.seed, words.pause, Path(folder))
    print(json.dumps(result, indent=1))
    return 0 if not failures_of(result) else 1


if __name__ == "__main__":
    sys.exit(main())
