"""The two commands as a newcomer meets them: a clone in an awkward place, killed and started."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ops.home import known_data_folder
from ops.processes import find_ours
from ops.state import ROOT, State

pytestmark = pytest.mark.prove
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")

USER = "ntars-newcomer"
SECOND_START = 10.0  # seconds
# What the suite's own services put into the environment, and make into that of its children.
FOREIGN = {"DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL", "SECRET_KEY", "NTARS_DEMO"} | {
    "MAKEFLAGS",
    "MAKELEVEL",
}
GIT = ["git", "-c", "safe.directory=*"]


@dataclass
class Newcomer:
    """Somebody with a clone who types commands."""

    project: Path
    state: State
    user: str | None = None
    seconds: dict[str, float] = field(default_factory=dict)

    def types(self, *words: str, fails: bool = False) -> str:
        """Run a command in the clone and return what it said, noting how long it took."""
        environment = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        environment |= {"NTARS_STATE": str(self.state.folder)}
        command = list(words)
        if self.user:
            environment["HOME"] = str(self.project.parent)
            command = ["runuser", "-u", self.user, "--", *command]
        began = time.monotonic()
        done = subprocess.run(
            command, cwd=self.project, env=environment, capture_output=True, text=True
        )
        self.seconds[" ".join(words)] = time.monotonic() - began
        assert (done.returncode != 0) is fails, done.stdout + done.stderr
        return done.stdout + done.stderr

    def address(self) -> str:
        found = re.search(r"http://127\.0\.0\.1:\d+/", self.types("make", "status"))
        assert found, "it does not run"
        return found[0]

    def processes(self) -> dict[int, str]:
        found = find_ours(self.state.mark, [known_data_folder(self.state)])
        return {process.pid: process.program for process in found}


FOREIGN = {
    "DATABASE_URL",
    "OWNER_DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "NTARS_DEMO",
    "MAKEFLAGS",
}


def clone(folder: Path) -> Path:
    project = folder / "town centre (copy), 100% ours"
    subprocess.run([*GIT, "clone", "--quiet", ROOT, project], check=True)
    return project


@pytest.fixture
def newcomer(workplace: Path) -> Iterator[Newcomer]:
    """Return somebody whose sockets' paths are too long and whose data no service may enter."""
    project = clone(workplace)
    state = State(workplace / ("a deep folder " * 8) / "state", Path())
    state.folder.parent.mkdir(mode=0o700)
    found = Newcomer(project, state)
    yield found
    found.types("make", "stop")


@pytest.fixture
def ordinary(workplace: Path) -> Iterator[Newcomer]:
    """Return an account of its own with a clone in its home; the account goes with the test."""
    home = workplace / "home"
    subprocess.run(["useradd", "--home-dir", home, "--create-home", USER], check=True)
    project = clone(home)
    subprocess.run(["chown", "-R", f"{USER}:", home], check=True)
    found = Newcomer(project, State(project / ".ntars", project / ".ntars"), USER)
    yield found
    found.types("make", "stop")
    subprocess.run(["userdel", USER], check=True)


def page(address: str) -> int:
    with urllib.request.urlopen(address, timeout=30) as answer:
        return int(answer.status)


@contextlib.contextmanager
def port_taken(port: int) -> Iterator[None]:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):  # then it is taken already, which is as good
            other.bind(("127.0.0.1", port))
            other.listen()
        yield


def kill_everything(newcomer: Newcomer) -> None:
    supervisor = re.search(r"supervisor  process (\d+)", newcomer.types("make", "status"))
    assert supervisor
    for pid in [int(supervisor[1]), *newcomer.processes()]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def test_a_demo_in_an_awkward_place_survives_every_kill(newcomer: Newcomer) -> None:
    with port_taken(8000):
        newcomer.types("make", "start")
        address = newcomer.address()
    assert not address.endswith(":8000/")
    assert page(address) == 200

    kill_everything(newcomer)
    newcomer.types("make", "start")
    assert page(newcomer.address()) == 200

    assert known_data_folder(newcomer.state).is_relative_to("/var/tmp")
    assert newcomer.seconds["make start"] <= SECOND_START, newcomer.seconds


def test_setting_up_can_be_killed_at_any_moment(newcomer: Newcomer) -> None:
    for seconds in (0.5, 2, 5, 9, 14, 20):
        command = f"timeout -s KILL {seconds} sh ops/entry.sh run; true"
        newcomer.types("sh", "-c", command)

    newcomer.types("make", "start")

    assert page(newcomer.address()) == 200


def test_stop_ends_what_was_started_and_nothing_else(newcomer: Newcomer) -> None:
    stranger = subprocess.Popen(["sleep", "600"])
    newcomer.types("make", "start")
    assert set(newcomer.processes().values()) >= {"postgres"}

    said = newcomer.types("make", "stop")

    assert "Stopped." in said
    assert newcomer.processes() == {}
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


@as_root
def test_an_ordinary_user_needs_no_rights(ordinary: Newcomer) -> None:
    said = ordinary.types("make", "start")

    assert "operations@demo.invalid" in said
    assert page(ordinary.address()) == 200
    owners = {Path(f"/proc/{pid}").stat().st_uid for pid in ordinary.processes()}
    assert owners == {ordinary.state.folder.stat().st_uid}


@as_root
def test_another_users_state_folder_is_left_alone(ordinary: Newcomer) -> None:
    ordinary.types("make", "status")
    ordinary.state.folder.mkdir()

    said = ordinary.types("make", "start", fails=True)

    assert "belongs to user number 0" in said
    shutil.rmtree(ordinary.state.folder)
