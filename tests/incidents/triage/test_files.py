"""The queue as a file."""

import sqlite3

import pytest

from incidents.models import Report
from members.models import AuditEvent
from tests.incidents.reporting import report as make_report
from tests.incidents.triage.desk import PAGE, opened

pytestmark = pytest.mark.django_db


def test_csv_holds_what_the_queue_shows_and_runs_nothing(operations, town, shop, person, now):
    make_report(town, shop, person, at=now, narrative="=HYPERLINK(1)")
    make_report(town, shop, person, at=now, narrative="Ordinary, with a comma.")

    file = operations.get(f"{PAGE}reports.csv")

    text = file.content.decode("utf-8-sig")
    assert file.headers["Content-Disposition"].startswith('attachment; filename="reports-')
    assert '"\'=HYPERLINK(1)"' in text
    assert '"Ordinary, with a comma."' in text
    assert len(text.splitlines()) == 3
    event = AuditEvent.objects.get(kind=AuditEvent.Kind.DISCLOSURE)
    assert (event.detail["reports"], event.detail["recipient"]) == (2, event.by)


def test_geopackage_holds_points_that_sqlite_reads(operations, told, tmp_path):
    opened(told)

    content = operations.get(f"{PAGE}reports.gpkg").content

    path = tmp_path / "reports.gpkg"
    path.write_bytes(content)
    with sqlite3.connect(path) as file:
        row = file.execute("SELECT report, status, words FROM reports").fetchone()
        srs = file.execute("SELECT srs_id FROM gpkg_geometry_columns").fetchone()
    assert row == (str(told.pk), "OPEN", "By the door.")
    assert srs == (4326,)
    assert Report.objects.count() == 1


def test_geopackage_of_nothing_is_still_a_file(operations):
    assert operations.get(f"{PAGE}reports.gpkg").content.startswith(b"SQLite format 3")
