"""P01: kill -9 of any process at any moment loses no accepted report and doubles none."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from ops.state import ROOT
from tests.trust.chaos import KINDS, failures_of


def chaos(kills: int, pause: float, seconds: float) -> dict[str, Any]:
    """Run chaos in a process of its own and return its reckoning."""
    command = [sys.executable, "-m", "tests.trust.chaos"]
    command += ["--kills", str(kills), "--pause", str(pause)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=seconds)
    assert done.stdout.startswith("{"), done.stdout[-2000:] + done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.slow
def test_forty_kills_lose_nothing():
    result = chaos(kills=40, pause=0.6, seconds=600)

    assert failures_of(result) == {}
    assert result["kills"] >= 38  # a work-horse may not show itself in time
    assert result["told"] > 0
    assert result["drained"]


@pytest.mark.prove
def test_five_hundred_kills_lose_nothing():
    result = chaos(kills=500, pause=1.5, seconds=3600)

    assert failures_of(result) == {}
    assert result["kills"] >= 480
    assert min(result["killed"][kind] for kind in KINDS) >= 40
    assert result["drained"]


def test_reckoning_names_every_kind_of_loss():
    good = dict.fromkeys(
        (
            "lost",
            "other_id",
            "told_two_ids",
            "duplicates",
            "without_report",
            "without_outbox",
            "without_audit",
            "undelivered",
            "without_notice",
            "noticed_twice",
        ),
        0,
    ) | {"statuses": {"201": 9, "503": 1}, "audit_chain_broken_at": None, "server_errors": ["why"]}

    assert failures_of(good) == {}
    for name in good.keys() - {"server_errors"}:
        bad = {"statuses": {"500": 1}, "audit_chain_broken_at": 7}.get(name, 1)
        assert failures_of(good | {name: bad})
