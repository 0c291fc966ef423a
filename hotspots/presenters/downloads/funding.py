"""The evaluation of a plan as files: official counts by area and month, areas and figures.

The evidence pack holds the same and is signed; these are for whoever wants a layer in QGIS or a
table in a spreadsheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from hotspots.evidence.contents import flattened
from hotspots.evidence.sheets import text_of
from hotspots.funding.counts import Counts
from hotspots.presenters import files
from hotspots.presenters.downloads.taken import Taken, about
from hotspots.presenters.geopackage import Layer, boundary_layer

Json = Mapping[str, Any]
Row = dict[str, Any]

COUNTS: Final[Mapping[str, str]] = {
    "id": "area, month and category; the same in every file of this plan",
    "area": "key of the area in the plan",
    "name": "of the town",
    "role": "here, ring, control or control ring",
    "month": "as 2026-10",
    "category": "of police.uk",
    "records": "police records at the map points inside the area; open data",
    "source": "whose figures they are",
}
"""``funding.csv`` and table ``counts`` of ``funding.gpkg``."""

AREAS: Final[Mapping[str, str]] = {
    "key": "as area in counts",
    "name": "of the town",
    "role": "here, ring, control or control ring",
}
"""Layer ``areas``, as the plan was frozen."""

FIGURES: Final[Mapping[str, str]] = {
    "id": "name of the figure, as in figures.csv of the evidence pack",
    "value": "number, yes or no, or text; empty where it cannot be said or is withheld",
}
"""Table ``figures``."""


def taken(payload: Json) -> Taken:
    """Return the files of a stored evaluation."""
    source, frozen = files.source_of(payload), payload["frozen"]
    counts = Layer("counts", COUNTS, list(_counts(payload, source)))
    figures = {"official": payload["figures"], "process": payload["process"]["figures"]}
    told = [{"id": name, "value": text_of(one)} for name, one in flattened(figures)]
    months = payload["counts"]["months"]
    return Taken(
        stem=f"funding-{payload['district']['slug']}-{frozen['plan']['id'][:8]}",
        table=counts,
        layers=[
            Layer("areas", AREAS, frozen["areas"]),
            boundary_layer(payload["boundary"]),
            counts,
            Layer("figures", FIGURES, told),
        ],
        about={
            **about(payload, f"{months[0]}-to-{months[-1]}", source),
            "plan": frozen["plan"]["id"],
            "stamp": payload["stamp"]["sha256"],
        },
        made_at=payload["built_at"],
    )


def _counts(payload: Json, source: str) -> Iterable[Row]:
    for area, name, role, month, category, records in Counts.from_json(payload["counts"]).rows():
        yield {
            "id": f"{area}-{month}-{category}",
            "area": area,
            "name": name,
            "role": role,
            "month": month,
            "category": category,
            "records": records,
            "source": source,
        }
