"""The contrast page and its files, tried by the whole cast."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hotspots.canonical import sha256_of
from hotspots.models import Analysis, Disclosed
from hotspots.periods import Period
from members.access import acting_in
from members.audiences import CONTRAST_READERS, Audience
from members.ids import new_id
from members.models import District
from tests.conftest import MOMENT
from tests.front import payloads

PAGES = ("hotspots:contrast", "hotspots:contrast_csv", "hotspots:contrast_geojson")
YEAR = Period(date(2025, 11, 1), date(2026, 11, 1))
QUARTER = Period(date(2026, 8, 1), date(2026, 11, 1))

pytestmark = pytest.mark.django_db


def publish(
    district: District,
    audience: Audience,
    period: Period = YEAR,
    payload: dict[str, Any] | None = None,
) -> Disclosed:
    """Store a payload as if an analysis had been built and disclosed."""
    with acting_in(district.pk, audience):
        analysis = Analysis.objects.create(
            id=new_id(MOMENT),
            district=district,
            kind=Analysis.Kind.CONTRAST,
            period_start=period.start,
            period_end=period.end,
            parameters={"resolution": 9},
            inputs={},
            inputs_sha256="0" * 64,
            seed=1,
            code_version="test",
            result={},
            result_sha256="0" * 64,
            built_at=MOMENT,
            built_by="test",
        )
        content = payload or _payload(district, audience, period)
        return Disclosed.objects.create(
            district=district,
            analysis=analysis,
            audience=audience.value,
            payload=content,
            payload_sha256=sha256_of(content),
        )


def _payload(district: District, audience: Audience, period: Period) -> dict[str, Any]:
    months = payloads.payload()["period"] | {
        "from": f"{period.start:%Y-%m}",
        "to": f"{period.last:%Y-%m}",
        "months": period.length,
    }
    about = {"slug": district.slug, "name": district.name, "invented": district.invented}
    return payloads.payload(audience=audience.value, district=about, period=months)


@pytest.fixture
def town(make_district) -> District:
    return make_district("planted", force="planted-town")


@pytest.fixture
def signed_in(make_member):
    """Return a maker of browsers in which one of the cast of a district is signed in."""

    def sign_in(district: District, audience: Audience) -> Client:
        client = Client()
        client.force_login(make_member(district, audience))
        return client

    return sign_in


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("audience", sorted(CONTRAST_READERS))
def test_readers_get_the_page_and_its_files(town, signed_in, audience, name) -> None:
    publish(town, audience)

    response = signed_in(town, audience).get(reverse(name, args=[town.slug]))

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("audience", sorted(set(Audience) - CONTRAST_READERS))
def test_nobody_else_learns_that_there_is_one(town, signed_in, audience, name) -> None:
    publish(town, Audience.OPERATIONS)
    client = signed_in(town, audience)

    refused = client.get(reverse(name, args=[town.slug]))
    unknown = client.get(reverse(name, args=["no-such-town"]))

    assert refused.status_code == unknown.status_code == 404
    assert refused.content == unknown.content


@pytest.mark.parametrize("name", PAGES)
def test_operations_of_another_district_gets_the_same_404(
    town, make_district, signed_in, name
) -> None:
    publish(town, Audience.OPERATIONS)
    neighbour = make_district("next-door")

    response = signed_in(neighbour, Audience.OPERATIONS).get(reverse(name, args=[town.slug]))

    assert response.status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_stranger_is_asked_to_sign_in(town, client, name) -> None:
    for slug in (town.slug, "no-such-town"):
        response = client.get(reverse(name, args=[slug]))

        assert response.status_code == 302
        assert response.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_pages_are_only_read(town, signed_in, method) -> None:
    client = signed_in(town, Audience.FUNDER)

    response = getattr(client, method)(reverse("hotspots:contrast", args=[town.slug]))

    assert response.status_code == 405


def test_page_without_any_contrast_says_what_it_needs(make_district, signed_in) -> None:
    real = make_district("northampton")

    response = signed_in(real, Audience.OPERATIONS).get(
        reverse("hotspots:contrast", args=[real.slug])
    )

    assert response.status_code == 200
    assert b"No contrast has been built yet" in response.content
    assert b"Invented data" not in response.content


@pytest.mark.parametrize("name", PAGES[1:])
def test_files_without_any_contrast_do_not_exist(town, signed_in, name) -> None:
    client = signed_in(town, Audience.OPERATIONS)

    assert client.get(reverse(name, args=[town.slug])).status_code == 404


def test_longest_latest_period_is_shown_first_and_a_stored_one_can_be_chosen(
    town, signed_in
) -> None:
    publish(town, Audience.OPERATIONS, QUARTER)
    publish(town, Audience.OPERATIONS, YEAR)
    client = signed_in(town, Audience.OPERATIONS)
    address = reverse("hotspots:contrast", args=[town.slug])

    first = client.get(address).content.decode()
    chosen = client.get(address, {"period": QUARTER.slug}).content.decode()

    assert f'<option value="{YEAR.slug}" selected>November 2025 to October 2026</option>' in first
    assert f'<option value="{QUARTER.slug}" selected>August to October 2026</option>' in chosen
    assert f"contrast.csv?period={QUARTER.slug}" in chosen


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    "asked",
    [
        *("", "2026", "2025-11", "2025-12_2026-10", "2025-11_2026-10 ", "2025-11_2026-10\n"),
        *("٢٠٢٥-11_2026-10", "0000-00_9999-99", "a\x00b", "9" * 5000, "2025-11_2026-10&x=1"),
        *("../../etc/passwd", "'; DROP TABLE hotspots_analysis;--", "now()", "\ud7ff"),
    ],
)
def test_period_that_is_not_stored_does_not_exist(town, signed_in, name, asked) -> None:
    publish(town, Audience.OPERATIONS)
    client = signed_in(town, Audience.OPERATIONS)

    response = client.get(reverse(name, args=[town.slug]), {"period": asked})

    assert response.status_code == 404


def test_csv_is_named_after_district_and_period(town, signed_in) -> None:
    publish(town, Audience.OPERATIONS)

    response = signed_in(town, Audience.OPERATIONS).get(
        reverse("hotspots:contrast_csv", args=[town.slug])
    )

    assert response.headers["Content-Type"] == "text/csv"
    assert (
        response.headers["Content-Disposition"]
        == 'attachment; filename="contrast-planted-2025-11-to-2026-10.csv"'
    )
    assert response.content.count(b"\r\n") == 13


def test_geojson_is_geojson(town, signed_in) -> None:
    publish(town, Audience.ANALYST)

    response = signed_in(town, Audience.ANALYST).get(
        reverse("hotspots:contrast_geojson", args=[town.slug])
    )

    assert response.headers["Content-Type"] == "application/geo+json"
    assert len(json.loads(response.content)["features"]) == 12


def test_each_audience_gets_its_own_payload_and_no_other(town, signed_in) -> None:
    publish(town, Audience.OPERATIONS)
    publish(town, Audience.FUNDER, payload=payloads.withheld())

    for audience, exact in ((Audience.OPERATIONS, True), (Audience.FUNDER, False)):
        page = signed_in(town, audience).get(reverse("hotspots:contrast", args=[town.slug]))

        assert (b"you see exact counts" in page.content) is exact
        assert (b"withheld hexagons together" in page.content) is not exact


def test_every_page_of_an_invented_district_says_so(town, signed_in) -> None:
    publish(town, Audience.OPERATIONS)

    page = signed_in(town, Audience.OPERATIONS).get(reverse("hotspots:contrast", args=[town.slug]))

    assert b"Invented data." in page.content
    assert b"Illustrative boundary." in page.content


def test_page_holds_no_inline_style_or_script(town, signed_in) -> None:
    publish(town, Audience.OPERATIONS)

    page = signed_in(town, Audience.OPERATIONS).get(reverse("hotspots:contrast", args=[town.slug]))
    text = page.content.decode()

    assert " style=" not in text
    assert text.count("<script") == text.count("<script src=") + text.count(
        '<script type="module" src='
    ) + text.count('<script id="map-model" type="application/json">')
    assert "unsafe" not in page.headers["Content-Security-Policy"]


def test_names_of_places_are_text_and_never_markup(town, signed_in) -> None:
    payload = _payload(town, Audience.OPERATIONS, YEAR)
    payload["cells"][0]["label"] = "<script>alert(1)</script>"
    publish(town, Audience.OPERATIONS, payload=payload)

    page = signed_in(town, Audience.OPERATIONS).get(reverse("hotspots:contrast", args=[town.slug]))

    assert b"<script>alert" not in page.content


def test_page_costs_the_same_few_queries_whatever_it_shows(
    town, signed_in, django_assert_max_num_queries
) -> None:
    for back in range(6):
        publish(town, Audience.OPERATIONS, Period(date(2025, 1 + back, 1), date(2026, 1 + back, 1)))
    client = signed_in(town, Audience.OPERATIONS)

    with django_assert_max_num_queries(36):
        client.get(reverse("hotspots:contrast", args=[town.slug]))
    with django_assert_max_num_queries(15):  # the next reader: who they are, and which is newest
        client.get(reverse("hotspots:contrast", args=[town.slug]))
