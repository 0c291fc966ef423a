"""The contrast as files: one row or feature for each cell shown, from the stored payload alone."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any, Final

from hotspots.presenters import columns, geopackage

Payload = Mapping[str, Any]

COLUMNS: Final = columns.CONTRAST_CSV
"""Columns of ``contrast.csv``, in order; `docs/data-dictionary.md` says what each means."""

OFFICIAL_SOURCE: Final = (
    "Official figures: data.police.uk, Open Government Licence v3.0. "
    "Locations are approximate: the police move each record to a nearby map point."
)
INVENTED_SOURCE: Final = "Invented data: no real place, person or police force."


def csv_lines(payload: Payload) -> Iterator[str]:
    """Yield ``contrast.csv`` line by line (RFC 4180, CRLF), with empty fields where withheld.

    Every value is a number, a cell id or one of the four verdicts, so nothing in the file can
    be taken for a formula by a spreadsheet.
    """
    invented = payload["district"]["invented"]
    # Every file of an invented town says so, wherever it is copied to.
    yield _line((*COLUMNS, "source") if invented else COLUMNS)
    for cell in payload["cells"]:
        values = ["" if cell[name] is None else cell[name] for name in COLUMNS]
        yield _line([*values, "Invented data"] if invented else values)


def _line(values: Any) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(values)
    return buffer.getvalue()


def geojson(payload: Payload) -> dict[str, Any]:
    """Return the cells as an RFC 7946 FeatureCollection, with what is needed to quote them.

    The foreign members beside ``features`` (period, analysis, source) are allowed by RFC 7946
    section 6.1 and ignored by GIS software.
    """
    period = payload["period"]
    return {
        "type": "FeatureCollection",
        "name": f"contrast {payload['district']['slug']} {period['from']} to {period['to']}",
        "analysis": payload["analysis"],
        "code_version": payload["code_version"],
        "audience": payload["audience"],
        "period": period,
        "resolution": payload["resolution"],
        "headline": payload["headline"],
        "totals": payload["totals"],
        "together": payload["together"],
        "dispersion": payload["dispersion"],
        "boundary": _boundary(payload),
        "source": source_of(payload),
        "features": [_feature(cell) for cell in payload["cells"]],
    }


def _boundary(payload: Payload) -> dict[str, Any]:
    """Return what is to be said of the boundary: above all whether it is illustrative."""
    boundary = payload["boundary"]
    return {name: boundary[name] for name in ("name", "illustrative", "valid_from", "source")}


def _feature(cell: Mapping[str, Any]) -> dict[str, Any]:
    names = ("label", *COLUMNS, "testable", "hidden", "one_reporter", "steady", "members_here")
    return {
        "type": "Feature",
        "id": cell["cell"],
        "geometry": {"type": "Polygon", "coordinates": [cell["ring"]]},
        "properties": {name: cell[name] for name in names},
    }


def geopackage_file(payload: Payload) -> bytes:
    """Return a GeoPackage: layers ``hexagons`` and ``boundary``, and what each column means."""
    period, source = payload["period"], source_of(payload)
    span = f"{period['from']}-to-{period['to']}"
    copied = [name for name in columns.CONTRAST if name not in ("id", "source")]
    rows = [
        {
            "id": f"{span}-{cell['cell']}",
            "source": source,
            "geometry": {"type": "Polygon", "coordinates": [cell["ring"]]},
            **{name: cell[name] for name in copied},
        }
        for cell in payload["cells"]
    ]
    layer = geopackage.Layer("hexagons", columns.CONTRAST, rows)
    about = {
        "district": payload["district"]["name"],
        "period": span,
        "audience": payload["audience"],
        "analysis": payload["analysis"],
        "code_version": payload["code_version"],
        "built_at": payload["built_at"],
        "source": source,
    }
    layers = [layer, geopackage.boundary_layer(payload["boundary"])]
    return geopackage.geopackage(layers, about, made_at=payload["built_at"])


def source_of(payload: Payload) -> str:
    """Return the source and licence line that goes with every map and file."""
    return INVENTED_SOURCE if payload["district"]["invented"] else OFFICIAL_SOURCE


def stem(payload: Payload) -> str:
    """Return a file name without ending: ``contrast-northampton-2025-07-to-2026-06``."""
    period = payload["period"]
    return f"contrast-{payload['district']['slug']}-{period['from']}-to-{period['to']}"
