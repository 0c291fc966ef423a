"""The public map: published once, late, with nothing small in it, to anybody who asks."""

from __future__ import annotations

import csv
import gzip
import io
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import geopandas
import pyogrio
import pytest
from django.core.management import call_command
from django.test import Client

from hotspots import actions, jobs, queries
from hotspots.disclosure.jointly import Release, feasible
from hotspots.models import Analysis, Disclosed
from hotspots.periods import Period
from hotspots.public_map import release_of
from hotspots.queries import NothingToBuild, payload_of
from hotspots.queries.public_map_study import PUBLIC_MAP
from incidents.actions import NewReport, install_categories, record_reports
from layers import grid
from members.access import acting_in
from members.actions import NewOrganisation, add_organisations
from members.audiences import Audience
from members.models import District, Organisation, Person
from tests.conftest import MOMENT
from tests.hotspots.conftest import write_months

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

URL = "/d/northampton/map/"
PLACES = ((-0.897192, 52.237537), (-0.894901, 52.234234), (-0.890184, 52.238433))
Q3 = Period(date(2025, 7, 1), date(2025, 10, 1))
#: The second place has three reports a quarter, and so is never shown.
WEIGHTS = (40, 3, 25)


@pytest.fixture
def ground(tmp_path: Path, make_person: Any) -> District:
    """The real district with invented official months, and nobody's reports."""
    call_command("load_northampton", verbosity=0)
    district = District.objects.get(slug="northampton")
    write_months(tmp_path, [f"2025-{month:02}" for month in range(1, 13)])
    call_command("import_police", str(tmp_path), taken_on=date(2026, 1, 20), verbosity=0)
    new = [
        NewOrganisation(name=f"Invented shop {n}", kind="LEVY_PAYER", starts_on=date(2020, 1, 1))
        for n in range(6)
    ]
    add_organisations(district=district, organisations=new, by="test", at=MOMENT)
    make_person()
    install_categories(district=district, by="test", at=MOMENT)
    return district


@pytest.fixture
def northampton(ground: District) -> District:
    """The same with a year of reports in three places."""
    for month in (1, 4, 7, 10):
        send(ground, shops_of(ground), month)
    return ground


@pytest.fixture
def telling(ground: District) -> District:
    """A year of 31 in one place, of which three quarters show at least 10 each."""
    for month, few in ((1, 10), (4, 10), (7, 10), (10, 1)):
        send(ground, shops_of(ground), month, (few, 60, 80))
    return ground


def shops_of(district: District) -> list[int]:
    with acting_in(district.pk):
        return list(Organisation.objects.order_by("pk").values_list("pk", flat=True))


def send(
    district: District, shops: list[int], month: int, weights: tuple[int, ...] = WEIGHTS
) -> None:
    """Record one quarter: each place as often as its weight, spread over three months."""
    pins = [place for place, weight in zip(PLACES, weights, strict=True) for _ in range(weight)]
    first = MOMENT.replace(year=2025, month=month, day=2)
    reporter = Person.objects.get().pk
    record_reports(
        district=district,
        reports=[
            NewReport(
                client_key=uuid4(),
                reporter_id=reporter,
                organisation_id=shops[number % len(shops)],
                premises_id=None,
                category="begging",
                lng=lng,
                lat=lat,
                accuracy_m=None,
                occurred_at=first + timedelta(days=number % 85),
                submitted_at=MOMENT,
            )
            for number, (lng, lat) in enumerate(pins)
        ],
        by="test",
        at=MOMENT,
    )


def publish(district: District, at: Any = MOMENT) -> list[Any]:
    return actions.publish_quarters(district=district, by="test", at=at)


def stored(district: District, period: Period = Q3) -> dict[str, Any]:
    with acting_in(district.pk, Audience.PUBLIC):
        kind = Analysis.Kind.PUBLIC_MAP
        return dict(payload_of(district, kind, Audience.PUBLIC, period.start, period.end))


def test_every_quarter_that_is_due_is_published_once(northampton: District) -> None:
    first = publish(northampton)

    again = publish(northampton, MOMENT + timedelta(days=1))

    assert [one.analysis.period_start for one in first] == [
        date(2025, month, 1) for month in (1, 4, 7, 10)
    ]
    assert again == []


def test_a_quarter_is_four_weeks_late(northampton: District) -> None:
    three_weeks = MOMENT.replace(year=2025, month=10, day=22)

    with pytest.raises(NothingToBuild, match="four weeks after"):
        actions.build_analysis(
            study=PUBLIC_MAP,
            district=northampton,
            start=Q3.start,
            end=Q3.end,
            by="test",
            at=three_weeks,
            audiences=[Audience.PUBLIC],
        )

    assert "2025-07_2025-09" not in {
        Period(one.analysis.period_start, one.analysis.period_end).slug
        for one in publish(northampton, three_weeks)
    }


def test_only_calendar_quarters_are_published(northampton: District) -> None:
    for start, end in ((date(2025, 2, 1), date(2025, 5, 1)), (date(2025, 1, 1), date(2025, 7, 1))):
        with pytest.raises(NothingToBuild, match="calendar quarters"):
            actions.build_analysis(
                study=PUBLIC_MAP, district=northampton, start=start, end=end, by="test", at=MOMENT
            )


def test_a_late_report_changes_nothing_that_was_published(northampton: District) -> None:
    publish(northampton)
    before = stored(northampton)
    shop = add_organisations(
        district=northampton,
        organisations=[NewOrganisation("Another", "LEVY_PAYER", date(2020, 1, 1))],
        by="test",
        at=MOMENT,
    )[0]
    send(northampton, [shop.pk], 7)

    publish(northampton, MOMENT + timedelta(days=1))

    assert stored(northampton) == before


def test_nothing_small_is_in_the_payload_and_all_else_is_rounded(northampton: District) -> None:
    publish(northampton)

    payload = stored(northampton)

    counts = [cell["reports"] for cell in payload["cells"]]
    # The 3 are too few, and the 25 are hidden with them: the total less 40 would tell. Zeros
    # are hidden too, or each hidden quarter would tell that its year has one at least.
    assert {count for count in counts if count is not None} == {40}
    assert all(count is None or count % 5 == 0 for count in counts)
    assert payload["totals"]["reports"] % 5 == 0
    assert "organisations" not in json.dumps(payload["cells"])
    assert "member_count" not in json.dumps(payload["cells"])


def test_a_published_quarter_can_be_computed_again(northampton: District) -> None:
    made = publish(northampton)[-1].analysis

    with acting_in(northampton.pk):
        found = queries.verify(made)

    assert found.holds, found


def test_the_job_says_how_many_it_published(northampton: District) -> None:
    assert jobs.publish_quarters() == {"northampton": 4}
    assert jobs.publish_quarters() == {"northampton": 0}


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


def build_year(district: District) -> None:
    """Give the funder the year's contrast."""
    actions.build_contrast(
        district=district,
        period=Period.ending(date(2025, 12, 1), 12),
        by="test",
        at=MOMENT,
        audiences=[Audience.FUNDER],
    )


def held_by_funder(district: District) -> list[Release]:
    """Return all that a funder holds: the contrast, and what everybody holds."""
    with acting_in(district.pk):
        rows = Disclosed.objects.filter(audience__in=["FUNDER", "PUBLIC"]).order_by("pk")
        found = [release_of(payload) for payload in rows.values_list("payload", flat=True)]
    return [one for one in found if one]


def last_quarter_of_the_few(district: District) -> tuple[float, float]:
    """Return what a funder can work out of the one small count of the town."""
    held = held_by_funder(district)
    assert len(held) == 5
    cell = grid.cell_of(*PLACES[0], 9)
    return feasible(held)[cell, ((date(2025, 10, 1), date(2026, 1, 1)),)]


@pytest.mark.parametrize("steps", [(build_year, publish), (publish, build_year)])
def test_a_funder_cannot_put_the_year_and_its_quarters_together(
    telling: District, steps: tuple[Any, Any]
) -> None:
    for step in steps:
        step(telling)

    low, high = last_quarter_of_the_few(telling)
    assert low <= 1
    assert high >= 4


@pytest.mark.parametrize("steps", [(build_year, publish), (publish, build_year)])
def test_if_releases_were_judged_alone_the_funder_could(
    telling: District, steps: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the test above: it can fail."""
    for study in ("contrast_study", "public_map_study"):
        monkeypatch.setattr(f"hotspots.queries.{study}.given_beside", lambda *_: [])

    for step in steps:
        step(telling)

    assert last_quarter_of_the_few(telling)[1] == 1


def test_a_contrast_beside_published_quarters_can_be_computed_again(telling: District) -> None:
    publish(telling)
    build_year(telling)

    with acting_in(telling.pk):
        contrast = Analysis.objects.get(kind=Analysis.Kind.CONTRAST)
        found = queries.verify(contrast)

    assert contrast.parameters["choice"]["given"]
    assert found.holds, found


def test_a_quarter_published_later_builds_no_contrast_anew(telling: District) -> None:
    build_year(telling)
    publish(telling)

    build_year(telling)

    with acting_in(telling.pk):
        assert Analysis.objects.filter(kind=Analysis.Kind.CONTRAST).count() == 1
