"""A whole platform in a folder of its own, whose processes are started again when they die."""

from __future__ import annotations

import http.client
import json
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ops.binding import listen_on_first_free
from ops.processes import Program, start
from ops.services import Services, running_services
from ops.state import ROOT, State

DEVICES: Final = 240  # a device may send 30 reports a minute
WAIT: Final = 0.05


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
        while not self._ends.wait(WAIT):
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
    logs: Path

    def server_errors(self) -> list[str]:
        """Return what the web processes say of their own failures, the last ones."""
        lines = (self.logs / "web.log").read_text(errors="replace").splitlines()
        return [line[-1500:] for line in lines if "Internal Server Error" in line][-5:]


@contextmanager
def scene(*, devices: int = DEVICES, **more: str) -> Iterator[Scene]:
    """Set a whole platform up in a folder of its own, and take it down afterwards.

    `more` are other settings of its programs.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nt-", dir="/tmp")))
        folder.chmod(0o711)  # the account of the services passes through
        state = State(folder / "state", folder / "state")
        state.prepare()
        with running_services(state, "demo", "chaos") as (services, _family):
            environment = _environment(services) | more
            _run(environment, "manage.py", "migrate", "--database", "owner", "--no-input")
            _run(environment, "manage.py", "collectstatic", "--no-input", "--verbosity=0")
            tokens = json.loads(run_town(environment, "build", str(devices)))
        listener = stack.enter_context(listen_on_first_free())
        keeper = Keeper(_programs(services, environment, listener.fileno()), state.logs)
        stack.callback(keeper.end)
        keeper.begin()
        port = listener.getsockname()[1]
        wait_until(lambda: is_healthy(port), 120)
        yield Scene(keeper, environment, port, tokens, state.logs)


def _environment(services: Services) -> dict[str, str]:
    return services.environment() | {
        "DJANGO_SETTINGS_MODULE": "ntars_geo.settings",
        "NTARS_DEMO": "yes",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "EMAIL_URL": "dummymail://",
        "STATIC_ROOT": str(services.state.folder / "static"),
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


def run_town(
    environment: dict[str, str], *words: str, module: str = "tests.trust.chaos_town"
) -> str:
    """Run what needs Django with the platform's own settings, and return what it printed."""
    program = "import sys, django; django.setup()\n"
    program += f"from {module} import main; main(sys.argv[1:])"
    return _run(environment, "-c", program, *words)


def is_healthy(port: int) -> bool:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        client.request("GET", "/healthz")
        return client.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        client.close()


def wait_until(is_so: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(0.2)
    return False
