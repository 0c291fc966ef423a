"""P39: a part that stands still never hangs a reader, and nothing that it owes is forgotten."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from ops.state import ROOT
from tests.trust.standstill import MINE, PARTS, failures_of


def standstill(*words: str, seconds: float) -> dict[str, Any]:
    """Run the standstill in a process of its own and return what was met."""
    command = [sys.executable, "-m", "tests.trust.standstill", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=seconds)
    assert done.stdout.startswith("{"), done.stdout[-2000:] + done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.slow
def test_database_and_redis_that_stand_still_hang_nobody():
    result = standstill(
        "--seconds", "5", "--queued", "40", "--parts", "postgres", "redis", seconds=400
    )

    assert failures_of(result) == []
    assert result["parts"]["postgres"]["statuses"]["report"]["503"] >= 2


@pytest.mark.prove
def test_every_part_may_stand_still_and_a_thousand_events_drain_in_a_minute():
    result = standstill("--seconds", "30", "--queued", "1000", seconds=1200)

    assert failures_of(result) == []
    assert set(result["parts"]) == set(PARTS)
    assert result["queue"]["accepted"] == 1000


def test_judgement_names_everything_that_must_not_be():
    statuses = {"report": {"503": 3}, "/sw.js": {"200": 3}, MINE: {"503": 3}}
    met = {"statuses": statuses, "slowest": 3.0, "without_retry_after": 0, "well_again_after": 1.0}
    queue = {"accepted": 5, "others": 0, "drained": True, "seconds": 3.0}
    good = {"parts": {"postgres": met}, "queue": queue}
    assert failures_of(good) == []

    bad_parts = [
        {"statuses": statuses | {"report": {"503": 1, "201": 1}}},  # a false "accepted"
        {"statuses": statuses | {"/sw.js": {"0": 1}}},
        {"statuses": statuses | {MINE: {"500": 1}}},
        {"slowest": 5.1},
        {"without_retry_after": 1},
        {"well_again_after": None},
    ]
    bad_queues = [{"others": 1}, {"drained": False}, {"seconds": 61.0}]

    for changes in bad_parts:
        assert len(failures_of(good | {"parts": {"postgres": met | changes}})) == 1
    for changes in bad_queues:
        assert len(failures_of(good | {"queue": queue | changes})) == 1
