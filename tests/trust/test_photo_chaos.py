"""P03: a report and its photographs are one unit, whatever is killed at whatever moment."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from ops.state import ROOT
from tests.trust.photo_chaos import failures_of


def chaos(kills: int, seconds: float) -> dict[str, Any]:
    """Run chaos in a process of its own and return its reckoning."""
    command = [sys.executable, "-m", "tests.trust.photo_chaos", "--kills", str(kills)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=seconds)
    assert done.stdout.startswith("{"), done.stdout[-2000:] + done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.slow
def test_twenty_kills_lose_no_photograph():
    result = chaos(kills=20, seconds=400)

    assert failures_of(result) == {}
    assert result["kills"] >= 18  # a child may not show itself in time
    assert result["told"] > 0
    assert result["unclaimed_swept"] > 0


@pytest.mark.prove
def test_three_hundred_kills_lose_no_photograph(capsys: pytest.CaptureFixture[str]):
    result = chaos(kills=300, seconds=3600)

    with capsys.disabled():
        print(f"\n{json.dumps(result)}")
    assert failures_of(result) == {}
    assert result["kills"] >= 280
    assert result["told"] > 100


def test_reckoning_names_every_kind_of_loss():
    names = ("lost", "missing_or_short", "small_missing", "other_report", "strays_left")
    good = dict.fromkeys(names, 0) | {"statuses": {"201": 5, "503": 2}}

    assert failures_of(good) == {}
    for name in names:
        assert failures_of(good | {name: 1})
    assert failures_of(good | {"statuses": {"500": 1}})


PUT = """
import sys
from pathlib import Path
from uuid import UUID
sys.path.insert(0, {root!r})
from incidents.photo_files import PhotoFolder
PhotoFolder(Path({folder!r})).put(7, UUID({photo!r}), large=b"12345", small=b"123")
"""


def named(call: str) -> list[str]:
    """Return the paths of a call: in quotes, or after a descriptor."""
    return [one or other for one, other in re.findall(r'"([^"]+)"|<([^>]+)>', call)]


@pytest.mark.slow
def test_the_kernel_is_asked_in_the_right_order(tmp_path: Path):
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed")
    photo, log = str(uuid4()), tmp_path / "log"
    program = PUT.format(root=str(ROOT), folder=str(tmp_path / "photos"), photo=photo)

    done = subprocess.run(
        [strace, "-f", "-y", "-o", log, "-e", "trace=fsync,rename,renameat2", sys.executable, "-c",
         program],
        capture_output=True, text=True,
    )  # fmt: skip
    if "Operation not permitted" in done.stderr:
        pytest.skip("processes may not be traced here")

    calls = [
        re.sub(r"incoming/\w+", "incoming/TEMP", line.split(maxsplit=1)[1]).replace(photo, "ID")
        for line in log.read_text().splitlines()
        if "photos" in line
    ]
    steps = [(call.split("(")[0], Path(named(call)[-1]).name) for call in calls]
    assert steps == [
        ("fsync", "photos"),
        ("fsync", "TEMP"),
        ("rename", "ID.jpg"),
        ("fsync", "TEMP"),
        ("rename", "ID-small.jpg"),
        ("fsync", "district-7"),
    ]
