"""Only what is provably ours is ended, and nothing of ours outlives us for long."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ops.processes import MARK, Program, end, find_ours, identify, start, sweep
from ops.state import ROOT

SLEEP = ["sleep", "60"]
PARENT = """
import os, sys, time
from pathlib import Path
from ops.processes import MARK, Program, start
program = Program("child", ["sleep", "60"], dict(os.environ) | {MARK: sys.argv[1]}, Path("/"))
with open(os.devnull, "wb") as nowhere:
    print(start(program, nowhere).pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def mark() -> str:
    return f"test-{os.getpid()}-{time.monotonic_ns()}"


@pytest.fixture
def launch(mark: str) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Return a starter of sleeping children, marked or not, that are gone after the test."""
    children = []

    def one(*, marked: bool = True, arguments: list[str] = SLEEP) -> subprocess.Popen[bytes]:
        environment = dict(os.environ) | ({MARK: mark} if marked else {})
        with open(os.devnull, "wb") as nowhere:
            children.append(start(Program("x", arguments, environment, Path("/")), nowhere))
        return children[-1]

    yield one
    for child in children:
        child.kill()
        child.wait()


def test_identify_tells_a_living_process_by_its_start() -> None:
    me = identify(os.getpid())

    assert me is not None
    assert me == identify(os.getpid())
    assert me.started > 0


def test_identify_of_a_corpse_is_nobody(launch: Callable[..., subprocess.Popen[bytes]]) -> None:
    child = launch(arguments=["true"])
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # dead, not yet buried

    assert identify(child.pid) is None


def test_find_ours_sees_the_marked_and_no_other(
    mark: str, launch: Callable[..., subprocess.Popen[bytes]]
) -> None:
    ours, stranger = launch(), launch(marked=False)

    found = {process.pid for process in find_ours(mark)}

    assert found == {ours.pid}
    assert stranger.poll() is None


def test_a_mark_is_compared_whole(
    mark: str, launch: Callable[..., subprocess.Popen[bytes]]
) -> None:
    launch()

    assert find_ours(mark[:-1]) == []


def test_end_leaves_a_process_alone_whose_pid_meant_another(
    launch: Callable[..., subprocess.Popen[bytes]],
) -> None:
    child = launch()
    known = identify(child.pid)
    assert known is not None

    end(replace(known, started=known.started - 1), signal.SIGKILL, patience=1)

    assert child.poll() is None


def test_end_insists_where_a_process_does_not_listen(
    launch: Callable[..., subprocess.Popen[bytes]],
) -> None:
    child = launch(arguments=["sh", "-c", "trap '' TERM; while :; do sleep 0.1; done"])
    time.sleep(0.2)  # the trap has to be set
    known = identify(child.pid)
    assert known is not None

    end(known, signal.SIGTERM, patience=0.3)

    assert child.wait(5) == -signal.SIGKILL


def test_sweep_ends_the_marked_and_spares_the_rest(
    mark: str, launch: Callable[..., subprocess.Popen[bytes]]
) -> None:
    ours, stranger = launch(), launch(marked=False)

    swept = sweep(mark)

    assert [process.pid for process in swept] == [ours.pid]
    assert ours.wait(5) == -signal.SIGTERM
    assert stranger.poll() is None


def test_a_child_ends_when_its_parent_is_killed(mark: str) -> None:
    command = [sys.executable, "-c", PARENT, mark]
    parent = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())

    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 5
    while identify(child) is not None and time.monotonic() < deadline:
        time.sleep(0.02)

    assert identify(child) is None


def test_children_have_a_session_of_their_own(
    launch: Callable[..., subprocess.Popen[bytes]],
) -> None:
    child = launch()

    assert os.getsid(child.pid) == child.pid
