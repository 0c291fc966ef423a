"""Every boundary file of the corpus: the exact answer, quickly, and nothing else happens."""

import os
import re
import resource
import signal
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from layers.models import Boundary
from layers.queries import boundaries as queries
from members.access import acting_in
from members.models import AuditEvent, District
from tests.layers.boundary_builders import SQUARE, geojson
from tests.stopwatch import Stopwatch
from tests.trust.corpus.D import generated

HERE = Path(__file__).parent
CASES: dict[str, dict[str, Any]] = tomllib.loads((HERE / "expect.toml").read_text())
COMMITTED = {path.stem: path for path in HERE.glob("D[0-9][0-9]-*")}
WATCHED = ("socket.", "subprocess.", "os.exec", "os.system", "urllib.", "open")
#: Source, what was compiled, and that while it is written.
LATE_IMPORT = re.compile(r"\.pyc?(\.\d+)?$")
BESIDE = tuple((round(lng + 0.001, 3), lat) for lng, lat in SQUARE)

_heard: list[tuple[str, object]] | None = None


def _listen(event: str, arguments: tuple[object, ...]) -> None:
    if _heard is not None and event.startswith(WATCHED):
        _heard.append((event, arguments[0] if arguments else None))


sys.addaudithook(_listen)


@pytest.fixture
def heard() -> Iterator[list[tuple[str, object]]]:
    """What Python opens, connects to and starts while the test runs."""
    global _heard  # An audit hook cannot be taken away again.
    _heard = []
    yield _heard
    _heard = None


@pytest.fixture
def scene(make_district, tmp_path, db):
    """A district to import into, and what some cases want to be there before."""

    def set_up(given: str | None) -> District:
        district = make_district()
        if given:
            holder = district if given == "existing" else make_district("neighbour")
            (tmp_path / "given").write_bytes(geojson(name="Before"))
            run(str(tmp_path / "given"), holder, valid_from="2023-01-01")
        return district

    return set_up


def run(path: str, district: District, **options: Any) -> str:
    out = StringIO()
    wanted = {"valid_from": "2024-01-01", **options}
    call_command("import_boundary", path, district=district.slug, stdout=out, **wanted)
    return out.getvalue()


def answer(path: str, district: District, options: dict[str, Any]) -> tuple[bool, str]:
    try:
        return True, run(path, district, **options)
    except CommandError as refusal:
        return False, str(refusal)


def file_of(name: str, folder: Path) -> str:
    if name in COMMITTED:
        return str(COMMITTED[name])
    # The name says nothing about the content.
    path = folder / "boundary.geojson"
    path.write_bytes(generated.MAKERS[name]())
    return str(path)


def rows(district: District) -> tuple[int, int]:
    with acting_in(district.pk):
        return Boundary.objects.count(), AuditEvent.objects.count()


def test_every_file_has_its_line_and_every_line_its_file():
    with_path = {name for name, case in CASES.items() if "path" in case}

    assert set(CASES) == {*COMMITTED, *generated.names(), *with_path}
    assert not COMMITTED.keys() & set(generated.names())


@pytest.mark.parametrize("name", CASES)
def test_case(name, scene, tmp_path, heard):
    case = CASES[name]
    district = scene(case.get("given"))
    path = case.get("path") or file_of(name, tmp_path)
    before, memory = rows(district), peak_mb()
    clock = Stopwatch()
    heard.clear()

    stored, said = answer(path, district, case.get("options", {}))

    paths = {what for event, what in heard if event == "open" and isinstance(what, str)}
    took = clock.seconds()  # looks into a file itself
    opened = {path for path in paths if not LATE_IMPORT.search(path)}
    assert stored == (case["status"] == 201), said
    assert case["says"] in said
    assert rows(district) == ((before[0] + 1, before[1] + 1) if stored else before)
    assert took < 2
    assert peak_mb() - memory < 64
    assert [event for event, _ in heard if event != "open"] == []
    assert opened <= {path}
    assert said.strip().count("\n") == 0
    assert str(tmp_path) not in said
    assert "Traceback" not in said


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


# --- D22: killed in the middle; two at once -------------------------------------------------------

KILLED = """
import os, signal, sys
import django
django.setup()
from django.core.management import call_command
from members import audit
if sys.argv[2] == "killed":
    # After the boundary was written, before its transaction ends.
    audit.record = lambda **_: os.kill(os.getpid(), signal.SIGKILL)
call_command("import_boundary", sys.argv[1], district="exampleton", valid_from="2024-01-01")
"""


def in_a_process_of_its_own(path: Path, how: str) -> int:
    chosen = connection.settings_dict
    place = f"{quote(chosen['HOST'], safe='')}:{chosen['PORT']}".rstrip(":")
    secret = f":{quote(chosen['PASSWORD'])}" if chosen["PASSWORD"] else ""
    url = f"postgis://{chosen['USER']}{secret}@{place}/{chosen['NAME']}"
    settings = {"DJANGO_SETTINGS_MODULE": "ntars_geo.settings", "DATABASE_URL": url}
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(path), how],
        env={**os.environ, **settings},
        cwd=HERE.parents[3],
        capture_output=True,
        timeout=60,
    )
    return done.returncode


@pytest.mark.slow
@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_d22_killed_in_the_middle_leaves_nothing_and_a_second_run_completes(
    make_district, tmp_path
):
    district = make_district()
    (tmp_path / "town").write_bytes(geojson())

    assert in_a_process_of_its_own(tmp_path / "town", "killed") == -signal.SIGKILL
    assert rows(district) == (0, 0)
    assert in_a_process_of_its_own(tmp_path / "town", "left alone") == 0
    assert rows(district) == (1, 1)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_d22_of_two_at_once_one_wins_and_the_other_is_told(make_district, tmp_path):
    district = make_district()
    answers: dict[int, tuple[bool, str]] = {}
    ready = threading.Barrier(2)

    def one(number: int, ring: Any) -> None:
        path = tmp_path / str(number)
        path.write_bytes(geojson(ring))
        ready.wait()
        answers[number] = answer(str(path), district, {})
        connections.close_all()

    both = [threading.Thread(target=one, args=pair) for pair in enumerate((SQUARE, BESIDE))]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(timeout=30)

    assert sorted(stored for stored, _ in answers.values()) == [False, True]
    winner = next(number for number, (stored, _) in answers.items() if stored)
    assert "already has a boundary from that day" in answers[1 - winner][1]
    assert rows(district) == (1, 1)
    in_force = queries.boundary_in_force(district, date(2024, 1, 1))
    west = queries.shape_of(in_force).bounds[0]
    assert west == pytest.approx((SQUARE, BESIDE)[winner][0][0])
