"""`make run`: set everything up, serve the demo, and end what was started."""

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from ops.application import prepare_application
from ops.binding import LOOPBACK, listen_on_first_free
from ops.console import Problem, say
from ops.environment import ensure_environment
from ops.family import Family
from ops.files import read_json
from ops.frontend import ensure_build
from ops.packages import ensure
from ops.processes import Program
from ops.services import OVERRIDDEN, Services, running_services, warn_of_overrides
from ops.state import ROOT, State
from ops.supervision import announce

WEB_SECONDS = 90.0  # the first start compiles every module
QUICKLY = ("--skip-checks",)  # the web process has just made the same checks of the same code


class Stopped(BaseException):
    """Somebody asked us to end; not an Exception, so that nothing takes it for a failure."""


def run(state: State) -> int:
    """Serve the demo until asked to stop; return the exit code."""
    try:
        with stopping_on_signals():
            state.prepare()
            warn_of_overrides()
            ensure(["run"], state.logs / "packages.log")
            ensure_environment(state, dev=False)
            with running_services(state, "demo", "make run") as (services, family):
                _serve(services, family)
    except Stopped:
        say("Stopped.")
    return 0


@contextmanager
def stopping_on_signals() -> Iterator[None]:
    """Turn Ctrl-C, SIGTERM and a closed terminal into Stopped, once: the second is not heard."""
    wanted = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    # What nohup or a shell's `&` has us ignore, we go on ignoring.
    numbers = [number for number in wanted if signal.getsignal(number) is not signal.SIG_IGN]

    def stop(_number: int, _frame: FrameType | None) -> NoReturn:
        for number in numbers:
            signal.signal(number, lambda *_: None)
        raise Stopped

    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _serve(services: Services, services_family: Family) -> NoReturn:
    ensure_build(services.state)
    family = Family(services.state.logs)  # ends before the services that it uses
    try:
        with listen_on_first_free() as listener:
            address = _start_application(services, family, listener)
            announce(services.state, "make run", address)
            say("Ctrl-C or `make stop` ends it.")
            while True:
                time.sleep(0.2)
                services_family.revive()
                family.revive()
    finally:
        family.end()


def _start_application(services: Services, family: Family, listener: socket.socket) -> str:
    """Start all processes, tell where the demo is and who may sign in, and return its address."""
    host, port = listener.getsockname()
    environment = services.environment() | {
        "NTARS_DEMO": "yes",
        "NTARS_BIND": f"fd://{listener.fileno()}",
        "BASE_URL": f"http://{host}:{port}",
        "STATIC_ROOT": str(services.state.folder / "static"),
    }
    prepare_application(services, environment)
    python = str(services.state.python)
    gunicorn = [python, "-m", "gunicorn", "-c", "ops/gunicorn.py"]
    passed = (listener.fileno(),)
    web = family.start(Program("web", gunicorn, environment, ROOT, {}, signal.SIGINT, passed))
    signins = _ask_for_signins(services.state, environment)  # starts beside the web process
    family.wait_until(lambda: _is_healthy(port), web, WEB_SECONDS)
    say(f"\nNTARS Geo is at http://{host}:{port}/")
    # A passkey belongs to a name, and browsers take no address of numbers for one.
    say(f"To try a passkey, open http://localhost:{port}/ instead.\n")
    say(f"{_signins_from(signins)}\n")
    for name, command in (("worker", "work"), ("scheduler", "schedule")):
        words = [python, "manage.py", command, *QUICKLY]
        family.start(Program(name, words, environment, ROOT))
    return f"http://{host}:{port}/"


def _is_healthy(port: int) -> bool:
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


def signins(state: State) -> int:
    """Print the demo's sign-ins again: a one-time code lasts half a minute."""
    if not read_json(state.services_file):
        raise Problem("The demo is not running: start it with make start.")
    kept = {name: value for name, value in os.environ.items() if name not in OVERRIDDEN}
    environment = kept | {"NTARS_STATE": str(state.folder), "NTARS_DEMO": "yes"}
    say(_signins_from(_ask_for_signins(state, environment)))
    return 0


def _ask_for_signins(state: State, environment: dict[str, str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [str(state.python), "manage.py", "demo_signins", *QUICKLY],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )


def _signins_from(asked: "subprocess.Popen[str]") -> str:
    told, _ = asked.communicate()
    if asked.returncode:
        raise Problem("manage.py demo_signins failed; what it said is above.")
    return told.rstrip()
