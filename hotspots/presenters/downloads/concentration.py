"""Where reports gather, as files: every hexagon with a report, and how reports repeat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any, Final

from hotspots.presenters import concentration, words
from hotspots.presenters.downloads.taken import Taken, about, source_of_reports
from hotspots.presenters.geopackage import Layer
from layers import grid

Json = Mapping[str, Any]
Row = dict[str, Any]

HEXAGONS: Final[Mapping[str, str]] = {
    "id": "year and cell; the same in every later file of these twelve months",
    "cell": "H3 cell at resolution 10, some 125 metres across; 15 hexadecimal characters",
    "label": "the police map point nearest to its middle; helps to find the place",
    "count": "reports of members in the twelve months; all kinds but those of a person's welfare",
    "source": "whose figures they are",
}
"""``concentration.csv`` and layer ``hexagons`` of ``concentration.gpkg``."""

BANDS: Final[Mapping[str, str]] = {
    "id": "distance and time",
    "metres_from": "pairs of reports at least so far apart",
    "metres_to": "and less far than this",
    "days_from": "and at least so many days",
    "days_to": "and fewer than this",
    "pairs": "pairs of reports counted",
    "expected": "mean of the pairs after the dates were shuffled",
    "ratio": "pairs over expected; 1 is usual",
    "chance_low": "5th percentile of the ratio after shuffling",
    "chance_high": "95th percentile",
    "p": "share of shuffles with as many pairs or more",
    "called_out": "at least a fifth more than usual, and p under 0.05",
}
"""Table ``repeats`` (Knox)."""


def taken(payload: Json) -> Taken:
    """Return the files of a stored concentration."""
    source = source_of_reports(payload)
    span = f"{payload['period']['from']}-to-{payload['period']['to']}"
    hexagons = Layer(
        "hexagons", HEXAGONS, [_hexagon(one, span, source) for one in payload["cells"]]
    )
    return Taken(
        stem=concentration.stem(payload),
        table=hexagons,
        layers=[hexagons, Layer("repeats", BANDS, list(_bands(payload["near_repeat"])))],
        about={
            **about(payload, span, source),
            "reports": str(payload["members"]),
            "hexagons": str(payload["hexagons"]),
            "gini": str(payload["gini"]) if payload["enough"] else "too few to say",
        },
        made_at=payload["built_at"],
    )


def _hexagon(one: Json, span: str, source: str) -> Row:
    cell = str(one["cell"])
    ring = [list(corner) for corner in grid.boundary_of(cell)]
    return {
        "id": f"{span}-{cell}",
        "cell": cell,
        "label": words.place(one),
        "count": one["count"],
        "source": source,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


_OF_A_BAND: Final = ("pairs", "expected", "ratio", "chance_low", "chance_high", "p", "called_out")


def _bands(repeat: Json) -> Iterable[Row]:
    """Yield a row for each band of distance and time; none where there are too few to say."""
    for (near, far), bands in zip(pairwise(repeat["metres"]), repeat["bands"], strict=False):
        for (first, last), one in zip(pairwise(repeat["days"]), bands, strict=True):
            yield {
                "id": f"{near:g}-to-{far:g}-m-{first:g}-to-{last:g}-days",
                "metres_from": near,
                "metres_to": far,
                "days_from": first,
                "days_to": last,
                **{name: one[name] for name in _OF_A_BAND},
            }
