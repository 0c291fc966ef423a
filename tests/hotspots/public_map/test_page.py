"""The page and its files, to anybody who asks."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any

import geopandas
import pyogrio
import pytest
from django.test import Client

from members.audiences import Audience
from members.models import District
from tests.hotspots.public_map.quarters import URL, publish, stored

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_a_stranger_reads_the_page_and_keeps_no_cookie(
    northampton: District, client: Client
) -> None:
    publish(northampton)

    answer = client.get(URL)

    assert answer.status_code == 200
    text = answer.content.decode()
    assert "October to December 2025" in text
    assert "What this cannot tell you" in text
    assert not answer.cookies
    assert answer["Cache-Control"] == "public, max-age=60"
    assert answer["Vary"] == "Accept-Encoding"


def test_everybody_gets_the_same_bytes(
    northampton: District, client: Client, make_member: Any
) -> None:
    publish(northampton)

    signed_in = Client()
    signed_in.force_login(make_member(northampton, Audience.OPERATIONS))

    answer = signed_in.get(URL)
    assert answer.content == client.get(URL).content
    assert answer["Vary"] == "Accept-Encoding"
    assert not answer.cookies


def test_only_a_published_quarter_can_be_asked_for(northampton: District, client: Client) -> None:
    publish(northampton)

    assert client.get(URL, {"quarter": "2025-q2"}).status_code == 200
    for other in ("2025-q9", "2024-q4", "2025-Q2", "", "' or 1"):
        assert client.get(URL, {"quarter": other}).status_code == 404


def test_a_district_without_a_quarter_says_when_there_will_be_one(
    make_district: Any, client: Client
) -> None:
    make_district("quiet")

    answer = client.get("/d/quiet/map/")

    assert "No quarter has been published yet" in answer.content.decode()
    assert client.get("/d/quiet/map/public-map.csv").status_code == 404
    assert client.get("/d/nowhere/map/").status_code == 404


def test_a_browser_that_has_the_page_is_told_so(northampton: District, client: Client) -> None:
    publish(northampton)
    first = client.get(URL, headers={"Accept-Encoding": "gzip"})

    second = client.get(URL, headers={"Accept-Encoding": "gzip", "If-None-Match": first["ETag"]})

    assert second.status_code == 304
    assert second.content == b""
    assert gzip.decompress(first.content) == client.get(URL).content
    assert client.get(URL)["ETag"] != first["ETag"]


def test_the_csv_has_a_row_for_each_hexagon(northampton: District, client: Client) -> None:
    publish(northampton)

    text = client.get(f"{URL}public-map.csv", {"quarter": "2025-q3"}).content.decode("utf-8-sig")

    rows = list(csv.DictReader(io.StringIO(text)))
    cells = stored(northampton)["cells"]
    assert [row["cell"] for row in rows] == [cell["cell"] for cell in cells]
    assert rows[0]["id"] == f"2025-q3-{rows[0]['cell']}"
    assert all((row["reports"] == "") == (row["hidden"] == "yes") for row in rows)


def test_geojson_and_geopackage_say_the_same(
    northampton: District, client: Client, tmp_path: Path
) -> None:
    publish(northampton)
    path = tmp_path / "map.gpkg"
    path.write_bytes(client.get(f"{URL}public-map.gpkg").content)

    told = json.loads(client.get(f"{URL}public-map.geojson").content)

    hexagons = geopandas.read_file(path, layer="hexagons")
    assert hexagons.crs.to_epsg() == 4326
    assert list(hexagons["id"]) == [one["id"] for one in told["features"]]
    shown = hexagons["reports"].astype(object).where(hexagons["reports"].notna(), None)
    assert list(shown) == [one["properties"]["reports"] for one in told["features"]]
    assert geopandas.read_file(path, layer="boundary")["illustrative"].all()
    dictionary = pyogrio.read_dataframe(path, layer="data_dictionary")
    columns = dictionary[dictionary["layer"] == "hexagons"]["column"]
    assert set(columns) == set(hexagons.columns) - {"geometry"}
    about = pyogrio.read_dataframe(path, layer="about")
    assert told["analysis"] in set(about["value"])


def test_a_geopackage_is_the_same_to_the_byte(northampton: District) -> None:
    from hotspots.presenters import public_files

    publish(northampton)
    payload = stored(northampton)

    assert public_files.geopackage_file(payload) == public_files.geopackage_file(payload)
