"""Kill -9 everything at any moment, and count what is lost (P01).

    python -m tests.trust.chaos --kills 500 --seed 1

Everything is real and private: PostgreSQL with fsync, Redis without persistence, gunicorn behind
a listener that this process holds, the worker and the scheduler. Clients keep a ledger of what
they were told, on disk, and try again with the same key until they are told something. At the
end the ledger is held against the tables.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from ops.binding import listen_on_first_free
from ops.processes import Program, start
from ops.services import Services, running_services
from ops.state import ROOT, State

PROMISE: Final = "P01"
URL: Final = "/api/v1/reports"
LNG, LAT = -0.8972, 52.2386
_CLIENTS: Final = 6
_DEVICES: Final = 240  # a device may send 30 reports a minute
_CLIENT_SECONDS: Final = 8.0
_WAIT: Final = 0.05
#: Long enough for a lease to run out and for the scheduler's next round after it.
_DRAIN_SECONDS: Final = 60.0


# --- Processes that are started again whenever they die ------------------------------------------


class Keeper:
    """Children by name; each is started again as soon as it is seen dead."""

    def __init__(self, programs: dict[str, Program], logs: Path) -> None:
        self._programs = programs
        self._logs = logs
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="keeper")

    def begin(self) -> None:
        """Start everything, in order, and begin to watch."""
        for name in self._programs:
            self._launch(name)
        self._thread.start()

    def end(self) -> None:
        """Stop watching and end every child, the database last."""
        self._ends.set()
        if self._thread.is_alive():
            self._thread.join()
        for name in reversed(self._programs):
            if name in self._children:
                self._end(name)

    def pid(self, name: str) -> int:
        """Return the pid of a child, dead or alive."""
        return self._children[name].pid

    def children_of(self, name: str) -> list[int]:
        """Return the pids that a child has forked."""
        pid = self.pid(name)
        try:
            text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
        except OSError:
            return []
        return [int(word) for word in text.split()]

    def _watch(self) -> None:
        while not self._ends.wait(_WAIT):
            for name, child in list(self._children.items()):
                if child.poll() is not None:
                    self._launch(name)

    def _launch(self, name: str) -> None:
        with (self._logs / f"{name}.log").open("ab") as said:
            self._children[name] = start(self._programs[name], said)

    def _end(self, name: str) -> None:
        child = self._children[name]
        child.send_signal(self._programs[name].stop_signal)
        try:
            child.wait(20)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


@dataclass
class Scene:
    """A running platform, and where it is."""

    keeper: Keeper
    environment: dict[str, str]
    port: int
    tokens: list[str]


@contextmanager
def scene() -> Iterator[Scene]:
    """Set a whole platform up in a folder of its own, and take it down afterwards."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nt-", dir="/tmp")))
        folder.chmod(0o711)  # the account of the services passes through
        state = State(folder / "state", folder / "state")
        state.prepare()
        with running_services(state, "demo", "chaos") as (services, _family):
            environment = _environment(services)
            _run(environment, "manage.py", "migrate", "--database", "owner", "--no-input")
            tokens = json.loads(_town(environment, "build", str(_DEVICES)))
        listener = stack.enter_context(listen_on_first_free())
        keeper = Keeper(_programs(services, environment, listener.fileno()), state.logs)
        stack.callback(keeper.end)
        keeper.begin()
        port = listener.getsockname()[1]
        _wait_until(lambda: _healthy(port), 120)
        yield Scene(keeper, environment, port, tokens)


def _environment(services: Services) -> dict[str, str]:
    return services.environment() | {
        "DJANGO_SETTINGS_MODULE": "ntars_geo.settings",
        "NTARS_DEMO": "yes",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "EMAIL_URL": "dummymail://",
    }


def _programs(services: Services, environment: dict[str, str], listener: int) -> dict[str, Program]:
    manage = [sys.executable, "manage.py"]
    web = [sys.executable, "-m", "gunicorn", "-c", "ops/gunicorn.py"]
    bound = environment | {"NTARS_BIND": f"fd://{listener}"}
    return {
        "postgres": services.cluster.program(),
        "redis": services.broker.program(),
        "web": Program("web", web, bound, ROOT, {}, signal.SIGTERM, (listener,)),
        "worker": Program("worker", [*manage, "work", "--skip-checks"], environment, ROOT),
        "scheduler": Program(
            "scheduler", [*manage, "schedule", "--skip-checks", "--seconds", "1"], environment, ROOT
        ),
    }


def _run(environment: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(words)} failed:\n{done.stdout[-1000:]}{done.stderr[-3000:]}")
    return done.stdout


def _town(environment: dict[str, str], *words: str) -> str:
    program = "import sys, django; django.setup()\n"
    program += "from tests.trust.chaos_town import main; main(sys.argv[1:])"
    return _run(environment, "-c", program, *words)


def _healthy(port: int) -> bool:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        client.request("GET", "/healthz")
        return client.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        client.close()


def _wait_until(is_so: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(0.2)
    return False


# --- Clients that never give up ------------------------------------------------------------------


@dataclass
class Clients:
    """Threads that send reports and write down, on disk, what they were told."""

    port: int
    tokens: list[str]
    ledger: Path
    seed: int
    statuses: Counter[int] = field(default_factory=Counter)
    longest_wait: float = 0.0
    _ends: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _threads: list[threading.Thread] = field(default_factory=list)

    def begin(self) -> None:
        """Start sending."""
        for number in range(_CLIENTS):
            mine = self.tokens[number::_CLIENTS]
            chance = random.Random(f"{self.seed} {number}")
            thread = threading.Thread(target=self._work, args=(mine, chance))
            thread.start()
            self._threads.append(thread)

    def end(self) -> None:
        """Let each finish the report in hand."""
        self._ends.set()
        for thread in self._threads:
            thread.join()

    def _work(self, tokens: list[str], chance: random.Random) -> None:
        with self.ledger.open("a", buffering=1) as book:
            while not self._ends.is_set():
                for token in tokens:
                    if self._ends.is_set():
                        return
                    self._report(book, token, chance)

    def _report(self, book: Any, token: str, chance: random.Random) -> None:
        key, body = str(uuid4()), self._body(chance)
        began = time.monotonic()
        pk = self._until_told(key, body, token)
        self.longest_wait = max(self.longest_wait, time.monotonic() - began)
        for told in (pk, self._until_told(key, body, token) if chance.random() < 0.1 else None):
            if told:
                book.write(json.dumps({"key": key, "id": told}) + "\n")
                os.fsync(book.fileno())

    @staticmethod
    def _body(chance: random.Random) -> bytes:
        content = {
            "district": "exampleton",
            "category": "begging",
            "lng": round(LNG + chance.uniform(-0.004, 0.004), 6),
            "lat": round(LAT + chance.uniform(-0.003, 0.003), 6),
            "occurred_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        return json.dumps(content).encode()

    def _until_told(self, key: str, body: bytes, token: str) -> str | None:
        """Send until the server has accepted the report; None where it refuses for haste."""
        while True:
            status, answer = self._send(key, body, token)
            with self._lock:
                self.statuses[status] += 1
            if status in {200, 201}:
                return str(json.loads(answer)["id"])
            if status not in {0, 409, 500, 503}:
                return None
            time.sleep(_WAIT)

    def _send(self, key: str, body: bytes, token: str) -> tuple[int, bytes]:
        secret = "c" * 32
        headers = {
            "Cookie": f"pass={token}; csrf={secret}",
            "X-CSRFToken": secret,
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        }
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_CLIENT_SECONDS)
        try:
            client.request("POST", URL, body, headers)
            answer = client.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            client.close()


# --- Killing -------------------------------------------------------------------------------------

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
        _wait_until(lambda: _healthy(stage.port), 60)
        time.sleep(1)  # some reports into calm water
        clients.end()
        calm = time.monotonic()
        drained = _wait_until(
            lambda: _town(stage.environment, "waiting").strip() == "0", _DRAIN_SECONDS
        )
        drain_seconds = time.monotonic() - calm
        reckoning = json.loads(_town(stage.environment, "check", str(ledger)))
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
        found["server_errors"] = result["statuses"]["500"]
    if result["audit_chain_broken_at"] is not None:
        found["audit_chain_broken_at"] = result["audit_chain_broken_at"]
    return found


if __name__ == "__main__":
    sys.exit(main())
