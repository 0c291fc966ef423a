"""The notebook runs from top to bottom against a database, and is committed without outputs."""

from __future__ import annotations

import os
import re
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import geopandas
import nbformat
import pytest
from django.conf import settings
from django.core.management import call_command
from nbclient import NotebookClient
from nbformat import NotebookNode

from hotspots.actions import build_standard_contrasts
from hotspots.queries import contrast_payload
from incidents.actions import NewReport, install_categories, record_reports
from members.access import acting_in
from members.actions import NewOrganisation, add_organisations
from members.audiences import Audience
from members.models import District
from tests.conftest import MOMENT, ROOT
from tests.hotspots.conftest import CENTRE, write_months

NOTEBOOK = ROOT / "notebooks" / "contrast.ipynb"
MONTHS = [f"2025-{month:02}" for month in range(1, 13)]
PINS = (("Drapery", 150), ("Victoria Gardens", 60), ("St Giles' Terrace", 20), ("Fish Street", 4))


def read() -> NotebookNode:
    return nbformat.read(NOTEBOOK, as_version=4)


def test_the_notebook_is_committed_without_outputs() -> None:
    cells = [cell for cell in read().cells if cell.cell_type == "code"]

    assert all(cell.outputs == [] and cell.execution_count is None for cell in cells)


def test_the_notebook_names_no_path_of_one_machine() -> None:
    assert not re.search(r"/(home|root|work|tmp|Users)/", NOTEBOOK.read_text(encoding="utf-8"))


@pytest.fixture
def contrasted(db: None, tmp_path: Path, make_person) -> District:  # type: ignore[no-untyped-def]
    """A district with a published year, committed, because the kernel is another process."""
    call_command("load_northampton", verbosity=0)
    district = District.objects.get(slug="northampton")
    write_months(tmp_path, MONTHS)
    call_command("import_police", str(tmp_path), taken_on=date(2026, 1, 20), verbosity=0)
    names = [f"Invented shop {number}" for number in range(9)]
    shops = add_organisations(
        district=district,
        organisations=[
            NewOrganisation(name=name, kind="LEVY_PAYER", starts_on=date(2020, 1, 1))
            for name in names
        ],
        by="test",
        at=MOMENT,
    )
    install_categories(district=district, by="test", at=MOMENT)
    report(district, [shop.pk for shop in shops], make_person().pk)
    build_standard_contrasts(district=district, by="test", at=MOMENT)
    return district


def report(district: District, shops: list[int], reporter: int) -> None:
    pins = [CENTRE[name] for name, count in PINS for _ in range(count)]
    record_reports(
        district=district,
        reports=[
            NewReport(
                client_key=uuid4(),
                reporter_id=reporter,
                organisation_id=shops[number % len(shops)],
                premises_id=None,
                category="begging",
                lng=lng,
                lat=lat,
                accuracy_m=None,
                occurred_at=MOMENT.replace(year=2025, month=1, day=2) + timedelta(days=number),
                submitted_at=MOMENT,
            )
            for number, (lng, lat) in enumerate(pins)
        ],
        by="test",
        at=MOMENT,
    )


def address_of(alias: str) -> str:
    database = settings.DATABASES[alias]
    login = database["USER"] + (f":{quote(database['PASSWORD'])}" if database["PASSWORD"] else "")
    port = f":{database['PORT']}" if database["PORT"] else ""
    return f"postgis://{login}@{quote(database['HOST'], safe='')}{port}/{database['NAME']}"


def run(out: Path, district: District) -> NotebookNode:
    environment = os.environ | {
        "DATABASE_URL": address_of("default"),
        "OWNER_DATABASE_URL": address_of("owner"),
        "NTARS_NOTEBOOK_DISTRICT": district.slug,
        "NTARS_NOTEBOOK_OUT": str(out),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    }
    client = NotebookClient(read(), timeout=180, resources={"metadata": {"path": NOTEBOOK.parent}})
    return client.execute(env=environment)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_the_notebook_runs_and_writes_what_it_says(contrasted: District, tmp_path: Path) -> None:
    out = tmp_path / "out"

    done = run(out, contrasted)

    with acting_in(contrasted.pk):
        payload = contrast_payload(contrasted, Audience.ANALYST)
    hexagons = geopandas.read_file(out / "contrast.gpkg", layer="hexagons")
    assert [cell["cell"] for cell in payload["cells"]] == list(hexagons["cell"])
    assert hexagons.crs.to_epsg() == 4326
    assert payload["analysis"] in (out / "contrast.html").read_text(encoding="utf-8")
    outputs = [output for cell in done.cells for output in cell.get("outputs", [])]
    assert any("image/png" in output.get("data", {}) for output in outputs)
    assert not [output for output in outputs if output.get("name") == "stderr"]
