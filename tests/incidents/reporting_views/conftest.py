"""A bakery with staff, a browser of theirs, and a till with a pass."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from incidents.models import Receipt
from members.access import acting_in
from members.actions import NewOrganisation, NewPremises, add_member, add_organisations
from members.audiences import Audience
from members.ids import new_id
from members.models import DevicePass
from members.passes import hash_of, new_token
from tests.conftest import MOMENT, TODAY
from tests.incidents.conftest import LAT, LNG
from tests.incidents.reporting_views.sealing import PAGE, fields


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


@pytest.fixture
def bakery(town):
    new = NewOrganisation(
        name="Invented Bakery",
        kind="LEVY_PAYER",
        starts_on=TODAY.replace(year=2020),
        premises=[NewPremises(name="Invented Bakery", street="Example Row", lng=LNG, lat=LAT)],
    )
    return add_organisations(district=town, organisations=[new], by="test", at=MOMENT)[0]


@pytest.fixture
def staff(town, bakery, make_person):
    """Return a maker of members of staff of the bakery."""

    def make(email="staff@example.invalid"):
        person = make_person(email)
        add_member(
            district=town,
            person=person,
            audience=Audience.MEMBER,
            organisation=bakery,
            starts_on=TODAY.replace(year=2020),
            by="test",
            at=MOMENT,
        )
        return person

    return make


@pytest.fixture
def merrily(staff):
    return staff()


@pytest.fixture
def client(merrily):
    signed_in = Client()
    signed_in.force_login(merrily)
    return signed_in


@pytest.fixture
def held(town, bakery):
    token = new_token()
    with acting_in(town.pk):
        return token, DevicePass.objects.create(
            id=new_id(MOMENT),
            district=town,
            organisation=bakery,
            premises=bakery.premises.get(),
            label="The till",
            token_sha256=hash_of(token),
            made_at=MOMENT,
        )


@pytest.fixture
def till(held):
    browser = Client()
    browser.cookies[settings.PASS_COOKIE_NAME] = held[0]
    return browser


@pytest.fixture
def reference(client):
    client.post(PAGE, fields(words="Canary"))
    return Receipt.objects.get().reference
