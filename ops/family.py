"""Look after children: start them, start again what dies, end them together."""

import subprocess
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ops.console import Problem, say, tail
from ops.processes import Program, start

# A child that dies this often will not get better by itself.
MOST_DEATHS = 5
DEATH_WINDOW = 60.0  # seconds
PATIENCE = 20.0  # seconds for a child to end in its own time: a checkpoint, a job
LONGEST_LOG = 10_000_000  # bytes; the last run's is kept beside


@dataclass
class Child:
    """One program that should be running."""

    program: Program
    log: Path
    process: subprocess.Popen[bytes]
    deaths: deque[float] = field(default_factory=lambda: deque(maxlen=MOST_DEATHS))

    @property
    def is_alive(self) -> bool:
        """Tell whether the process runs."""
        return self.process.poll() is None


class Family:
    """Children that may end in any order."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._children: list[Child] = []

    def start(self, program: Program) -> Child:
        """Start a program, its output appended to its own log."""
        log = self._logs / f"{program.name}.log"
        child = Child(program, log, _launch(program, log))
        self._children.append(child)
        return child

    def wait_until(self, is_ready: Callable[[], bool], child: Child, seconds: float) -> None:
        """Wait for a child to be of use; it may die or take too long, and both are told."""
        deadline = time.monotonic() + seconds
        while not is_ready():
            if not child.is_alive or time.monotonic() > deadline:
                ending = "took too long to start" if child.is_alive else "ended as it started"
                raise Problem(
                    f"{child.program.name} {ending}; its log is {child.log}:\n{tail(child.log)}"
                )
            time.sleep(0.02)

    def revive(self) -> None:
        """Start dead children again, or give up on one that keeps dying."""
        for child in self._children:
            if child.is_alive:
                continue
            now = time.monotonic()
            child.deaths.append(now)
            if len(child.deaths) == MOST_DEATHS and now - child.deaths[0] < DEATH_WINDOW:
                raise Problem(
                    f"{child.program.name} keeps ending; its log is {child.log}:\n{tail(child.log)}"
                )
            say(f"{child.program.name} ended ({child.process.returncode}); starting it again.")
            time.sleep(len(child.deaths) * 0.5)  # a dead postmaster's children need a moment to go
            child.process = _launch(child.program, child.log)

    def end(self) -> None:
        """Ask every child to end, then wait for each."""
        for child in self._children:
            child.process.send_signal(child.program.stop_signal)  # no signal goes to a buried one
        while self._children:
            process = self._children.pop().process
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def pids(self) -> dict[str, int]:
        """Return each child's name and pid."""
        return {child.program.name: child.process.pid for child in self._children}


def _launch(program: Program, log: Path) -> subprocess.Popen[bytes]:
    if log.exists() and log.stat().st_size > LONGEST_LOG:
        log.replace(log.with_suffix(".old.log"))
    with log.open("ab") as output:
        return start(program, output)
