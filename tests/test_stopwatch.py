"""The clock of the tests counts what a thread does and waits for, and no queue for a processor."""

import os
import time

import pytest

from tests import stopwatch
from tests.stopwatch import Stopwatch


@pytest.mark.slow
def test_sleep_and_work_count() -> None:
    clock, worked = Stopwatch(), time.thread_time() + 0.1

    time.sleep(0.1)
    while time.thread_time() < worked:
        os.getpid()

    assert 0.2 <= clock.seconds() < 2


def test_queue_for_a_processor_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    queued = iter([100.0, 107.0])
    monkeypatch.setattr(stopwatch, "_queued", lambda: next(queued))

    assert -7 <= Stopwatch().seconds() < -6
