"""A clock that stands still while other programs hold the processor."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

_SCHEDSTAT: Final = Path("/proc/thread-self/schedstat")


class Stopwatch:
    """Time what this thread does and waits for; a busy machine makes it slow, and not this clock.

    Waiting for a file, a lock or the database counts. Waiting for a processor, while ready to
    run, does not: Linux says how long that was (sched-stats.rst, second figure, nanoseconds).
    """

    def __init__(self) -> None:
        self._began, self._queued = time.perf_counter(), _queued()

    def seconds(self) -> float:
        """Return the seconds since it was made."""
        return time.perf_counter() - self._began - (_queued() - self._queued)


def _queued() -> float:
    if not _SCHEDSTAT.exists():
        return 0.0  # a kernel that does not tell; then the whole time counts
    return int(_SCHEDSTAT.read_text().split()[1]) / 1e9
