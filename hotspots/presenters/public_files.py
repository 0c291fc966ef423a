"""The public map as files: CSV, GeoJSON and GeoPackage, from the stored payload alone."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from hotspots.periods import Period
from hotspots.presenters import columns, files, geopackage, public_map
from incidents.exports import csv_lines

Payload = Mapping[str, Any]
Row = dict[str, Any]

_COPIED: Final = ("cell", "label", "reports", "hidden", "official_count")


def csv_file(payload: Payload) -> bytes:
    """Return one row for each hexagon; every cell is harmless in a spreadsheet."""
    names = list(columns.PUBLIC_MAP)
    lines = csv_lines(names, ([row[name] for name in names] for row in rows(payload)))
    return "".join(lines).encode()


def geojson_file(payload: Payload) -> bytes:
    """Return an RFC 7946 FeatureCollection, with what is needed to quote it and to read it."""
    collection = {
        "type": "FeatureCollection",
        "name": f"public map {payload['district']['slug']} {_quarter(payload)}",
        **about(payload),
        "data_dictionary": dict(columns.PUBLIC_MAP),
        "totals": payload["totals"],
        "features": [
            {
                "type": "Feature",
                "id": row["id"],
                "geometry": row["geometry"],
                "properties": {name: row[name] for name in columns.PUBLIC_MAP},
            }
            for row in rows(payload)
        ],
    }
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()


def geopackage_file(payload: Payload) -> bytes:
    """Return the layers ``hexagons`` and ``boundary`` with their dictionary."""
    layer = geopackage.Layer("hexagons", columns.PUBLIC_MAP, rows(payload))
    layers = [layer, geopackage.boundary_layer(payload["boundary"])]
    return geopackage.geopackage(layers, about(payload), made_at=payload["built_at"])


def rows(payload: Payload) -> Sequence[Row]:
    """Return the columns of each hexagon, with its geometry as GeoJSON."""
    quarter, source = _quarter(payload), files.source_of(payload)
    return [
        {
            "id": f"{quarter}-{cell['cell']}",
            "quarter": quarter,
            "source": source,
            "geometry": {"type": "Polygon", "coordinates": [cell["ring"]]},
            **{name: cell[name] for name in _COPIED},
        }
        for cell in payload["cells"]
    ]


def about(payload: Payload) -> dict[str, str]:
    """Return what is needed to quote the file, as names and texts."""
    rules = {heading.casefold().replace(" ", "_"): text for heading, text in public_map.ABOUT}
    return {
        "district": payload["district"]["name"],
        "quarter": _quarter(payload),
        "analysis": payload["analysis"],
        "code_version": payload["code_version"],
        "built_at": payload["built_at"],
        "source": files.source_of(payload),
        "licence": "Open Government Licence v3.0 for police figures",
        **rules,
    }


def _quarter(payload: Payload) -> str:
    last = date.fromisoformat(f"{payload['period']['to']}-01")
    return public_map.quarter_slug(Period.ending(last, 3))
