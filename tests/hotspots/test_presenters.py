"""What people read of a stored contrast: words, table, files, legends."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import geopandas
import pyogrio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspots.presenters import files, legend, maps, notes, page, table, words
from tests.front import payloads


def _cell(payload: dict[str, Any], label: str) -> dict[str, Any]:
    return next(cell for cell in payload["cells"] if cell["label"] == label)


def test_headline_is_the_sentence_of_screen_a_with_its_chance_range() -> None:
    said = words.headline(payloads.payload())

    assert f"{said.figure} {said.lead} {said.chance}" == (
        "24 in every 100 business reports are in different places from where police record ASB. "
        "If both saw the same pattern, chance alone would give 4 to 10."
    )
    assert said.reading == "The two pictures differ by more than chance."


def test_headline_within_chance_says_so() -> None:
    found = {"dissimilarity": 0.08, "chance_low": 0.04, "chance_high": 0.1, "enough": True}

    said = words.headline(payloads.payload(headline=found))

    assert said.reading == "Chance alone can explain a gap of this size."


def test_headline_of_few_reports_gives_counts_and_no_share() -> None:
    said = words.headline(payloads.sparse())

    assert said.figure == ""
    assert said.lead == "Too few to say: 12 business reports and 18 police records in these months."


def test_district_without_reports_shows_the_one_picture_there_is() -> None:
    payload = payloads.without_reports()

    shown = page.contrast_page(payload, payloads.basemap())

    assert shown.headline.lead == (
        "No business reports in these months yet: this is one picture only, 860 police records."
    )
    assert "begins by itself" in shown.headline.chance
    assert (shown.only, shown.view, shown.strip) == ("official", "official", None)
    assert shown.rows[0].sentence.endswith("of police ASB in the district.")


@pytest.mark.parametrize(
    ("members", "officials", "only"), [(0, 0, "none"), (5, 0, "members"), (5, 5, "")]
)
def test_only_source(members: int, officials: int, only: str) -> None:
    payload = payloads.payload()
    payload["totals"].update(members=members, officials=officials)

    assert words.only_source(payload) == only
    assert bool(words.headline(payload).lead)


def test_place_puts_the_capital_after_an_apostrophe_right() -> None:
    assert words.place({"label": "Mercer'S Row", "cell": "89195dd6287ffff"}) == "Mercer's Row"
    assert words.place({"label": "St Giles' Street", "cell": ""}) == "St Giles' Street"
    assert words.place({"label": "", "cell": "89195dd6287ffff"}) == "Hexagon 6287"


def test_headline_of_a_withheld_contrast_gives_no_number_away() -> None:
    said = words.headline(payloads.nothing_shown())

    assert not re.search(r"\d", f"{said.figure}{said.lead}{said.chance}{said.reading}")


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        (
            "Lantern Row",
            (
                "22% of business reports, 9% of police ASB. Businesses report about 2.5 times the "
                "share here (likely 2.0 to 3.1 times)."
            ),
        ),
        (
            "Station Approach",
            (
                "6% of business reports, 15% of police ASB. Police record about 2.3 times the "
                "share here (likely 1.8 to 3.1 times)."
            ),
        ),
        (
            "Market Cross",
            (
                "19% of business reports, 20% of police ASB. No clear difference: the ratio is "
                "about 0.98, likely 0.80 to 1.2."
            ),
        ),
        ("Pound Corner", "4 business reports and 3 police records: too few to say."),
    ],
)
def test_sentence_of_a_hexagon_by_verdict(label: str, expected: str) -> None:
    payload = payloads.payload()

    assert words.sentence(_cell(payload, label), payload) == expected


def test_sentence_of_a_withheld_hexagon_has_no_member_number() -> None:
    payload = payloads.withheld()

    said = words.sentence(_cell(payload, "Hatters Lane"), payload)

    assert said == (
        "Business reports are withheld here to protect a small number; 3% of police ASB is here."
    )


def test_every_estimate_on_the_page_stands_beside_its_range() -> None:
    shown = page.contrast_page(payloads.payload(), payloads.basemap())

    assert all(bool(row.ratio) == bool(row.range) == bool(row.plot) for row in shown.rows)
    drawn = shown.picture.hexagons if shown.picture else []
    assert all(bool(hexagon.ratio) == bool(hexagon.range) for hexagon in drawn)


def test_verdicts_are_the_four_words_and_no_other() -> None:
    assert list(words.VERDICTS) == ["higher", "lower", "no clear difference", "too few to say"]


def test_table_puts_passed_tests_first_and_what_cannot_be_said_last() -> None:
    rows = table.rows(payloads.payload())

    order = [row.verdict.slug for row in rows]
    assert order == sorted(order, key=["higher", "lower", "unclear", "few"].index)
    assert [row.place for row in rows][:2] == ["Lantern Row", "Cooper's Yard"]
    assert rows[-1].place == "Pound Corner"


def test_small_base_gives_counts_without_percentages() -> None:
    rows = table.rows(payloads.sparse())

    assert {row.members_share for row in rows} == {""}
    assert not any("%" in row.sentence for row in rows)


def test_withheld_hexagons_stand_together_in_one_line() -> None:
    line = table.together(payloads.withheld())

    assert line is not None
    assert (line.place, line.members) == ("2 withheld hexagons together", "20")
    assert table.together(payloads.payload()) is None


def test_withheld_contrast_shows_no_count_of_members_anywhere() -> None:
    shown = page.contrast_page(payloads.nothing_shown(), payloads.basemap())

    assert {row.members for row in shown.rows} == {"withheld"}
    assert shown.totals_words["members"] == "Business reports are withheld"
    assert shown.strip is None
    drawn = shown.picture.hexagons if shown.picture else []
    assert {hexagon.members for hexagon in drawn} == {""}


def test_notes_name_missing_months_and_rows_without_location() -> None:
    said = " ".join(notes.notes(payloads.payload()))

    assert "no police figures for January 2026; nothing was guessed" in said
    assert "40 police ASB records of the whole force in these months have no location" in said
    assert "July 2022" in said
    assert "3 business reports lie more than 250 metres" in said


@pytest.mark.parametrize(
    ("audience", "expected"),
    [("OPERATIONS", "exact counts"), ("FUNDER", "below 5 are withheld"), ("ANALYST", "below 5")],
)
def test_rule_says_what_the_audience_is_shown(audience: str, expected: str) -> None:
    assert expected in notes.rule(payloads.payload(audience=audience))


# --- Files ------------------------------------------------------------------------------------


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


# --- Colours ----------------------------------------------------------------------------------

SCALE = {"share": [0.05, 0.1, 0.15, 0.2], "ratio": [1 / 3, 0.5, 0.8, 1.25, 2.0, 3.0]}


@pytest.mark.parametrize(
    ("share", "step"), [(None, None), (0.0, 0), (0.001, 1), (0.05, 2), (0.199, 4), (0.2, 5)]
)
def test_share_step(share: float | None, step: int | None) -> None:
    assert legend.share_step(share, SCALE) == step


@pytest.mark.parametrize(("ratio", "step"), [(0.1, 1), (0.4, 2), (1.0, 4), (1.25, 5), (9.0, 7)])
def test_ratio_step_is_symmetric_about_even(ratio: float, step: int) -> None:
    assert legend.ratio_step(ratio, SCALE) == step
    assert legend.ratio_step(1 / ratio * 0.9999, SCALE) == 8 - step


@given(st.lists(st.floats(0.01, 0.99), min_size=1, max_size=4, unique=True).map(sorted))
def test_legend_prints_exactly_the_steps_that_the_map_can_use(edges: list[float]) -> None:
    scale = {"share": edges, "ratio": SCALE["ratio"]}

    printed = {swatch.style for swatch in legend.share_legend("m", scale)}

    used = {f"m-{legend.share_step(share / 1000, scale)}" for share in range(1001)}
    assert used <= printed


def test_more_classes_than_colours_are_refused() -> None:
    with pytest.raises(ValueError, match="more than the 5 colours"):
        legend.share_step(0.5, {"share": [0.1, 0.2, 0.3, 0.4, 0.5]})


def test_grey_stands_where_nobody_could_report() -> None:
    payload = payloads.payload()

    assert maps.styles(_cell(payload, "Long Meadow"), payload) == {
        "members": "absent",
        "official": "o-2",
        "ratio": "absent",
    }


def test_too_few_is_hatched_in_the_ratio_and_withheld_in_both() -> None:
    drawn = {
        one.place: one.hatched
        for one in maps.picture(payloads.withheld(), payloads.basemap()).hexagons
    }

    assert drawn["Lantern Row"] == {"members": False, "official": False, "ratio": False}
    assert drawn["Hatters Lane"] == {"members": True, "official": False, "ratio": True}


def test_model_names_classes_and_no_colour() -> None:
    model = maps.model(payloads.payload(), basemap_url="/basemap/demo.geojson", tiles={})

    assert len(model["cells"]) == 12
    assert "#" not in str(model)
    assert model["cells"][0]["texts"]["ratio"] == ["2.5", "2.0–3.1"]


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
