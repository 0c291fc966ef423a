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
from ops.services import Services, running_services, warn_of_overrides
from ops.state import ROOT, State
from ops.supervision import announce

WEB_SECONDS = 90.0  # the first start compiles every module


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
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

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


def _serve(services: Services, family: Family) -> NoReturn:
    ensure_build(services.state)
    with listen_on_first_free() as listener:
        port = listener.getsockname()[1]
        address = f"http://{LOOPBACK}:{port}/"
        environment = services.environment() | {
            "NTARS_DEMO": "yes",
            "NTARS_BIND": f"fd://{listener.fileno()}",
            "BASE_URL": address.rstrip("/"),
            "STATIC_ROOT": str(services.state.folder / "static"),
        }
        prepare_application(services, environment)
        _start_application(services, family, environment, listener)
        say(f"\nNTARS Geo is at {address}\n")
        _print_signins(services.state, environment)
        announce(services.state, "make run", address)
        say("Ctrl-C or `make stop` ends it.")
        while True:
            time.sleep(0.2)
            family.revive()


def _start_application(
    services: Services, family: Family, environment: dict[str, str], listener: socket.socket
) -> None:
    python = services.state.python
    web = Program(
        name="web",
        arguments=[python, "-m", "gunicorn", "-c", "ops/gunicorn.py"],
        environment=environment,
        folder=ROOT,
        pass_descriptors=(listener.fileno(),),
    )
    child = family.start(web)
    for name, command in (("worker", "work"), ("scheduler", "schedule")):
        family.start(Program(name, [python, "manage.py", command], environment, ROOT))
    port = listener.getsockname()[1]
    family.wait_until(lambda: _is_healthy(port), child, WEB_SECONDS)


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
    found = read_json(state.services_file)
    if not found:
        raise Problem("The demo is not running: start it with make start.")
    _print_signins(state, dict(os.environ) | {"NTARS_STATE": str(state.folder)})
    return 0


def _print_signins(state: State, environment: dict[str, str]) -> None:
    command = [str(state.python), "manage.py", "demo_signins"]
    if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
        raise Problem("manage.py demo_signins failed; what it said is above.")
