"""`make start`, `make stop`, `make status`: the demo without a terminal of its own."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from typing import IO

from ops.console import Problem, say
from ops.home import known_data_folder
from ops.processes import end, find_ours, title_of
from ops.state import ROOT, State
from ops.supervision import Supervisor, clear_up, find_supervisor, when_unsupervised

STOP_SECONDS = 90.0  # a job in hand and a checkpoint are allowed to finish


def start(state: State) -> int:
    """Start the demo in the background; return once it answers."""
    state.prepare()
    holder = find_supervisor(state)
    if holder is not None and holder.address:
        say(f"Already running at {holder.address}")
        return 0
    log = state.logs / "run.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-B", "-m", "ops", "run"],
            cwd=ROOT,
            env=dict(os.environ) | {"NTARS_STATE": str(state.folder)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    with log.open("rb") as said:
        try:
            return _follow(state, process, said)
        except KeyboardInterrupt:
            process.send_signal(signal.SIGTERM)
            process.wait()
            return 130


def stop(state: State) -> int:
    """End the demo, started in the background or not, and whatever of it was left behind."""
    if not state.folder.exists():
        say("Nothing is running.")
        return 0
    state.prepare()
    holder = find_supervisor(state)
    if holder is not None:
        end(holder.process, signal.SIGTERM, STOP_SECONDS)
    with when_unsupervised(state):
        left = clear_up(state)
    say("Stopped." if holder or left else "Nothing is running.")
    return 0


def status(state: State) -> int:
    """Say what runs, where it is and where its logs are."""
    holder = find_supervisor(state) if state.folder.exists() else None
    if holder is None:
        say(f"Not running (state folder {state.folder}).")
        return 0
    say(f"Running at {holder.address}" if holder.address else "Starting.")
    _describe(state, holder)
    return 0


def _describe(state: State, holder: Supervisor) -> None:
    data = known_data_folder(state)
    counts = Counter(title_of(process) for process in find_ours(state.mark, [data]))
    running = ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
    say(f"  supervisor  process {holder.process.pid}")
    say(f"  processes   {running}")
    say(f"  state       {state.folder}")
    say(f"  data        {data}")
    say(f"  logs        {state.logs}")


def _follow(state: State, process: "subprocess.Popen[bytes]", said: IO[bytes]) -> int:
    """Repeat what the background process says until it serves or ends."""
    while True:
        ended = process.poll() is not None
        holder = find_supervisor(state)
        sys.stdout.buffer.write(said.read())
        sys.stdout.flush()
        if ended:
            raise Problem("It did not start; the reason is above.")
        if holder is not None and holder.process.pid == process.pid and holder.address:
            return 0
        time.sleep(0.1)
