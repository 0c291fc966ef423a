"""The files of a stored contrast."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from pathlib import Path

import geopandas
import pyogrio
import pytest

from hotspots.presenters import files
from tests.front import payloads
from tests.hotspots.presenters.test_words import _cell


def test_csv_of_an_invented_town_says_so_in_every_row() -> None:
    payload = payloads.payload()
    assert payload["district"]["invented"]

    rows = list(csv.DictReader(io.StringIO("".join(files.csv_lines(payload)), newline="")))

    assert {row["source"] for row in rows} == {"Invented data"}


def test_csv_has_the_agreed_columns_and_a_row_for_each_cell() -> None:
    payload = payloads.payload()
    payload["district"]["invented"] = False

    rows = list(csv.DictReader(io.StringIO("".join(files.csv_lines(payload)), newline="")))

    assert list(rows[0]) == [
        *("cell", "member_count", "official_count", "member_share", "official_share"),
        *("ratio", "ratio_low", "ratio_high", "p", "q", "verdict"),
    ]
    assert [row["cell"] for row in rows] == [cell["cell"] for cell in payload["cells"]]
    assert float(rows[0]["ratio"]) == 2.52


def test_csv_is_empty_where_withheld() -> None:
    payload = payloads.withheld()
    hidden = _cell(payload, "Hatters Lane")["cell"]

    rows = csv.DictReader(io.StringIO("".join(files.csv_lines(payload)), newline=""))
    row = next(row for row in rows if row["cell"] == hidden)

    assert (row["member_count"], row["ratio"], row["q"]) == ("", "", "")
    assert (row["official_count"], row["verdict"]) == ("24", "too few to say")


def test_geojson_carries_what_it_takes_to_quote_it() -> None:
    payload = payloads.payload()

    found = files.geojson(payload)

    assert found["analysis"] == payload["analysis"]
    assert found["source"].startswith("Invented data")
    first = found["features"][0]
    assert first["geometry"]["coordinates"][0][0] == first["geometry"]["coordinates"][0][-1]
    assert first["properties"]["verdict"] == "higher"


def test_real_district_names_the_source_and_its_licence() -> None:
    real = {"slug": "northampton", "name": "Northampton", "invented": False}

    assert "Open Government Licence v3.0" in files.source_of(payloads.payload(district=real))


def test_the_geopackage_is_read_by_others_and_explains_itself(tmp_path: Path) -> None:
    path = tmp_path / "contrast.gpkg"
    shown = payloads.payload()

    path.write_bytes(files.geopackage_file(shown))

    hexagons = geopandas.read_file(path, layer="hexagons")
    assert list(hexagons["cell"]) == [cell["cell"] for cell in shown["cells"]]
    assert hexagons.crs.to_epsg() == 4326
    assert hexagons["id"].is_unique
    dictionary = pyogrio.read_dataframe(path, layer="data_dictionary")
    told = set(dictionary.loc[dictionary["layer"] == "hexagons", "column"])
    assert told == set(hexagons.columns) - {"geometry"}
    assert shown["analysis"] in set(pyogrio.read_dataframe(path, layer="about")["value"])


@pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="ogrinfo is not installed")
def test_ogrinfo_finds_both_layers_and_both_tables(tmp_path: Path) -> None:
    path = tmp_path / "contrast.gpkg"
    path.write_bytes(files.geopackage_file(payloads.payload()))

    told = subprocess.run(
        ["ogrinfo", "-so", "-al", str(path)], capture_output=True, text=True, check=True
    ).stdout

    for name in ("hexagons", "boundary", "data_dictionary", "about"):
        assert f"Layer name: {name}" in told
    assert "Multi Polygon" in told


def test_a_withheld_number_is_empty_in_the_geopackage(tmp_path: Path) -> None:
    path = tmp_path / "contrast.gpkg"
    path.write_bytes(files.geopackage_file(payloads.withheld()))

    hexagons = geopandas.read_file(path, layer="hexagons")

    hidden = hexagons["hidden"].astype(bool)
    assert hidden.any()
    assert not hidden.all()
    assert hexagons.loc[hidden, ["member_count", "member_share", "ratio"]].isna().all(axis=None)
    assert hexagons.loc[~hidden, "member_count"].notna().all()


def test_the_same_payload_gives_the_same_geopackage() -> None:
    assert files.geopackage_file(payloads.payload()) == files.geopackage_file(payloads.payload())
