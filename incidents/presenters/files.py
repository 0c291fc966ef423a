"""The reports of a queue as files: CSV for a spreadsheet, GeoPackage for QGIS and geopandas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyogrio.raw
import shapely
from django.utils import timezone

from incidents.exports import Cell, csv_lines
from incidents.presenters import words
from incidents.queries.questions import Book
from incidents.queries.triage import ExportedReport
from members.models import District

Reader = Callable[[ExportedReport, Book], Cell]


@dataclass(frozen=True)
class Made:
    """One file, whole."""

    content: bytes
    media_type: str


def _local(row: ExportedReport, _book: Book) -> str:
    return timezone.localtime(row.line.occurred_at).isoformat(timespec="minutes")


# In this order in both files. Those who triage read the words on the page, so they may here.
_COLUMNS: Final[dict[str, Reader]] = {
    "report": lambda row, _: str(row.line.id),
    "occurred_at": _local,
    "category": lambda row, _: row.line.category,
    "business": lambda row, _: row.line.organisation,
    "premises": lambda row, _: row.line.premises,
    "street": lambda row, _: row.line.street,
    "words": lambda row, _: row.line.narrative,
    # Each as it was put to the sender, whatever is asked today.
    "answers": lambda row, book: "; ".join(words.answers(row.line.answers, book)),
    "told_police": lambda row, _: row.line.told_police,
    "police_log": lambda row, _: row.line.police_log,
    "minutes_lost": lambda row, _: row.line.minutes_lost,
    "incident": lambda row, _: str(row.incident.pk) if row.incident else "",
    "incident_category": lambda row, _: row.incident.category.code if row.incident else "",
    "qualifier": lambda row, _: row.incident.qualifier if row.incident else "",
    "status": lambda row, _: row.incident.status if row.incident else "WAITING",
    "outcome": lambda row, _: row.incident.outcome if row.incident else "",
}
_PLACE: Final[dict[str, Reader]] = {
    "lng": lambda row, _: round(row.line.lng, 6),
    "lat": lambda row, _: round(row.line.lat, 6),
}


def csv_file(district: District, rows: Sequence[ExportedReport], book: Book) -> Made:
    """Return the reports as CSV; one of an invented district says so in its last column."""
    columns = {**_COLUMNS, **_PLACE, **_source(district)}
    cells = ([read(row, book) for read in columns.values()] for row in rows)
    lines = csv_lines(list(columns), cells)
    return Made("".join(lines).encode(), "text/csv; charset=utf-8")


def geopackage_file(district: District, rows: Sequence[ExportedReport], book: Book) -> Made:
    """Return the reports as a GeoPackage of points (EPSG:4326), layer ``reports``.

    GDAL writes it from our own arrays into a folder of this call alone; it reads nothing.
    """
    columns = {**_COLUMNS, **_source(district)}
    points = shapely.points([row.line.lng for row in rows], [row.line.lat for row in rows])
    with TemporaryDirectory(prefix="ntars-") as folder:
        path = Path(folder) / "reports.gpkg"
        pyogrio.raw.write(
            path,
            geometry=shapely.to_wkb(np.atleast_1d(points)),
            field_data=[
                _array(name, [read(row, book) for row in rows]) for name, read in columns.items()
            ],
            fields=list(columns),
            layer="reports",
            driver="GPKG",
            geometry_type="Point",
            crs="EPSG:4326",
        )
        return Made(path.read_bytes(), "application/geopackage+sqlite3")


def _source(district: District) -> dict[str, Reader]:
    return {"source": lambda row, _: "Invented data"} if district.invented else {}


def _array(name: str, values: Sequence[Cell]) -> npt.NDArray[Any]:
    if name == "minutes_lost":  # GDAL takes NaN for no value
        return np.array([np.nan if one is None else one for one in values], dtype=np.float64)
    return np.array(["" if one is None else str(one) for one in values], dtype=object)
