"""Each analysis of one district, warm, beside the same work done the usual way, in one run.

Both read the same reports and the same police files; ours reads them from the database, with
row-level security, and makes more of them (see `_usual_way.py`). The best of five, so that what
else the machine does matters less; memory is the most that Python held at once.
"""

from __future__ import annotations

import tempfile
import time
import tracemalloc
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final

import geopandas
import pandas
from django.core.management import call_command

from hotspots.models import Analysis
from hotspots.payloads import Facts
from hotspots.periods import Period
from hotspots.presenters import folium_map
from hotspots.queries import STUDIES, Asked, payload_of, seed_of
from incidents.models import Report
from layers.models import Boundary
from members.access import acting_in
from members.audiences import Audience
from members.geometry import Latitude, Longitude
from members.models import District
from tests.bench import _usual_way
from tests.bench._stack import calibration
from tests.conftest import MOMENT
from tests.hotspots.conftest import disc, write_months
from tests.trust.attacker import towns

_SLUG: Final = "town-1"
_YEAR: Final = Period(date(2025, 1, 1), date(2026, 1, 1))
_WEEK: Final = (date(2025, 12, 8), date(2025, 12, 15))
_TIMES: Final = 5


def run() -> dict[str, Any]:
    """Return seconds and megabytes of each analysis, ours and the usual way."""
    call_command("migrate", database="owner", verbosity=0)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        district = _town(folder)
        with acting_in(district.pk):
            _write_reports(district, folder)
            return _figures(district, folder)


def _town(folder: Path) -> District:
    found = District.objects.filter(slug=_SLUG).first()
    if found is None:
        towns.take_official_months(folder)
        town = towns.build(1)
        towns.publish(town, MOMENT)
        return town.district
    write_months(folder, towns.MONTHS)
    return found


def _write_reports(district: District, folder: Path) -> None:
    rows = Report.objects.filter(district=district).values_list(
        "occurred_at", Longitude("point"), Latitude("point")
    )
    pandas.DataFrame(rows, columns=["at", "lng", "lat"]).to_csv(folder / "reports.csv", index=False)


def _figures(district: District, folder: Path) -> dict[str, Any]:
    boundary = geopandas.GeoSeries([disc()], crs="EPSG:4326")
    year = _police_of_the_year(folder)
    payload = payload_of(district, Analysis.Kind.CONTRAST, Audience.FUNDER)

    def contrast() -> str:
        made = _made(district, "CONTRAST", _YEAR.start, _YEAR.end, dict(payload))
        return folium_map.contrast_html(made)

    return {
        "machine": calibration(),
        "reports": Report.objects.filter(district=district).count(),
        "contrast": {
            "ours, with its map in one file": _measured(contrast),
            "usual way, with its map": _measured(
                lambda: _usual_way.contrast(year, boundary, folder / "contrast.html")
            ),
        },
        "weekly": {
            "ours": _measured(lambda: _made(district, "WEEKLY", *_WEEK, {})),
            "usual way, with its map": _measured(
                lambda: _usual_way.weekly(folder, _WEEK[0].isoformat(), folder / "week.html")
            ),
        },
    }


def _police_of_the_year(folder: Path) -> Path:
    year = folder / "year"
    year.mkdir()
    for path in [*folder.glob("2025-*-street.csv"), folder / "reports.csv"]:
        (year / path.name).write_bytes(path.read_bytes())
    return year


def _made(
    district: District, kind: str, start: date, end: date, payload: dict[str, Any]
) -> dict[str, Any]:
    """Choose, read and compute an analysis; return the payload that its map is drawn from."""
    study = STUDIES[kind]
    parameters = study.parameters(Asked(district, start, end, MOMENT, {}))
    loaded = study.load(district, parameters)
    found = study.compute(loaded.ingredients, seed_of(start, end), parameters)
    if kind != "CONTRAST":
        return dict(found.plain)
    boundary = Boundary.objects.get(pk=parameters["choice"]["boundary_id"])
    facts = Facts(
        analysis_id="bench",
        district=payload["district"],
        boundary={**payload["boundary"], "name": boundary.name},
        period=_YEAR,
        parameters=parameters,
        town={**found.town, **loaded.context},
        seed=1,
        code_version=study.code_version,
        built_at=MOMENT,
    )
    return study.payload(facts, found.cells, Audience.OPERATIONS)


def _measured(work: Callable[[], Any]) -> dict[str, float]:
    work()  # warm: libraries loaded, connections open
    walls, cpus = [], []
    for _ in range(_TIMES):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    tracemalloc.start()
    work()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return {"seconds": min(walls), "cpu_seconds": min(cpus), "megabytes": most / 2**20}
