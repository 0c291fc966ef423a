"""Releases are taken into the ledger: each once, the latest in force, all of a run or none."""

import os
import signal
import subprocess
import sys
import time
from datetime import date

import pytest
from django.conf import settings
from django.db.models import Sum

from layers.actions.official import Standing, import_releases, plan_import
from layers.ingestors import policeuk
from layers.models import OfficialCount, OfficialRelease, SnapPoint
from layers.policeuk.sources import find_files
from layers.strict_text import InputRefused
from tests.conftest import MOMENT, ROOT
from tests.layers.police_builders import (
    FEBRUARY,
    JANUARY,
    NAME,
    row,
    rows_of,
    street,
    street_file,
    take,
)

pytestmark = pytest.mark.django_db


def counted() -> int:
    return OfficialCount.objects.aggregate(n=Sum("n"))["n"] or 0


def in_force() -> OfficialRelease:
    return OfficialRelease.objects.of_force("northamptonshire").in_force().get()


def test_a_file_is_counted_on_its_snap_points():
    take(street(row(), row(), row(crime_type="Drugs"), row(longitude="-0.5", location="Elsewhere")))

    points = {point.name: point for point in SnapPoint.objects.all()}
    drapery = points["Drapery"]
    assert set(points) == {"Drapery", "Elsewhere"}
    assert drapery.point.coords == (-0.897192, 52.237537)
    assert drapery.cell_9 == 0x89195DD6287FFFF
    assert drapery.snap_list.slug == "police-uk-2022-07"
    found = OfficialCount.objects.filter(snap_point=drapery).order_by("category")
    assert list(found.values_list("category", "n")) == [(1, 2), (5, 1)]


def test_the_ledger_tells_everything():
    nowhere = row(longitude="", latitude="", location="No Location", crime_type="Drugs")

    take(street(row(), nowhere, row(crime_type="?"), row(longitude="0", latitude="0")))

    release = OfficialRelease.objects.get()
    assert (release.force, release.month, release.taken_on) == (
        "northamptonshire", date(2024, 1, 1), JANUARY
    )  # fmt: skip
    assert (release.rows_read, release.rows_kept) == (4, 1)
    assert (release.rows_without_location, release.rows_refused) == (1, 2)
    assert release.without_location == {"drugs": 1}
    assert [(one["reason"], one["rows"], one["lines"]) for one in release.refusals] == [
        ("unknown_category", 1, [4]),
        ("place_outside", 1, [5]),
    ]


def test_the_same_file_twice_changes_nothing():
    take(street())

    again = take(street(), taken_on=FEBRUARY)

    assert (again.already_held, again.outcomes, counted()) == (1, [], 1)
    assert in_force().taken_on == JANUARY


def test_the_same_file_twice_in_one_run_is_taken_once():
    summary = take(street(), street())

    assert (summary.files, summary.already_held, counted()) == (2, 1, 1)


@pytest.mark.parametrize("newer_first", [False, True])
def test_the_release_taken_last_is_in_force_whatever_the_order(newer_first):
    old, new = (street(row()), JANUARY), (street(row(), row()), FEBRUARY)
    first, second = (new, old) if newer_first else (old, new)

    take(first[0], taken_on=first[1])
    (outcome,) = take(second[0], taken_on=second[1]).outcomes

    assert in_force().rows_kept == 2
    assert OfficialRelease.objects.count() == 2
    assert counted() == 3  # the older one stays
    assert outcome.standing == (Standing.OLDER if newer_first else Standing.SUPERSEDES)


def test_of_two_releases_taken_on_one_day_the_later_import_is_in_force():
    take(street(row()))
    take(street(row(), row()))
    take(street(row()))  # held already: changes nothing

    assert in_force().rows_kept == 2


def test_points_are_shared_between_months_of_one_list_only():
    take(street(row()))
    take(street(row(month="2024-02")), name="2024-02-northamptonshire-street.csv")
    take(street(row(month="2022-06")), name="2022-06-northamptonshire-street.csv")

    lists = SnapPoint.objects.order_by("pk").values_list("snap_list__slug", flat=True)
    assert list(lists) == ["police-uk-2011-12", "police-uk-2022-07"]


def test_releases_that_fill_several_statements_are_counted_exactly(monkeypatch):
    monkeypatch.setattr(policeuk, "ROWS_AT_ONCE", 10)
    files = [
        street_file(street(*rows_of(7, month=f"2024-{month:02}")),
                    f"2024-{month:02}-northamptonshire-street.csv")
        for month in range(1, 10)
    ]  # fmt: skip

    summary = import_releases(files=files, taken_on=FEBRUARY, at=MOMENT)

    assert summary.as_json() == {
        "files": 9,
        "months": 9,
        "forces": 1,
        "rows_read": 63,
        "rows_kept": 63,
        "rows_without_location": 0,
        "rows_refused": 0,
        "releases": 9,
        "releases_superseding": 0,
        "releases_not_in_force": 0,
        "files_already_held": 0,
        "snap_points_added": 7,
    }
    assert (counted(), SnapPoint.objects.count()) == (63, 7)


def test_a_bad_file_stops_the_run_and_leaves_nothing():
    with pytest.raises(InputRefused, match=f"^{NAME}: Line 1: the file is empty"):
        take(street(row(), row()), b"")

    assert OfficialRelease.objects.count() == OfficialCount.objects.count() == 0


def test_a_release_with_nowhere_but_no_location_is_kept():
    take(street(row(longitude="", latitude="", location="No Location")))

    assert OfficialRelease.objects.get().rows_without_location == 1
    assert SnapPoint.objects.count() == 0


def test_a_dry_run_says_the_same_and_writes_nothing():
    take(street(row()))
    files = [street_file(street(row(), row(crime_type="?")))]

    plan = plan_import(files=files, taken_on=FEBRUARY)

    assert OfficialRelease.objects.count() == 1
    (outcome,) = plan.outcomes
    assert outcome.standing == Standing.SUPERSEDES
    assert "northamptonshire 2024-01: supersedes; 2 rows, 1 kept" in outcome.sentence
    assert outcome.warning == (
        f"{NAME}: refused 1 because the crime type is not one of its time (line 3)"
    )


def test_a_release_that_shrinks_is_warned_of():
    take(street(*rows_of(10)))

    (outcome,) = take(street(*rows_of(4)), taken_on=FEBRUARY).outcomes

    assert "4 rows, fewer than half of the 10" in outcome.warning


def test_a_joined_file_is_taken_apart_and_held_as_one():
    content = street(row(), row(month="2024-02"))
    files = [street_file(content, "mine.csv")]

    first = import_releases(files=files, taken_on=FEBRUARY, at=MOMENT, split=True)
    again = import_releases(files=files, taken_on=FEBRUARY, at=MOMENT, split=True)

    assert (len(first.outcomes), len(again.outcomes), again.already_held) == (2, 0, 1)
    assert OfficialRelease.objects.values("sha256").distinct().count() == 1


# --- Killed in the middle ----------------------------------------------------------------------

IMPORT = """
import sys, time, django
from pathlib import Path
django.setup()
from django.conf import settings
for alias in ("default", "owner"):
    settings.DATABASES[alias]["NAME"] = sys.argv[1]
from layers.ingestors import policeuk
policeuk.ROWS_AT_ONCE = 10
write, said = policeuk.write, []
def slow(*args):
    write(*args)
    said.append(1)
    print(len(said), flush=True)
    time.sleep(0 if len(said) < 3 else 60)
policeuk.write = slow
from django.core.management import call_command
call_command("import_police", sys.argv[2])
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_run_that_is_killed_leaves_nothing_and_the_next_one_completes(tmp_path):
    for at in range(1, 7):
        name = f"2024-{at:02}-northamptonshire-street.csv"
        (tmp_path / name).write_bytes(street(*rows_of(10, month=f"2024-{at:02}")))
    database = settings.DATABASES["default"]["NAME"]
    with subprocess.Popen(
        [sys.executable, "-c", IMPORT, database, str(tmp_path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "ntars_geo.settings"},
    ) as child:
        while child.stdout.readline().strip() != b"3":
            assert child.poll() is None
        child.send_signal(signal.SIGKILL)

    left = [model.objects.count() for model in (SnapPoint, OfficialRelease, OfficialCount)]
    started = time.monotonic()
    summary = import_releases(files=find_files([tmp_path]).files, taken_on=FEBRUARY, at=MOMENT)

    assert left == [0, 0, 0]
    assert (len(summary.outcomes), counted()) == (6, 60)
    assert time.monotonic() - started < 30


def test_points_that_two_files_name_differently_keep_the_first_name():
    take(street(row(location="On or near First"), row(location="On or near Second")))

    assert SnapPoint.objects.get().name == "First"


def test_nothing_is_asked_of_the_database_for_each_file(django_assert_max_num_queries):
    files = [
        street_file(street(row(month=f"2024-{at:02}")), f"2024-{at:02}-northamptonshire-street.csv")
        for at in range(1, 10)
    ]

    with django_assert_max_num_queries(11):
        import_releases(files=files, taken_on=FEBRUARY, at=MOMENT)
