"""One supervisor for each state folder, and a clean field before it starts."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ops.console import Problem, say
from ops.files import PRIVATE, read_json, try_lock, write_json
from ops.home import known_data_folder
from ops.processes import Running, identify, sweep
from ops.state import State

# Whoever only looks whether the lock is held has it for a moment too.
GLANCE_SECONDS = 2.0


@dataclass(frozen=True)
class Supervisor:
    """What the holder of the run lock says about itself."""

    process: Running
    address: str  # empty until it serves
    mode: str


@contextmanager
def sole_supervisor(state: State, mode: str) -> Iterator[None]:
    """Hold a state's run lock, having ended whatever an earlier supervisor left behind.

    Raises Problem where another supervisor holds it.
    """
    state.prepare()
    with when_unsupervised(state):
        announce(state, mode)
        clear_up(state)
        try:
            yield
        finally:
            state.services_file.unlink(missing_ok=True)
            state.run_file.unlink(missing_ok=True)


@contextmanager
def when_unsupervised(state: State, patience: float = GLANCE_SECONDS) -> Iterator[None]:
    """Hold a state's run lock; the kernel gives it back however this process ends."""
    descriptor = os.open(state.run_lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE)
    deadline = time.monotonic() + patience
    try:
        while not try_lock(descriptor):
            if time.monotonic() >= deadline:
                raise Problem(_taken(state))
            time.sleep(0.05)
        yield
    finally:
        os.close(descriptor)


def announce(state: State, mode: str, address: str = "") -> None:
    """Write down who supervises a state and, once it serves, where."""
    me = identify(os.getpid())
    assert me is not None, "this process is running"
    values = {"pid": str(me.pid), "started": str(me.started), "mode": mode, "address": address}
    write_json(state.run_file, values)


def find_supervisor(state: State) -> Supervisor | None:
    """Return who holds a state's run lock, as it says itself; None where nobody does."""
    try:
        with when_unsupervised(state, patience=0):
            return None
    except Problem:
        return _told(state)


def _told(state: State) -> Supervisor | None:
    told = read_json(state.run_file)
    process = identify(int(told["pid"])) if "pid" in told else None
    if process is None or str(process.started) != told["started"]:
        return None  # it has the lock and has not yet written its name
    return Supervisor(process, told["address"], told["mode"])


def clear_up(state: State) -> list[Running]:
    """End what outlived an earlier supervisor of this state, and say so."""
    found = sweep(state.mark, [known_data_folder(state)])
    if found:
        say(f"Ended {len(found)} processes that an earlier start had left behind.")
    return found


def _taken(state: State) -> str:
    holder = _told(state)
    what = holder.mode if holder else "Another start"
    place = f" at {holder.address}" if holder and holder.address else ""
    return (
        f"{what} is already running{place} with the state folder {state.folder}: "
        "end it first (make stop), or set NTARS_STATE to another folder."
    )
