"""The people of a canary run, made in the running platform's own database."""

from __future__ import annotations

import json
from datetime import date

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.utils import encrypt

from members.actions import add_member, add_person
from members.audiences import Audience
from members.models import District, Person
from tests.conftest import MOMENT
from tests.trust.chaos_town import SLUG


def main(words: list[str]) -> None:
    """Make each person and print the secret of their one-time codes, by audience."""
    people = json.loads(words[0])
    print(json.dumps({audience: _added(audience, one) for audience, one in people.items()}))


def _added(audience: str, one: dict[str, str]) -> str:
    person = add_person(email=one["email"], name=one["name"], password=one["password"], at=MOMENT)
    add_member(
        district=District.objects.get(slug=SLUG),
        person=person,
        audience=Audience(audience),
        starts_on=date(2024, 1, 1),
        by="test",
        at=MOMENT,
    )
    return _second_factor(person)


def _second_factor(person: Person) -> str:
    secret = generate_totp_secret()
    Authenticator.objects.create(
        user=person, type=Authenticator.Type.TOTP, data={"secret": encrypt(secret)}
    )
    return secret
