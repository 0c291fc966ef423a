"""The ground of a district, and the operator's tiles, go to its own people alone."""

import contextlib

import pytest
from django.test import Client
from django.urls import reverse

from layers.actions.basemap import Ground, Place, replace_basemap
from layers.queries.basemap import basemap_config
from members.access import acting_in
from members.audiences import Audience
from tests.conftest import MOMENT
from tests.layers.test_tile_source import URL, pmtiles

ROUTES = ("basemap", "basemap_tiles")
TILES = pmtiles() + bytes(range(256)) * 40


@pytest.fixture
def operators_file(settings, tmp_path):
    """The operator has set a PMTiles file."""
    path = tmp_path / "town.pmtiles"
    path.write_bytes(TILES)
    settings.BASEMAP_PMTILES, settings.BASEMAP_ATTRIBUTION = str(path), "A map maker"
    return path


@pytest.fixture
def signed_in(make_member):
    """Return a maker of browsers in which one of the cast is signed in."""

    def sign_in(district, audience=Audience.ANALYST) -> Client:
        client = Client()
        client.force_login(make_member(district, audience))
        return client

    return sign_in


@pytest.fixture
def town(make_district):
    return make_district()


def body(response) -> bytes:
    with contextlib.closing(response):
        return response.getvalue()


@pytest.mark.usefixtures("operators_file")
@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("audience", Audience)
def test_everybody_of_a_district_gets_its_ground(town, signed_in, audience, route):
    response = signed_in(town, audience).get(reverse(route, args=[town.slug]))

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert body(response)


@pytest.mark.usefixtures("operators_file")
@pytest.mark.parametrize("route", ROUTES)
def test_people_of_another_district_get_the_404_of_no_district(make_district, signed_in, route):
    client = signed_in(make_district("next-door"))
    town = make_district()

    others = client.get(reverse(route, args=[town.slug]))
    nobodys = client.get(reverse(route, args=["no-such-town"]))

    assert others.status_code == nobodys.status_code == 404
    assert others.content == nobodys.content


@pytest.mark.usefixtures("operators_file")
@pytest.mark.parametrize("route", ROUTES)
def test_a_stranger_is_asked_to_sign_in(town, client, route):
    response = client.get(reverse(route, args=[town.slug]))

    assert response.status_code == 302


@pytest.mark.usefixtures("operators_file")
@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_ground_is_only_read(town, client, route, method):
    assert getattr(client, method)(reverse(route, args=[town.slug])).status_code == 405


def test_the_ground_is_geojson(town, signed_in):
    place = Place("Drapery", (-0.897192, 52.237537), "STREET", "data.police.uk, OGL v3.0")
    with acting_in(town.pk):
        replace_basemap(district=town, ground=Ground(places=[place]), by="test", at=MOMENT)

    response = signed_in(town).get(reverse("basemap", args=[town.slug]))

    assert response.headers["Content-Type"] == "application/geo+json"
    assert response.json()["features"][0]["properties"]["name"] == "Drapery"


@pytest.mark.usefixtures("operators_file")
def test_the_whole_file_is_sent_where_no_range_is_asked(town, signed_in):
    response = signed_in(town).get(reverse("basemap_tiles", args=[town.slug]))

    assert response.headers["Accept-Ranges"] == "bytes"
    assert body(response) == TILES


@pytest.mark.usefixtures("operators_file")
@pytest.mark.parametrize(
    ("header", "start", "stop"),
    [("bytes=0-16383", 0, len(TILES)), ("bytes=127-130", 127, 131), ("bytes=-4", -4, None)],
)
def test_a_part_of_the_file_is_sent(town, signed_in, header, start, stop):
    response = signed_in(town).get(
        reverse("basemap_tiles", args=[town.slug]), headers={"Range": header}
    )

    part = TILES[start:stop]
    first = start % len(TILES)
    assert response.status_code == 206
    assert response.content == part
    assert response.headers["Content-Range"] == (
        f"bytes {first}-{first + len(part) - 1}/{len(TILES)}"
    )


@pytest.mark.usefixtures("operators_file")
@pytest.mark.parametrize("header", ["bytes=99999-", "bytes=0-0,2-3" * 100, "junk"])
def test_other_ranges_are_not_satisfiable(town, signed_in, header):
    response = signed_in(town).get(
        reverse("basemap_tiles", args=[town.slug]), headers={"Range": header}
    )

    assert response.status_code == 416
    assert response.headers["Content-Range"] == f"bytes */{len(TILES)}"
    assert response.content == b""


def test_a_long_part_is_cut(town, signed_in, operators_file):
    operators_file.write_bytes(pmtiles() + bytes(5_000_000))

    response = signed_in(town).get(
        reverse("basemap_tiles", args=[town.slug]), headers={"Range": "bytes=0-"}
    )

    assert len(response.content) == 4 * 1024 * 1024


def test_without_a_file_there_are_no_tiles(town, signed_in):
    assert signed_in(town).get(reverse("basemap_tiles", args=[town.slug])).status_code == 404


@pytest.mark.usefixtures("operators_file")
def test_an_invented_town_lies_on_its_own_ground(make_district, signed_in):
    invented = make_district("oxbarrow", force="planted-town")

    assert basemap_config(invented) == {"pmtiles": "", "url": "", "attribution": ""}
    response = signed_in(invented).get(reverse("basemap_tiles", args=[invented.slug]))
    assert response.status_code == 404


@pytest.mark.usefixtures("operators_file")
def test_a_map_is_told_of_the_operators_file(town):
    assert basemap_config(town) == {
        "pmtiles": "/basemap/exampleton.pmtiles", "url": "", "attribution": "A map maker"
    }  # fmt: skip


def test_a_map_is_told_of_the_operators_server(town, settings):
    settings.BASEMAP_TILES, settings.BASEMAP_ATTRIBUTION = URL, "A map maker"

    assert basemap_config(town) == {"pmtiles": "", "url": URL, "attribution": "A map maker"}
