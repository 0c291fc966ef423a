"""Ingredients of a contrast, made by hand."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from hotspots.gathering import Places, SnapGround
from hotspots.recipe import Ingredients
from layers.projection import geometry_to_degrees, to_metres

LNG, LAT = -0.8972, 52.2386


def lattice(spacing_m: float = 60.0, half_m: float = 700.0) -> tuple[np.ndarray, np.ndarray]:
    """Return snap points on a lattice round the centre, in degrees."""
    (east,), (north,) = to_metres([LNG], [LAT])
    steps = np.arange(-half_m, half_m + 1, spacing_m)
    easting, northing = np.meshgrid(east + steps, north + steps)
    points = geometry_to_degrees(
        shapely.MultiPoint(np.column_stack([easting.ravel(), northing.ravel()]))
    )
    lng, lat = shapely.get_coordinates(points).T
    return lng, lat


def disc(radius_m: float = 420.0) -> shapely.MultiPolygon:
    """Return a round boundary about the centre, in degrees."""
    (east,), (north,) = to_metres([LNG], [LAT])
    return shapely.MultiPolygon([geometry_to_degrees(shapely.Point(east, north).buffer(radius_m))])


@pytest.fixture
def make_ingredients():
    """Return a maker of ingredients with so many reports and records at random places."""

    def make(*, reports: int = 300, records: int = 500, seed: int = 1, shops: int = 40, **spacing):
        rng = np.random.default_rng(seed)
        lng, lat = lattice(**spacing)
        officials = rng.multinomial(records, np.full(len(lng), 1 / len(lng)))
        at = rng.integers(0, len(lng), reports)
        jitter = rng.normal(0, 1e-4, (2, reports))
        home = rng.integers(0, len(lng), shops)
        return Ingredients(
            boundary=disc(),
            snaps=SnapGround(
                ids=np.arange(len(lng)),
                lng=lng,
                lat=lat,
                names=[f"Street {number}" for number in range(len(lng))],
                officials=officials.astype(np.int64),
            ),
            reports=Places(
                lng[at] + jitter[0], lat[at] + jitter[1], rng.integers(1, shops, reports)
            ),
            premises=Places(lng[home], lat[home], np.arange(1, shops + 1)),
        )

    return make


#: Some official snap points of the centre (data.police.uk, OGL v3.0).
CENTRE = {
    "Drapery": (-0.897192, 52.237537),
    "Mercers Row": (-0.896171, 52.237374),
    "Woolmonger Street": (-0.898642, 52.236327),
    "Victoria Gardens": (-0.894901, 52.234234),
    "Abington Square": (-0.888415, 52.240089),
    "Fish Street": (-0.893333, 52.237842),
    "St Giles' Terrace": (-0.890184, 52.238433),
}


def write_months(folder, months, *, seed: int = 5, force: str = "northamptonshire") -> None:
    """Write street files of the police.uk form: a lattice of places, with invented counts."""
    rng = np.random.default_rng(seed)
    lng, lat = lattice()
    places = [("On or near Lattice Lane", x, y) for x, y in zip(lng, lat, strict=True)]
    places += [(f"On or near {name}", x, y) for name, (x, y) in CENTRE.items()]
    folder.mkdir(parents=True, exist_ok=True)
    header = (
        "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,"
        "LSOA name,Crime type,Last outcome category,Context"
    )
    for month in months:
        rows = [header]
        for name, x, y in places:
            crimes = ["Anti-social behaviour"] * rng.poisson(0.1) + ["Drugs"]
            rows += [
                f",{month},Northamptonshire Police,Northamptonshire Police,{x:.6f},{y:.6f},"
                f"{name},E01027201,Northampton 021C,{crime},,"
                for crime in crimes
            ]
        (folder / f"{month}-{force}-street.csv").write_text("\n".join(rows) + "\n")
