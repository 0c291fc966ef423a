"""Open the district of Northampton with its illustrative boundary and place names."""

from datetime import date
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand
from django.utils import timezone

from layers import geo_input
from layers.actions.basemap import Place
from layers.actions.northampton import open_northampton
from layers.ingestors.boundaries import read_boundary_file
from layers.queries.boundaries import NewBoundary
from layers.strict_text import load_json

_FOLDER: Final = Path(__file__).resolve().parents[3] / "fixtures" / "northampton"
_VALID_FROM: Final = date(2018, 10, 1)  # The month of the oldest police file that people try.


class Command(BaseCommand):
    help = (
        "Open the district 'northampton' with an illustrative boundary and the names of places "
        "at their police.uk map points. Changes nothing where that is done already."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        boundary = _boundary(str(_FOLDER / "boundary.geojson"))
        places = _places((_FOLDER / "places.json").read_bytes())
        district, changed = open_northampton(
            boundary=boundary, places=places, by="command load_northampton", at=timezone.now()
        )
        done = "is ready" if changed else "was ready already"
        self.stdout.write(f"District {district.slug} {done}: boundary, {len(places)} place names.")


def _boundary(path: str) -> NewBoundary:
    read = read_boundary_file(path)
    return NewBoundary(
        name=read.name or "",
        shape=read.shape,
        source="Drawn for this project; not an official boundary",
        illustrative=True,
        valid_from=_VALID_FROM,
        sha256=read.sha256,
    )


def _places(content: bytes) -> list[Place]:
    document = load_json(content, max_bytes=50_000)
    return [
        Place(
            name=item["name"],
            position=geo_input.position_in_uk(item["position"]),
            kind=item["kind"],
            source=document["source"],
        )
        for item in document["places"]
    ]
