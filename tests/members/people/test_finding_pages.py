"""Everybody finds their own pages: in the head, and from the front page."""

import re

import pytest
from django.urls import reverse

from hotspots.sections import sections_of
from members.audiences import Audience
from members.permissions import LINKS, MAY_BE_OF_A_BUSINESS, links_of
from tests.incidents.conftest import open_town

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("audience", Audience)
def test_the_head_links_to_what_opens(client, town, bakery, make_staff, audience):
    open_town(town)  # a district at work has its boundary
    client.force_login(make_staff(bakery, audience))

    head = client.get("/").content.decode()

    shown = {
        link.route for link in LINKS if f'href="{reverse(link.route, args=[town.slug])}"' in head
    }
    links = links_of(audience, of_a_business=audience in MAY_BE_OF_A_BUSINESS)
    assert {link.route for link in links} <= shown
    for link in links:
        assert client.get(reverse(link.route, args=[town.slug])).status_code == 200


def test_the_first_analysis_in_the_head_is_the_first_of_its_kind(bakery) -> None:
    """The head and the row below it are kept apart, and lead an audience to the same page."""
    for audience in Audience:
        links = [one.route for one in links_of(audience, of_a_business=False)]
        analyses = [route for route in links if route.startswith("hotspots:")]
        assert analyses == [one.route for one in sections_of(audience)][: len(analyses)]
        assert len(analyses) <= 1


@pytest.mark.parametrize(
    ("audience", "words"),
    [
        (Audience.OPERATIONS, "This week"),
        (Audience.FUNDER, "Did the money work?"),
        (Audience.ANALYST, "Two pictures"),
        (Audience.MEMBER, "Report"),
    ],
)
def test_the_front_page_leads_to_what_is_read_first(
    client, town, bakery, make_staff, audience, words: str
) -> None:
    open_town(town)
    client.force_login(make_staff(bakery, audience))

    front = client.get("/").content.decode()

    (address,) = re.findall(rf'<li><a href="([^"]+)">{town.name}: {re.escape(words)}</a>', front)
    assert client.get(address).status_code == 200


def test_the_head_tells_where_one_is_among_the_analyses(client, town, bakery, make_staff) -> None:
    client.force_login(make_staff(bakery, Audience.OPERATIONS))

    week = client.get(reverse("hotspots:weekly", args=[town.slug])).content.decode()
    trend = client.get(reverse("hotspots:trend", args=[town.slug])).content.decode()

    link = f'<a href="{reverse("hotspots:weekly", args=[town.slug])}" aria-current="{{}}">This week'
    assert link.format("page") in week
    assert link.format("true") in trend
