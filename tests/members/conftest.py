"""Two businesses of one district, their managers, and the town next door."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.utils import encrypt

from members.access import Viewer
from members.actions import NewOrganisation, NewPremises, add_member, add_organisations
from members.audiences import SECOND_FACTOR, Audience
from tests.conftest import MOMENT, TODAY


@pytest.fixture
def town(make_district):
    """A district, with nobody acting in it: the pages have to do that."""
    return make_district()


@pytest.fixture
def next_door(make_district):
    return make_district("nextdoor")


@pytest.fixture
def make_business():
    """Return a maker of a business with one shop."""

    def make(district, name="Invented Bakery"):
        shop = NewPremises(name=f"{name}, Drapery", street="Drapery", lng=-0.8972, lat=52.2386)
        new = NewOrganisation(name=name, kind="LEVY_PAYER", starts_on=TODAY, premises=[shop])
        return add_organisations(district=district, organisations=[new], by="test", at=MOMENT)[0]

    return make


@pytest.fixture
def bakery(town, make_business):
    return make_business(town)


@pytest.fixture
def make_staff(make_person):
    """Return a maker of people of a business."""

    def make(business, audience=Audience.MEMBER, email="staff@example.invalid"):
        person = make_person(email)
        add_member(
            district=business.district,
            person=person,
            audience=audience,
            starts_on=TODAY,
            organisation=business,
            by="test",
            at=MOMENT,
        )
        if audience in SECOND_FACTOR:
            secret = encrypt(generate_totp_secret())
            Authenticator.objects.create(
                user=person, type=Authenticator.Type.TOTP, data={"secret": secret}
            )
        return person

    return make


@pytest.fixture
def manager(bakery, make_staff):
    """The manager of the bakery, with a second factor."""
    return make_staff(bakery, Audience.MANAGER, "manager@example.invalid")


@pytest.fixture
def viewer(manager, bakery):
    return Viewer(manager.pk, bakery.district, Audience.MANAGER, bakery.pk)
