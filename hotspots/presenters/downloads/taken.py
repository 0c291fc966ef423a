"""The two files of an analysis, made of the same columns and rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hotspots.presenters import files, geopackage
from hotspots.presenters.geopackage import Layer
from incidents.exports import csv_lines

Json = Mapping[str, Any]

CSV_TYPE: Final = "text/csv; charset=utf-8"
GEOPACKAGE_TYPE: Final = "application/geopackage+sqlite3"


@dataclass(frozen=True)
class Taken:
    """What is taken away of one analysis.

    Attributes
    ----------
    stem : name of both files, without ending.
    table : what the CSV holds; each row begins with an ``id`` that never changes.
    layers : what the GeoPackage holds beside its dictionary.
    about : what is needed to quote it.
    made_at : when the analysis was built, ISO 8601 in UTC.
    """

    stem: str
    table: Layer
    layers: Sequence[Layer]
    about: Mapping[str, str]
    made_at: str


def csv_file(taken: Taken) -> bytes:
    """Return the table; every cell is harmless in a spreadsheet."""
    names = list(taken.table.columns)
    rows = ([row[name] for name in names] for row in taken.table.rows)
    return "".join(csv_lines(names, rows)).encode()


def geopackage_file(taken: Taken) -> bytes:
    """Return all layers, what their columns mean, and what they are about."""
    return geopackage.geopackage(taken.layers, taken.about, made_at=taken.made_at)


def about(payload: Json, span: str, source: str) -> dict[str, str]:
    """Return what is needed to quote an analysis, and to compute it again."""
    return {
        "district": payload["district"]["name"],
        "period": span,
        "audience": payload["audience"],
        "analysis": payload["analysis"],
        "code_version": payload["code_version"],
        "seed": str(payload["seed"]),
        "built_at": payload["built_at"],
        "source": source,
    }


def source_of_reports(payload: Json) -> str:
    """Return the source of files in which no official figure stands."""
    return files.INVENTED_SOURCE if payload["district"]["invented"] else "Reports of members."


def ends(name: str, told: Sequence[float] | None) -> dict[str, float | None]:
    """Return a value and its range as three columns; all empty where nothing is said."""
    value, low, high = told or (None, None, None)
    return {name: value, f"{name}_low": low, f"{name}_high": high}
