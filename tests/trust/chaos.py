"""Kill -9 everything at any moment, and count what is lost (P01).

    python -m tests.trust.chaos --kills 500 --seed 1

Everything is real and private: PostgreSQL with fsync, Redis without persistence, gunicorn behind
a listener that this process holds, the worker and the scheduler. Clients keep a ledger of what
they were told, on disk, and try again with the same key until they are told something. At the
end the ledger is held against the tables.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any, Final

from tests.trust.chaos_clients import Clients
from tests.trust.chaos_scene import Keeper, is_healthy, run_town, scene, wait_until

PROMISE: Final = "P01"
#: Long enough for a lease to run out and for the scheduler's next round after it.
_DRAIN_SECONDS: Final = 60.0

KINDS: Final = (
    "web master",
    "web process",
    "worker",
    "work-horse",
    "scheduler",
    "redis",
    "postgres postmaster",
    "postgres backend",
)


def _victim(keeper: Keeper, kind: str, chance: random.Random) -> int | None:
    """Return a pid of a kind, or None where there is none at this moment."""
    whole = {
        "web master": "web",
        "worker": "worker",
        "scheduler": "scheduler",
        "redis": "redis",
        "postgres postmaster": "postgres",
    }
    if kind in whole:
        return keeper.pid(whole[kind])
    forked = {"web process": "web", "work-horse": "worker", "postgres backend": "postgres"}[kind]
    found = keeper.children_of(forked)
    return chance.choice(found) if found else None


def _kill(keeper: Keeper, kind: str, chance: random.Random, patience: float) -> bool:
    """Kill one process of a kind as soon as there is one."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        pid = _victim(keeper, kind, chance)
        if pid is not None:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
            return True
        time.sleep(0.002)  # a work-horse lives for a few hundredths of a second
    return False


def run(kills: int, seed: int, pause: float, folder: Path) -> dict[str, Any]:
    """Let clients send while processes are killed, and return the reckoning."""
    chance = random.Random(seed)
    ledger = folder / "ledger.jsonl"
    ledger.touch()
    began = time.monotonic()
    with scene() as stage:
        clients = Clients(stage.port, stage.tokens, ledger, seed)
        clients.begin()
        set_up = time.monotonic() - began
        killed = _kill_all(stage.keeper, kills, pause, chance)
        wait_until(lambda: is_healthy(stage.port), 60)
        time.sleep(1)  # some reports into calm water
        clients.end()
        calm = time.monotonic()
        drained = wait_until(
            lambda: run_town(stage.environment, "waiting").strip() == "0", _DRAIN_SECONDS
        )
        drain_seconds = time.monotonic() - calm
        errors = stage.server_errors()
        reckoning = json.loads(run_town(stage.environment, "check", str(ledger)))
    return {
        "promise": PROMISE,
        "seed": seed,
        "kills": sum(killed.values()),
        "killed": dict(killed),
        "statuses": {str(status): count for status, count in sorted(clients.statuses.items())},
        "longest_wait_seconds": round(clients.longest_wait, 1),
        "drained": drained,
        "drain_seconds": round(drain_seconds, 1),
        "set_up_seconds": round(set_up, 1),
        "seconds": round(time.monotonic() - began, 1),
        "server_errors": errors,
        **reckoning,
    }


def _kill_all(keeper: Keeper, kills: int, pause: float, chance: random.Random) -> Counter[str]:
    """Kill each kind equally often, in an order that the seed decides."""
    order = [KINDS[number % len(KINDS)] for number in range(kills)]
    chance.shuffle(order)
    killed: Counter[str] = Counter()
    for kind in order:
        time.sleep(pause * chance.uniform(0.3, 1.7))
        if _kill(keeper, kind, chance, patience=20):
            killed[kind] += 1
    return killed


def main() -> int:
    """Run from the command line; 0 where nothing was lost."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--pause", type=float, default=1.5, help="seconds between kills, on average"
    )
    words = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = run(words.kills, words.seed, words.pause, Path(folder))
    print(json.dumps(result, indent=1))
    return 0 if not failures_of(result) else 1


def failures_of(result: dict[str, Any]) -> dict[str, Any]:
    """Return what in a result must not be there."""
    never = (
        "lost",
        "other_id",
        "told_two_ids",
        "duplicates",
        "without_report",
        "without_outbox",
        "without_audit",
        "undelivered",
        "without_notice",
        "noticed_twice",
    )
    found = {name: result[name] for name in never if result[name]}
    if "500" in result["statuses"]:
        found["server_errors"] = result["server_errors"]
    if result["audit_chain_broken_at"] is not None:
        found["audit_chain_broken_at"] = result["audit_chain_broken_at"]
    return found


if __name__ == "__main__":
    sys.exit(main())
