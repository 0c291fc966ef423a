"""Answers about people and districts."""

from collections.abc import Iterable
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt

from members.access import acting_as
from members.models import Membership, Person


@dataclass(frozen=True)
class SignIn:
    """One demo sign-in as it is printed: with the code of this half minute, if it needs one."""

    email: str
    district: str
    label: str
    code: str | None


def demo_signins(email_ending: str) -> list[SignIn]:
    """Return the sign-ins whose e-mail ends so, in the order in which they were made."""
    people = Person.objects.filter(email__endswith=email_ending).order_by("pk")
    return [signin for person in people for signin in _signins_of(person)]


def _signins_of(person: Person) -> Iterable[SignIn]:
    with acting_as(person.pk):
        memberships = list(Membership.objects.filter(person=person).select_related("district"))
    code = _current_code(person)
    return [SignIn(person.email, one.district.slug, one.label, code) for one in memberships]


def _current_code(person: Person) -> str | None:
    authenticator = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
    if authenticator is None:
        return None
    # The middle of the counters that would be accepted is that of this moment.
    counters = list(yield_hotp_counters_from_time())
    value = hotp_value(decrypt(authenticator.data["secret"]), counters[len(counters) // 2])
    return str(format_hotp_value(value))
