"""How long Monday's map takes for many districts: ten invented towns, with 1, 2 and 4 workers.

Each number of workers has a week of its own, so that each finds the same work: one new week to
analyse and eight files to make for every town. The towns come from ten seeds of the generator.
One of them is broken on purpose in each round: it must fail alone. Workers are processes of
their own, and what they use of a processor is measured apart from how long it took, because
the machine may be busy with other things.

The workers see these ten towns and no others: what other measurements have left in the database,
and earlier runs of this one, is due as well, and grows with every run. Quiet: some four minutes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import mean
from typing import IO, Any, Final

from django.core.management import call_command

from fixtures import planted_town
from fixtures.planted_town import Month
from fixtures.planted_town.official_files import FORCE
from hotspots import mondays
from hotspots.models import WeeklyMap
from hotspots.weekly.weeks import Week
from members.access import acting_in
from members.actions import ensure_district
from members.models import District
from ntars_geo.demo.stages import Seeding, add_members, lay_ground, take_reports
from ntars_geo.services import ROOT
from tests.bench._stack import calibration

_SEEDS: Final = range(1, 11)
_UNTIL: Final = Month(2026, 10)
_BEFORE: Final = Week(2026, 40)
_ROUNDS: Final = ((1, Week(2026, 41)), (2, Week(2026, 42)), (4, Week(2026, 43)))
_MANY: Final = 500
_FILES: Final = 8

#: A round of ten takes a minute; a worker that takes so long is stuck, and everything ends.
_MOST_SECONDS: Final = 600.0

#: What a worker runs: the job itself, at another time of day, until it finds nothing new to do.
_WORKER: Final = """
import django, json, os, resource, sys
from datetime import datetime
from functools import partial
from types import SimpleNamespace
django.setup()
from hotspots import weekly_jobs
at, broken, prefix = datetime.fromisoformat(sys.argv[1]), sys.argv[2], sys.argv[3]
weekly_jobs.timezone.now = lambda: at
weekly_jobs.wake = lambda job: None
towns = weekly_jobs.District.objects.filter(slug__startswith=prefix)
weekly_jobs.District = SimpleNamespace(objects=towns)
# As in the weeks before: the last two are looked at, and older ones stand already.
weekly_jobs.actions.build_due_weeks = partial(weekly_jobs.actions.build_due_weeks, weeks=2)
real = weekly_jobs.make_files
def make_files(*, district, **rest):
    if district.slug == broken:
        raise RuntimeError("broken on purpose")
    return real(district=district, **rest)
weekly_jobs.make_files = make_files
print("ready", flush=True)
sys.stdin.readline()
before, came = resource.getrusage(resource.RUSAGE_SELF), {}
while found := weekly_jobs.build_weekly_maps():
    # The clock stands still, so what comes twice would come for ever.
    assert not found.items() <= came.items(), f"done again: {found}"
    came |= found
used = resource.getrusage(resource.RUSAGE_SELF)
cpu = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
print(json.dumps({"came": came, "cpu": cpu, "mb": used.ru_maxrss / 1024}))
"""


@dataclass(frozen=True)
class _Round:
    """What came of one number of workers."""

    seconds: float
    cpu: float
    largest_mb: float
    came: dict[str, str]


def run() -> dict[str, Any]:
    """Return seconds a district by number of workers, and what that is for five hundred."""
    call_command("migrate", database="owner", verbosity=0)
    prefix = f"bench-{time.time():.0f}-"
    began = time.perf_counter()
    towns = [_town(f"{prefix}{seed}", seed) for seed in _SEEDS]
    figures: dict[str, Any] = {
        "districts": len(towns),
        "reports_each": sum(count for _, count in towns) / len(towns),
        "seconds_to_invent_them": time.perf_counter() - began,
        "machine": calibration(),
        "cores": os.cpu_count(),
    }
    with tempfile.TemporaryDirectory() as media, _media(media):
        first = _round(1, mondays.ready_at(_BEFORE), prefix, broken="")
        figures["first two weeks of a district"] = {"seconds_each": first.seconds / len(towns)}
        for number, (workers, week) in enumerate(_ROUNDS):
            broken, before = towns[number][0].slug, _weeks_made(towns)
            found = _round(workers, mondays.ready_at(week), prefix, broken=broken)
            # The town that was broken in the round before makes up for it in this one.
            made = _weeks_made(towns) - before
            figures[f"{workers} workers"] = _figures(found, made, towns, week, broken)
    alone = figures["1 workers"]["districts_a_minute"]
    for workers, _ in _ROUNDS:
        one = figures[f"{workers} workers"]
        one["times_as_many_as_one_worker"] = one["districts_a_minute"] / alone
    figures["kB of a file"] = _kilobytes(towns)
    figures["MB a district and week"] = sum(_sizes(towns)) / _weeks_made(towns) / 1e6
    return figures


@contextmanager
def _media(folder: str) -> Iterator[None]:
    """Let workers keep their files in a folder that goes with them."""
    before = os.environ.get("MEDIA_ROOT")
    os.environ["MEDIA_ROOT"] = folder
    try:
        yield
    finally:
        os.environ.pop("MEDIA_ROOT")
        if before is not None:
            os.environ["MEDIA_ROOT"] = before


def _town(slug: str, seed: int) -> tuple[District, int]:
    """Record an invented town of this seed, and return it with how many reports it has."""
    planted = planted_town.build(seed, _UNTIL)
    people = tuple(replace(one, email=f"{slug}-{one.email}") for one in planted.people)
    at = mondays.ready_at(Week(2026, 45))
    district = ensure_district(slug=slug, name=slug, force=FORCE, invented=True, by="bench", at=at)
    seeding = Seeding(district=district, town=replace(planted, people=people), at=at)
    with acting_in(district.pk):
        for stage in (lay_ground, add_members, take_reports):
            stage(seeding)
    return district, len(planted.reports)


def _round(workers: int, at: datetime, prefix: str, *, broken: str) -> _Round:
    """Let so many workers do all that is due at a moment; loading them is not counted."""
    with tempfile.TemporaryFile("w+") as said:
        started = [_worker([at.isoformat(), broken, prefix], said) for _ in range(workers)]
        try:
            return _worked(started)
        except (AssertionError, subprocess.TimeoutExpired, json.JSONDecodeError) as error:
            said.seek(0)
            raise AssertionError(f"a worker did not end well: {said.read()[-3000:]}") from error
        finally:
            for one in started:
                one.kill()
                one.wait()


def _worker(arguments: list[str], said: IO[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _WORKER, *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=said,
        text=True,
    )


def _worked(started: list[subprocess.Popen[str]]) -> _Round:
    """Start workers that are loaded at once, and return what came when the last has ended."""
    for one in started:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n", "a worker did not start"
    began = time.perf_counter()
    for one in started:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    told = [json.loads(one.communicate(timeout=_MOST_SECONDS)[0]) for one in started]
    seconds = time.perf_counter() - began
    came = {slug: word for one in told for slug, word in one["came"].items()}
    return _Round(seconds, sum(one["cpu"] for one in told), max(one["mb"] for one in told), came)


def _figures(
    found: _Round, made: float, towns: list[tuple[District, int]], week: Week, broken: str
) -> dict[str, Any]:
    whole = [district for district, _ in towns if district.slug != broken]
    done = sum(_files(district, week) == _FILES for district in whole)
    assert done == len(whole), "a district that was not broken lacks files"
    assert found.came[broken] == "failed", "the broken district did not fail"
    each = found.seconds / made
    return {
        "weeks_made": made,
        "seconds": found.seconds,
        "seconds_a_district": each,
        "districts_a_minute": 60 / each,
        "cpu_seconds_a_district": found.cpu / made,
        "largest_worker_mb": found.largest_mb,
        "load": os.getloadavg()[0],
        "whole_beside_a_broken_one": f"{done} of {len(whole)}",
        f"hours_for_{_MANY}": each * _MANY / 3600,
    }


def _files(district: District, week: Week) -> int:
    with acting_in(district.pk):
        return WeeklyMap.objects.filter(analysis__period_start=week.start).count()


def _rows(towns: list[tuple[District, int]]) -> list[tuple[str, int]]:
    rows: list[tuple[str, int]] = []
    for district, _ in towns:
        with acting_in(district.pk):
            rows += WeeklyMap.objects.values_list("medium", "size")
    return rows


def _sizes(towns: list[tuple[District, int]]) -> list[int]:
    return [size for _, size in _rows(towns)]


def _weeks_made(towns: list[tuple[District, int]]) -> float:
    return len(_sizes(towns)) / _FILES


def _kilobytes(towns: list[tuple[District, int]]) -> dict[str, float]:
    rows = _rows(towns)
    return {
        medium: mean(size for other, size in rows if other == medium) / 1000
        for medium in sorted({medium for medium, _ in rows})
    }
