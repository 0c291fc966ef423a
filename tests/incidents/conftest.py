"""A district with a square boundary, categories and a shop."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon

from incidents.actions import SentReport, install_categories, submit_report
from incidents.models import Report
from layers.models import Boundary
from members.actions import NewOrganisation, add_organisations
from members.audiences import Audience
from members.models import Membership
from members.senders import Sender
from tests.conftest import MOMENT

LNG, LAT = -0.8972, 52.2386


def open_town(district):
    """Give a district a square boundary round its centre, and its categories."""
    Boundary.objects.create(
        district=district,
        name="Square",
        polygon=MultiPolygon(
            Polygon.from_bbox((LNG - 0.005, LAT - 0.004, LNG + 0.005, LAT + 0.004)), srid=4326
        ),
        illustrative=True,
        source="made for this test",
        valid_from=date(2019, 1, 1),
        sha256="0" * 64,
        imported_at=MOMENT,
    )
    install_categories(district=district, by="test", at=MOMENT)
    return district


@pytest.fixture
def town(district):
    return open_town(district)


@pytest.fixture
def shop(town):
    new = NewOrganisation(name="Invented Bakery", kind="LEVY_PAYER", starts_on=date(2020, 1, 1))
    return add_organisations(district=town, organisations=[new], by="test", at=MOMENT)[0]


@pytest.fixture
def sender(town, shop, make_person):
    return Sender(town, organisation_id=shop.pk, person_id=make_person().pk)


@pytest.fixture
def report(sender):
    sent = SentReport(uuid4(), "begging", LNG, LAT, occurred_at=MOMENT - timedelta(minutes=5))
    submit_report(sender=sender, sent=sent, at=MOMENT)
    return Report.objects.get()


@pytest.fixture
def manager(town, shop, make_member):
    person = make_member(town, Audience.MANAGER)
    Membership.objects.filter(person=person).update(organisation=shop)
    return person


@pytest.fixture
def member(town, shop, make_member):
    person = make_member(town, Audience.MEMBER)
    Membership.objects.filter(person=person).update(organisation=shop)
    return person


@pytest.fixture
def phone(member, client):
    client.force_login(member)
    return client
