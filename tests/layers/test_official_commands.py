"""The commands say what they took in one line, and why they took nothing in one sentence."""

import csv
import gzip
import json
import os
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from io import StringIO

import pytest
import shapely
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.core.management import CommandError, call_command
from django.utils import timezone

from layers.models import Boundary, OfficialCount, OfficialRelease
from layers.queries.boundaries import shape_of
from layers.queries.releases import months_held, releases_in_force, snap_points_near
from members.models import District
from tests.conftest import MOMENT, ROOT
from tests.layers.police_builders import FEBRUARY, NAME, row, rows_of, street, take

pytestmark = pytest.mark.django_db


def run(*paths, **options) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("import_police", *map(str, paths), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def totals(*paths, **options):
    out, _ = run(*paths, json=True, **options)
    assert out.count("\n") == 1
    return json.loads(out)


def test_json_is_one_line_of_totals(tmp_path):
    nowhere = row(longitude="", latitude="", location="No Location")
    (tmp_path / NAME).write_bytes(street(row(), row(), nowhere, row(crime_type="?")))
    (tmp_path / "2024-01-kent-outcomes.csv").write_bytes(b"Crime ID\n")

    found = totals(tmp_path)

    assert found.pop("seconds") >= 0
    assert found == {
        "files": 1, "months": 1, "forces": 1, "rows_read": 4, "rows_kept": 2,
        "rows_without_location": 1, "rows_refused": 1, "releases": 1, "releases_superseding": 0,
        "releases_not_in_force": 0,
        "files_already_held": 0, "snap_points_added": 1, "files_skipped": 1, "dry_run": False,
    }  # fmt: skip


def test_a_file_is_one_file_however_it_is_packed(tmp_path):
    (tmp_path / NAME).write_bytes(street())
    (tmp_path / f"{NAME}.gz").write_bytes(gzip.compress(street()))

    found = totals(tmp_path)

    assert (found["files"], found["files_already_held"], found["rows_kept"]) == (2, 1, 1)


def test_a_dry_run_says_what_would_happen(tmp_path):
    take(street(*rows_of(9)))
    (tmp_path / NAME).write_bytes(street(*rows_of(3)))
    (tmp_path / "2024-02-northamptonshire-outcomes.csv").write_bytes(b"Crime ID\n")

    said, warned = run(tmp_path, dry_run=True)

    assert "northamptonshire 2024-01: supersedes; 3 rows, 3 kept" in said
    assert "Passed over 2024-02-northamptonshire-outcomes.csv: outcomes file" in said
    assert "Would take 1 releases from 1 files" in said
    assert "fewer than half of the 9" in warned
    assert OfficialRelease.objects.count() == 1


def test_a_file_that_cannot_be_taken_ends_in_one_sentence(tmp_path):
    (tmp_path / NAME).write_bytes(street(row())[:-40])

    with pytest.raises(CommandError, match=f"^{NAME}: Line 2 has .* Nothing was imported.$"):
        run(tmp_path / NAME)


@pytest.mark.parametrize("days", [-30_000, 2])
def test_a_day_that_cannot_be_meant_is_refused(tmp_path, days):
    (tmp_path / NAME).write_bytes(street())

    with pytest.raises(CommandError, match="--taken-on must lie between"):
        run(tmp_path, taken_on=timezone.localdate() + timedelta(days=days))


def test_the_day_taken_is_kept(tmp_path):
    (tmp_path / NAME).write_bytes(street())

    run(tmp_path, "--taken-on", "2024-03-20")

    assert OfficialRelease.objects.get().taken_on == FEBRUARY


def test_the_shell_sees_a_failure(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "import_police", str(tmp_path / "absent.csv")],
        cwd=ROOT, capture_output=True, text=True, check=False, env=dict(os.environ),
    )  # fmt: skip

    assert done.returncode == 1
    assert done.stdout == ""
    assert "there is no such file or folder" in done.stderr
    assert "Traceback" not in done.stderr


# --- Counts ------------------------------------------------------------------------------------


def counts(*options: str) -> tuple[list[dict[str, str]], str]:
    out, err = StringIO(), StringIO()
    call_command("official_counts", *options, stdout=out, stderr=err)
    return list(csv.DictReader(StringIO(out.getvalue()))), err.getvalue()


@pytest.fixture
def square(make_district) -> District:
    """A district whose boundary is a square round the middle of Northampton."""
    made = make_district()
    ring = Polygon.from_bbox((-0.9, 52.23, -0.89, 52.24))
    Boundary.objects.create(
        district=made, name="Square", polygon=MultiPolygon(ring, srid=4326), illustrative=True,
        source="A test", valid_from=date(2020, 1, 1), sha256="0" * 64, imported_at=MOMENT,
    )  # fmt: skip
    return made


DISTRICT = ("--district", "exampleton", "--from", "2024-01", "--to", "2024-02")


def test_counts_are_by_cell_month_and_category_inside_the_boundary(square):
    inside, edge = row(), row(longitude="-0.900000", latitude="52.235000")
    outside = row(longitude="-0.900001", latitude="52.235000")
    take(street(inside, inside, edge, outside, row(crime_type="Drugs")))

    found, warned = counts(*DISTRICT)

    assert [tuple(one.values()) for one in found] == [
        ("89195dd6287ffff", "2024-01", "anti-social-behaviour", "2"),
        ("89195dd6287ffff", "2024-01", "drugs", "1"),
        ("89195dd628fffff", "2024-01", "anti-social-behaviour", "1"),
    ]
    assert "no release is held for 2024-02" in warned
    assert "the boundary is illustrative" in warned


def test_only_the_release_in_force_is_counted(square):
    take(street(row(), row()))
    take(street(row()), taken_on=FEBRUARY)

    assert [one["count"] for one in counts(*DISTRICT)[0]] == ["1"]


def test_only_the_districts_own_force_is_counted(square):
    take(street(row(falls_within="Kent Police")), name="2024-01-kent-street.csv")

    assert counts(*DISTRICT)[0] == []


def test_counts_of_one_category_and_as_json(square):
    take(street(row(), row(crime_type="Drugs")))
    out = StringIO()

    call_command(
        "official_counts", *DISTRICT, "--category", "drugs", "--format", "json", stdout=out
    )

    assert json.loads(out.getvalue()) == [
        {"cell": "89195dd6287ffff", "month": "2024-01", "category": "drugs", "count": 1}
    ]


def test_months_of_two_lists_are_warned_of(square):
    take(street(row(month="2022-06")), name="2022-06-northamptonshire-street.csv")
    take(street(row(month="2022-07")), name="2022-07-northamptonshire-street.csv")

    found, warned = counts("--district", "exampleton", "--from", "2022-06", "--to", "2022-07")

    assert [one["month"] for one in found] == ["2022-06", "2022-07"]
    assert "was redrawn within these months" in warned


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--district", "nowhere", "--from", "2024-01", "--to", "2024-01"), "no district"),
        (("--district", "exampleton", "--from", "2024-02", "--to", "2024-01"), "not be later"),
        (("--district", "exampleton", "--from", "2024-2", "--to", "2024-03"), "YYYY-MM"),
        (("--district", "exampleton", "--from", "2019-01", "--to", "2019-01"), "no boundary"),
        ((*DISTRICT, "--resolution", "12"), "invalid choice"),
        ((*DISTRICT, "--category", "asb"), "invalid choice"),
    ],
)
@pytest.mark.usefixtures("square")
def test_what_cannot_be_counted_is_said(options, sentence):
    with pytest.raises(CommandError, match=sentence):
        counts(*options)


# --- Facts of the real files -------------------------------------------------------------------


@pytest.mark.real_data
@pytest.mark.slow
def test_the_known_facts_come_out_of_the_real_files(real_data):
    call_command("load_northampton", stdout=StringIO())
    files = sorted((real_data / "police_uk" / "northamptonshire").glob("2025-0[1-6]-*.csv.gz"))

    taken = totals(*files)
    period = ("--district", "northampton", "--from", "2025-01", "--to", "2025-06")
    everything, warned = counts(*period)
    found, _ = counts(*period, "--category", "anti-social-behaviour")

    assert (taken["rows_read"], taken["rows_without_location"]) == (37_420, 353)
    assert (taken["rows_kept"], taken["rows_refused"]) == (37_067, 0)
    assert sum(int(one["count"]) for one in everything) == 1_553
    by_month, by_cell = Counter(), Counter()
    for one in found:
        by_month[one["month"]] += int(one["count"])
        by_cell[one["cell"]] += int(one["count"])
    assert [by_month[f"2025-0{at}"] for at in range(1, 7)] == [37, 50, 57, 43, 49, 41]
    assert (len(by_cell), by_cell.most_common(1)) == (8, [("89195dd6287ffff", 87)])
    assert "too fine" not in warned
    assert "resolution 10 is too fine" in counts(*period, "--resolution", "10")[1]


@pytest.mark.real_data
@pytest.mark.slow
def test_snap_points_inside_the_ring_are_those_known(real_data):
    call_command("load_northampton", stdout=StringIO())
    files = sorted((real_data / "police_uk" / "northamptonshire").glob("2025-0[1-6]-*.csv.gz"))
    totals(*files)
    district = District.objects.get(slug="northampton")
    shape = shape_of(Boundary.objects.get(district=district))
    releases = [
        one.pk for one in releases_in_force(district.force, months_held(district.force)).releases
    ]

    near = snap_points_near(shape, releases)

    inside = shapely.covers(shape, shapely.points(near.lng, near.lat))
    assert int(inside.sum()) == 42


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "kept", "refused"),
    [
        ("excerpt_2010-12-nottinghamshire-street.csv", 8, 0),
        ("excerpt_2012-01-northamptonshire-street.csv", 9, 0),
        ("excerpt_2012-04-old-layout-easting-northing.csv", 9, 0),
    ],
)
def test_old_layouts_are_taken_as_what_they_are(real_data, name, kept, refused):
    found = totals(real_data / "police_uk" / "awkward" / name)

    assert (found["rows_kept"], found["rows_refused"]) == (kept, refused)
    assert OfficialCount.objects.count() > 0


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("excerpt_2024-06-northamptonshire-stop-and-search.csv", "stop-and-search file"),
        ("excerpt_2025-01-northamptonshire-outcomes.csv", "outcomes file"),
        ("northamptonshire_duplicate_crime_ids.csv.gz", "joins rows of .* releases"),
    ],
)
def test_other_files_are_refused_by_name(real_data, name, sentence):
    with pytest.raises(CommandError, match=sentence):
        run(real_data / "police_uk" / "awkward" / name)


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "rows", "nowhere"),
    [
        ("northamptonshire_duplicate_crime_ids.csv.gz", 2_114, 33),
        ("northamptonshire_blank_coordinates.csv.gz", 882, 882),
        ("btp_in_northamptonshire.csv.gz", 1_332, 0),
    ],
)
def test_joined_extracts_are_taken_apart_when_that_is_asked_for(real_data, name, rows, nowhere):
    found = totals(real_data / "police_uk" / "awkward" / name, split=True)

    assert found["rows_read"] == rows
    assert found["rows_without_location"] == nowhere
    assert found["rows_refused"] == 0
