"""Outreach opens sites and records visits; a place is fresh again when somebody is seen."""

from datetime import timedelta

import pytest

from members.access import acting_in
from members.audiences import Audience
from outreach.actions import NewSite, open_site, record_visit
from outreach.models import Site
from tests.conftest import MOMENT, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(district):
    new = NewSite(
        kind=Site.Kind.ENCAMPMENT,
        name="An invented camp",
        lng=-0.8972,
        lat=52.2386,
        land=Site.Land.PRIVATE,
        started_on=TODAY,
        last_seen_at=MOMENT,
    )
    return open_site(district=district, new=new, by="test", at=MOMENT)


@pytest.mark.parametrize(("people", "fresh_after"), [(0, 0), (1, 3), (4, 3)])
def test_visit_refreshes_a_site_only_if_somebody_was_there(district, site, people, fresh_after):
    later = MOMENT + timedelta(hours=3)

    record_visit(site=site, people_seen=people, visited_by_id=None, outcome="", by="test", at=later)

    with acting_in(district.pk, Audience.OUTREACH):
        seen = Site.objects.get(pk=site.pk).last_seen_at
    assert seen == MOMENT + timedelta(hours=fresh_after)


def test_operations_sees_no_site(district, site):
    with acting_in(district.pk, Audience.OPERATIONS):
        assert not Site.objects.exists()
