"""The sign-ins of the demo town: well-known, and so only ever reachable from this machine."""

from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.utils import encrypt
from django.conf import settings
from django.db import transaction

from members.access import acting_in
from members.actions.people import add_member, add_person
from members.audiences import SECOND_FACTOR, Audience
from members.models import District, Organisation, Person

#: Printed beside the address; demo mode refuses to listen beyond loopback.
DEMO_PASSWORD = "open-the-demo-town"  # noqa: S105 - public on purpose


class NotADemo(RuntimeError):
    """Somebody asked for well-known passwords outside demo mode."""


@dataclass(frozen=True)
class DemoSignIn:
    """One well-known sign-in: who it is, to which district."""

    email: str
    name: str
    district: str
    audience: Audience
    # Of the business that they report for; none for partners.
    organisation_id: int | None = None


@transaction.atomic
def create_demo_signins(
    *, signins: list[DemoSignIn], starts_on: date, by: str, at: datetime
) -> list[Person]:
    """Make the demo's people once; those who exist stay as they are."""
    if not settings.DEMO:
        raise NotADemo("Demo sign-ins have a public password and exist in demo mode only.")
    return [_ensure(signin, starts_on=starts_on, by=by, at=at) for signin in signins]


def _ensure(signin: DemoSignIn, *, starts_on: date, by: str, at: datetime) -> Person:
    existing = Person.objects.filter(email=signin.email).first()
    if existing:
        return existing
    person = add_person(email=signin.email, name=signin.name, password=DEMO_PASSWORD, at=at)
    district = District.objects.get(slug=signin.district)
    with acting_in(district.pk):
        organisation = Organisation.objects.filter(pk__in=[signin.organisation_id]).first()
    add_member(
        district=district,
        person=person,
        audience=signin.audience,
        organisation=organisation,
        starts_on=starts_on,
        by=by,
        at=at,
    )
    if signin.audience in SECOND_FACTOR:
        secret = generate_totp_secret()
        Authenticator.objects.create(
            user=person, type=Authenticator.Type.TOTP, data={"secret": encrypt(secret)}
        )
    return person
