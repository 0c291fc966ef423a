"""The files of each kind of analysis: the same numbers as the payload, and what they mean."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import pyogrio
import pytest

from hotspots.presenters import downloads
from hotspots.presenters.downloads import Taken, csv_file, geopackage_file
from hotspots.presenters.downloads.dictionary import FILES, dictionary_csv
from hotspots.presenters.geopackage import Layer
from hotspots.trend.payload import trend_payload
from members.audiences import Audience
from tests.front import weekly_payloads
from tests.hotspots import funding_payload
from tests.hotspots.concentration.test_recipe import made_payload
from tests.hotspots.trend.made import facts, ingredients

Json = dict[str, Any]


def trend(audience: Audience, **changes: Any) -> Json:
    return trend_payload(facts(ingredients(**changes)), [], audience)


MADE: dict[str, Callable[[], Taken]] = {
    "week": lambda: downloads.week.taken(weekly_payloads.payload()),
    "week for members": lambda: downloads.week.taken(weekly_payloads.members()),
    "quiet week": lambda: downloads.week.taken(weekly_payloads.quiet()),
    "trend": lambda: downloads.trend.taken(trend(Audience.OPERATIONS)),
    "trend for the funder": lambda: downloads.trend.taken(trend(Audience.FUNDER)),
    "trend for members": lambda: downloads.trend.taken(trend(Audience.MEMBER)),
    "short trend": lambda: downloads.trend.taken(trend(Audience.ANALYST, months=10)),
    "concentration": lambda: downloads.concentration.taken(made_payload()),
    "funding": lambda: downloads.funding.taken(funding_payload.payload()),
}


@pytest.fixture(params=MADE, ids=lambda name: name.replace(" ", "-"))
def taken(request: pytest.FixtureRequest) -> Taken:
    return MADE[request.param]()


def rows(one: Taken) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(csv_file(one).decode("utf-8-sig"), newline="")))


def opened(one: Taken, folder: Path) -> Path:
    path = folder / f"{one.stem}.gpkg"
    path.write_bytes(geopackage_file(one))
    return path


def about_of(path: Path) -> dict[str, str]:
    about = pyogrio.read_dataframe(path, layer="about")
    return dict(zip(about["name"], about["value"], strict=True))


def test_the_table_has_every_row_under_an_id_of_its_own(taken: Taken) -> None:
    told = rows(taken)

    first = next(iter(taken.table.columns))
    assert list(told[0]) == list(taken.table.columns)
    assert [row[first] for row in told] == [row[first] for row in taken.table.rows]
    assert len({row[first] for row in told}) == len(told)
    assert all(row["source"] for row in told)


def test_geopandas_opens_every_layer_and_finds_what_it_is_about(
    taken: Taken, tmp_path: Path
) -> None:
    path = opened(taken, tmp_path)
    told = pyogrio.read_dataframe(path, layer="data_dictionary")

    for layer in (one for one in taken.layers if one.rows):
        found = geopandas.read_file(path, layer=layer.name)
        columns = set(found.columns) - {"geometry"}
        assert columns == set(told.loc[told["layer"] == layer.name, "column"])
        assert len(found) == len(layer.rows)
        if "geometry" in layer.rows[0]:
            assert found.crs.to_epsg() == 4326
            assert found.geometry.is_valid.all()
    assert about_of(path) == dict(taken.about)
    assert all(taken.about.values())


def test_the_same_payload_gives_the_same_bytes(taken: Taken) -> None:
    assert geopackage_file(taken) == geopackage_file(taken)
    assert csv_file(taken) == csv_file(taken)


def test_the_hexagons_of_a_week_say_what_the_page_says() -> None:
    payload = weekly_payloads.payload()

    told = rows(MADE["week"]())

    busiest = next(row for row in told if row["place"] == "Tallow Street by Weir Bridge")
    assert (busiest["reports"], busiest["group"], busiest["alert"]) == ("10", "6+", "yes")
    assert busiest["from_one_business"] == "8"
    assert busiest["id"] == f"2026-W46-{busiest['cell']}"
    assert sum(int(row["reports"]) for row in told) == sum(
        cell["count"] for cell in payload["cells"]
    )


def test_members_take_classes_of_small_hexagons_and_nothing_else(tmp_path: Path) -> None:
    one = MADE["week for members"]()

    assert one.table.name == "small_hexagons"
    assert {row["reports"] for row in rows(one)} == {""}
    layers = set(pyogrio.list_layers(opened(one, tmp_path))[:, 0])
    assert "hexagons" not in layers


def test_a_month_without_reports_is_empty_and_not_nought() -> None:
    payload = trend(Audience.OPERATIONS, member_months=[at != 7 for at in range(24)])

    told = rows(downloads.trend.taken(payload))

    assert len(told) == 24
    assert (told[7]["month"], told[7]["reports"], told[7]["members_index"]) == ("2025-06", "", "")
    assert told[6]["reports"] != ""


def test_businesses_take_four_indices_and_no_count(tmp_path: Path) -> None:
    one = MADE["trend for members"]()

    lines = ("members", "asb", "wide", "widest")
    assert list(rows(one)[0]) == ["month", *(f"{line}_index" for line in lines), "source"]
    assert "told" not in pyogrio.list_layers(opened(one, tmp_path))[:, 0]


def test_what_the_funder_is_not_told_is_empty_in_the_file() -> None:
    payload = trend(Audience.FUNDER)
    for row in payload["told"]["quarters"]:
        row.update(answered=None, told=None, share=None, withheld=True)

    told = next(one for one in downloads.trend.taken(payload).layers if one.name == "told")

    quarters = [row for row in told.rows if row["of"] == "quarter"]
    assert quarters
    assert {row["withheld"] for row in quarters} == {True}
    assert {row["told"] for row in quarters} == {row["share_low"] for row in quarters} == {None}


def test_hexagons_of_a_year_hold_all_its_reports() -> None:
    told = rows(MADE["concentration"]())

    assert sum(int(row["count"]) for row in told) == 160
    assert told[0]["id"] == f"2025-11-to-2026-10-{told[0]['cell']}"


def test_repeats_have_a_row_for_each_distance_and_time() -> None:
    payload = made_payload()

    bands = next(one for one in MADE["concentration"]().layers if one.name == "repeats").rows

    repeat = payload["near_repeat"]
    assert len(bands) == (len(repeat["metres"]) - 1) * (len(repeat["days"]) - 1)
    assert bands[0]["pairs"] == repeat["bands"][0][0]["pairs"]


def test_counts_of_a_plan_are_those_of_its_pack() -> None:
    payload = funding_payload.payload()

    told = rows(MADE["funding"]())

    values = payload["counts"]["values"]
    assert sum(int(row["records"]) for row in told) == sum(
        count for area in values for month in area for count in month
    )
    assert {row["role"] for row in told} == {"here", "ring", "control", "control ring"}


def test_the_dictionary_tells_every_column_of_every_table() -> None:
    told = list(csv.DictReader(io.StringIO(dictionary_csv().decode("utf-8-sig"), newline="")))

    assert {(row["file"], row["column"]) for row in told} == {
        (file, column) for file, columns in FILES.items() for column in columns
    }
    assert all(row["meaning"] for row in told)
    for name in ("week", "trend", "concentration", "funding"):
        table: Layer = MADE[name]().table
        assert table.columns in FILES.values()
