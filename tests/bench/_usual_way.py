"""The same work as most analysts would write it: pandas, geopandas, h3 and folium, from CSV files.

Written to be as quick as such scripts are: vectorised where the libraries are, no needless copy.
It answers less: no ratio with its range, no dispersion, no sensitivity, nothing stored or cut.
"""

from __future__ import annotations

from pathlib import Path

import folium
import geopandas
import h3
import numpy as np
import pandas
import shapely
from scipy import stats

METRES = "EPSG:27700"


def _points(frame: pandas.DataFrame, lng: str, lat: str) -> geopandas.GeoDataFrame:
    shapes = geopandas.points_from_xy(frame[lng], frame[lat])
    return geopandas.GeoDataFrame(frame, geometry=shapes, crs="EPSG:4326").to_crs(METRES)


def _police(folder: Path) -> geopandas.GeoDataFrame:
    frame = pandas.concat([pandas.read_csv(path) for path in sorted(folder.glob("*-street.csv"))])
    return _points(frame, "Longitude", "Latitude")


def _cells(frame: pandas.DataFrame, lng: str, lat: str) -> pandas.Series:
    return frame.apply(lambda row: h3.latlng_to_cell(row[lat], row[lng], 9), axis=1)


def _hexagons(cells: pandas.Series, values: pandas.DataFrame) -> geopandas.GeoDataFrame:
    shapes = [shapely.Polygon([(x, y) for y, x in h3.cell_to_boundary(cell)]) for cell in cells]
    return geopandas.GeoDataFrame(values, geometry=shapes, crs="EPSG:4326")


def contrast(folder: Path, boundary: geopandas.GeoSeries, out: Path) -> int:
    """Snap, count, test (Fisher, Benjamini and Hochberg) and draw; return how many hexagons."""
    police = _police(folder)
    snaps = police.drop_duplicates(["Longitude", "Latitude"])
    snaps = snaps[snaps.within(boundary.to_crs(METRES).iloc[0])]
    reports = _points(pandas.read_csv(folder / "reports.csv"), "lng", "lat")
    near = geopandas.sjoin_nearest(
        reports, snaps[["Longitude", "Latitude", "geometry"]], max_distance=250
    )
    asb = police[police["Crime type"] == "Anti-social behaviour"]
    asb = asb.merge(snaps[["Longitude", "Latitude"]], on=["Longitude", "Latitude"])
    table = pandas.DataFrame(
        {
            "members": _cells(near, "Longitude", "Latitude").value_counts(),
            "police": _cells(asb, "Longitude", "Latitude").value_counts(),
        }
    ).fillna(0)
    every, records = table["members"].sum(), table["police"].sum()
    table["p"] = [
        stats.fisher_exact([[m, every - m], [o, records - o]])[1]
        for m, o in zip(table["members"], table["police"], strict=True)
    ]
    table["q"] = stats.false_discovery_control(table["p"])
    table["ratio"] = (table["members"] / every) / (table["police"] / records)
    _draw(table.reset_index(names="cell"), "ratio", out)
    return len(table)


def weekly(folder: Path, monday: str, out: Path) -> int:
    """Count the week and its thirteen before, test (Poisson) and draw; return how many hexagons."""
    reports = pandas.read_csv(folder / "reports.csv", parse_dates=["at"])
    start = pandas.Timestamp(monday, tz="UTC")
    reports["week"] = (reports["at"] - start).dt.days // 7
    recent = reports[reports["week"].between(-13, 0)].copy()
    recent["cell"] = _cells(recent, "lng", "lat")
    table = recent.pivot_table(index="cell", columns="week", values="at", aggfunc="count")
    table = table.reindex(columns=range(-13, 1)).fillna(0)
    mean = (table[list(range(-13, 0))].sum(axis=1) + 0.5) / 13
    found = pandas.DataFrame({"count": table[0], "p": stats.poisson.sf(table[0] - 1, mean)})
    found["q"] = stats.false_discovery_control(np.clip(found["p"], 0, 1))
    _draw(found.reset_index(names="cell"), "count", out)
    return len(found)


def _draw(table: pandas.DataFrame, column: str, out: Path) -> None:
    hexagons = _hexagons(table["cell"], table.replace([np.inf, -np.inf], np.nan))
    centre = hexagons.union_all().centroid
    drawn = folium.Map(location=[centre.y, centre.x], zoom_start=15)
    folium.Choropleth(
        hexagons, data=hexagons, columns=["cell", column], key_on="feature.properties.cell"
    ).add_to(drawn)
    drawn.save(str(out))
