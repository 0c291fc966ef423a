"""The ground of a district, for its own people only."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from members.audiences import Audience

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("audience", [Audience.MEMBER, Audience.OPERATIONS, Audience.FUNDER])
def test_people_of_a_district_get_its_ground(make_district, make_member, client, audience) -> None:
    mine = make_district()
    client.force_login(make_member(mine, audience))

    response = client.get(reverse("basemap", args=[mine.slug]))

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/geo+json"
    assert json.loads(response.content) == {"type": "FeatureCollection", "features": []}


def test_another_districts_ground_and_no_ground_are_the_same_404(
    make_district, make_member, client
) -> None:
    mine, theirs = make_district(), make_district("next-door")
    client.force_login(make_member(mine, Audience.FUNDER))

    refused = client.get(reverse("basemap", args=[theirs.slug]))
    unknown = client.get(reverse("basemap", args=["no-such-town"]))

    assert refused.status_code == unknown.status_code == 404
    assert refused.content == unknown.content


def test_stranger_is_asked_to_sign_in(client) -> None:
    response = client.get(reverse("basemap", args=["anywhere"]))

    assert response.status_code == 302
