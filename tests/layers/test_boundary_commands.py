"""The commands say in one sentence what they did or why they did not."""

import os
import sqlite3
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from layers.management.commands.import_boundary import Command
from layers.models import Boundary, PlaceName
from layers.queries.boundaries import boundary_in_force
from members.access import acting_in
from members.models import AuditEvent, District
from tests.layers import boundary_builders as builders
from tests.layers.boundary_builders import SQUARE, feature, in_metres, polygon


@pytest.fixture
def file(tmp_path):
    """Return a writer of files, which answers with the path."""

    def write(content: bytes, name: str = "town.dat") -> str:
        (tmp_path / name).write_bytes(content)
        return str(tmp_path / name)

    return write


def run(path: str, **options) -> str:
    out = StringIO()
    wanted = {"district": "exampleton", "valid_from": "2024-01-01", **options}
    call_command("import_boundary", path, stdout=out, **wanted)
    return out.getvalue()


@pytest.mark.usefixtures("district")
def test_a_file_is_imported(file):
    said = run(file(builders.geojson()), illustrative=True)

    assert said == (
        "Imported: illustrative boundary 'Town centre' of exampleton, 0.09 km2 round longitude "
        "-0.8970, latitude 52.2375, in force from 1 January 2024.\n"
    )
    stored = Boundary.objects.get()
    assert (stored.illustrative, stored.source) == (True, "GeoJSON file of the operator")


@pytest.mark.usefixtures("district")
def test_options_are_heard(file):
    west = feature(polygon(in_metres(SQUARE)), name="West")
    content = builders.collection(west, feature(None, name="East"))

    run(file(content), feature="west", srid=27700, name=" Old\ttown ", source="The BID")

    stored = Boundary.objects.get()
    assert (stored.name, stored.source) == ("Old town", "The BID")


@pytest.mark.usefixtures("district")
def test_a_file_without_a_name_takes_the_districts(file):
    run(file(builders.geojson(name="")))

    assert Boundary.objects.get().name == "Exampleton"


@pytest.mark.usefixtures("district")
def test_the_same_file_twice_is_told(file):
    path = file(builders.geojson())
    run(path)

    assert run(path) == "Nothing to do: this boundary is stored already.\n"


@pytest.mark.usefixtures("district")
def test_a_dry_run_stores_nothing(file):
    run(file(builders.geojson()))

    said = run(file(builders.kml()), dry_run=True)

    assert said.startswith("Would import: boundary 'Town centre'")
    assert "Needs --confirm: The district already has a boundary from that day" in said
    assert Boundary.objects.count() == 1


@pytest.mark.usefixtures("district")
def test_an_unusual_boundary_needs_confirm(file):
    run(file(builders.geojson()))
    path = file(builders.kml())

    with pytest.raises(CommandError, match="repeat with --confirm"):
        run(path)
    assert run(path, confirm=True).startswith("Imported")


@pytest.mark.usefixtures("district")
@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"district": "nowhere"}, "no district of that slug"),
        ({"valid_from": "01/02/2024"}, "YYYY-MM-DD"),
        ({"valid_from": "2099-01-01"}, "not be later than"),
        ({"name": "\u200b"}, "empty"),
        ({"source": "x" * 301}, "longer than 300"),
        ({"feature": "Other"}, "No feature has that name"),
    ],
)
def test_bad_options_are_refused(file, options, says):
    with pytest.raises(CommandError, match=says):
        run(file(builders.geojson()), **options)
    assert not Boundary.objects.exists()


@pytest.mark.usefixtures("district")
@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/vsicurl/http://127.0.0.1:9/town.geojson", "no file of that name"),
        ("WFS:http://127.0.0.1:9/", "no file of that name"),
        ("<OGRVRTDataSource></OGRVRTDataSource>", "no file of that name"),
        ("x" * 5000, "cannot be read: File name too long"),
        ("a\x00b", "not one that a file can have"),
        ("/dev/zero", "not lead to an ordinary file"),
        ("/tmp", "cannot be read: Is a directory"),
    ],
)
def test_bad_paths_are_refused(path, says):
    with pytest.raises(CommandError, match=says):
        run(path)


@pytest.mark.usefixtures("district")
def test_a_pipe_does_not_keep_the_command_waiting(tmp_path):
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(CommandError, match="ordinary file"):
        run(str(tmp_path / "pipe"))


@pytest.mark.usefixtures("district")
def test_a_geopackage_still_being_written_is_refused(file):
    path = file(builders.geopackage(wal=True), "town.gpkg")
    writer = sqlite3.connect(path)
    writer.execute("UPDATE \"town centres\" SET name = 'New'")
    writer.commit()

    with pytest.raises(CommandError, match="still has the GeoPackage open"):
        run(path)
    writer.close()
    run(path)
    assert Boundary.objects.get().name == "New"


@pytest.mark.usefixtures("district")
def test_a_refusal_is_one_line_and_a_status(file, capsys, monkeypatch):
    # A command closes its connections at the end; this one is the test's.
    monkeypatch.setattr(connections, "close_all", lambda: None)
    arguments = ["--district", "exampleton", "--valid-from", "2024-01-01"]

    with pytest.raises(SystemExit) as end:
        Command().run_from_argv(["manage.py", "import_boundary", file(b"nonsense"), *arguments])

    assert end.value.code == 1
    heard = capsys.readouterr()
    assert heard.out == ""
    assert heard.err.count("\n") == 1
    assert "The file is not GeoJSON" in heard.err


@pytest.mark.django_db
def test_northampton_is_opened_once():
    for said in ("is ready", "was ready already"):
        out = StringIO()
        call_command("load_northampton", stdout=out)
        assert said in out.getvalue()

    district = District.objects.get(slug="northampton")
    boundary = boundary_in_force(district, date(2018, 10, 1))
    assert (district.force, district.invented) == ("northamptonshire", False)
    assert boundary.illustrative
    assert Boundary.objects.count() == 1
    assert PlaceName.objects.filter(district=district).count() == 13
    with acting_in(district.pk):
        assert AuditEvent.objects.count() == 3  # opened, named, bounded


@pytest.mark.django_db
def test_northampton_keeps_a_boundary_imported_since(file):
    call_command("load_northampton", stdout=StringIO())
    real = file(builders.geojson())
    run(real, district="northampton", valid_from="2018-10-01", confirm=True)

    call_command("load_northampton", stdout=StringIO())

    district = District.objects.get(slug="northampton")
    assert not boundary_in_force(district, date(2025, 1, 1)).illustrative


@pytest.mark.real_data
@pytest.mark.usefixtures("district")
def test_a_ward_of_a_real_file_is_imported(real_data):
    wards = str(real_data / "geography" / "northampton" / "wards_by_lad_E07000154.geojson")

    with pytest.raises(CommandError, match=r"33 features.*5 Castle"):
        run(wards)
    assert "'Castle' of exampleton, 2.49 km2" in run(wards, feature="Castle")


@pytest.mark.real_data
@pytest.mark.usefixtures("district")
def test_a_real_topojson_is_refused_by_name(real_data):
    path = real_data / "geography" / "northampton" / "lsoa_by_lad_topo_E07000154.topojson"

    with pytest.raises(CommandError, match="TopoJSON"):
        run(str(path))
