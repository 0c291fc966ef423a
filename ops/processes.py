"""Start children that do not outlive us, and recognise those that did.

Nothing is ended by a remembered pid. A process is ours when its environment carries this state
folder's mark, or when it is a PostgreSQL whose working folder is our data folder; both are read
from the kernel at the moment of asking, and signals go through a pidfd, so a pid that has come to
mean another process cannot be hit.
"""

import contextlib
import ctypes
import os
import select
import signal
import subprocess
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from ops.account import AccountOptions

MARK = "NTARS_MARK"
PROC = Path("/proc")
PR_SET_PDEATHSIG = 1  # linux/prctl.h
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Running:
    """One living process, told apart from a later one with the same pid by its start."""

    pid: int
    started: int  # clock ticks since boot, field 22 of /proc/<pid>/stat
    program: str  # the file name of what it runs


@dataclass(frozen=True)
class Program:
    """What to start, where, as whom and how to ask it to stop."""

    name: str
    arguments: Sequence[str | Path]
    environment: dict[str, str]
    folder: Path
    account: AccountOptions = field(default_factory=lambda: AccountOptions())
    stop_signal: signal.Signals = signal.SIGTERM
    pass_descriptors: tuple[int, ...] = ()


def identify(pid: int) -> Running | None:
    """Return who a pid is now; None when it is nobody, or a corpse."""
    try:
        stat = (PROC / str(pid) / "stat").read_text(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    state, *fields = stat.rpartition(")")[2].split()  # the name before it may hold anything
    if state in "ZX":
        return None
    return Running(pid, int(fields[18]), _program_of(PROC / str(pid)))


def title_of(process: Running) -> str:
    """Return what people call a process: the command of manage.py, the module, or the program."""
    try:
        words = (PROC / str(process.pid) / "cmdline").read_text(errors="replace").split("\0")
    except OSError:
        return process.program
    for marker in ("manage.py", "-m"):
        if marker in words[:-1]:
            return words[words.index(marker) + 1]
    return words[0].split(":")[0].rpartition("/")[2]  # PostgreSQL's: "postgres: checkpointer"


def find_ours(mark: str, data_folders: Iterable[Path] = ()) -> list[Running]:
    """List living processes that carry the mark, or are PostgreSQL with such a data folder."""
    wanted = f"{MARK}={mark}".encode()
    homes = {str(folder.resolve()) for folder in data_folders}
    found = []
    for entry in PROC.iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        if _carries(entry, wanted) or _is_postgres_in(entry, homes):
            found.append(identify(int(entry.name)))
    return [process for process in found if process is not None]


def _carries(entry: Path, wanted: bytes) -> bool:
    try:
        return wanted in (entry / "environ").read_bytes().split(b"\0")
    except OSError:  # gone, or another user's: then it is not ours to judge
        return False


def _is_postgres_in(entry: Path, homes: set[str]) -> bool:
    try:
        return _program_of(entry) == "postgres" and str((entry / "cwd").readlink()) in homes
    except OSError:
        return False


def _program_of(entry: Path) -> str:
    try:
        return (entry / "exe").readlink().name
    except OSError:  # another user's process, or a kernel thread
        return ""


def end(process: Running, first: signal.Signals, patience: float) -> None:
    """Ask a process to end, insist after `patience` seconds, and wait until it has."""
    try:
        handle = os.pidfd_open(process.pid)
    except ProcessLookupError:
        return
    try:
        if identify(process.pid) != process:
            return
        for number, seconds in ((first, patience), (signal.SIGKILL, 5.0)):
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(handle, number)
            if select.select([handle], [], [], seconds)[0]:
                return
    finally:
        os.close(handle)


def sweep(mark: str, data_folders: Sequence[Path] = ()) -> list[Running]:
    """End whatever of ours outlived its supervisor, PostgreSQL last; return what was found."""
    found = find_ours(mark, data_folders)
    for process in found:
        if process.program != "postgres":
            end(process, signal.SIGTERM, patience=10)
    # The oldest is the postmaster: its children end with it, each after what it was doing.
    postgres = [process for process in found if process.program == "postgres"]
    for process in sorted(postgres, key=lambda process: process.started):
        end(process, signal.SIGINT, patience=20)
    return found


def start(program: Program, output: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start a child in its own session that is told to stop when this process dies.

    Its own session keeps Ctrl-C from reaching it, so that we can end things in order.
    """
    return subprocess.Popen(
        [str(word) for word in program.arguments],
        cwd=program.folder,
        env=program.environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        pass_fds=program.pass_descriptors,
        preexec_fn=_die_with(os.getpid(), program.stop_signal),  # after the change of account
        **program.account,
    )


def _die_with(parent: int, number: signal.Signals) -> Callable[[], None]:
    def prepare() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:  # it died before we asked to be told
            os._exit(1)

    return prepare


def run_in_foreground(arguments: Sequence[str | Path], folder: Path, env: dict[str, str]) -> int:
    """Run a program on our own terminal and return its exit code; Ctrl-C is its business."""
    previous = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        child = subprocess.Popen(
            [str(word) for word in arguments],
            cwd=folder,
            env=env,
            preexec_fn=_die_with(os.getpid(), signal.SIGTERM),
        )
        return child.wait()
    finally:
        signal.signal(signal.SIGINT, previous)
