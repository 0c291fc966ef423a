"""Answers about people and districts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from django.db.models import F, Q
from django.utils.timezone import localdate

from members.access import Viewer, acting_as, acting_in
from members.activity import Activity, Held, activity
from members.audiences import REPORTERS
from members.models import (
    DevicePass,
    EnrolmentCode,
    Invitation,
    Membership,
    Organisation,
    Person,
    Premises,
)
from members.querysets import MembershipQuerySet

#: Some ten screens of a phone; a scheme has hundreds of people.
PEOPLE_A_PAGE: Final = 50


@dataclass(frozen=True)
class SignIn:
    """One demo sign-in as it is printed: with the code of this half minute, if it needs one."""

    email: str
    district: str
    label: str
    code: str | None


def active_person(person_id: int) -> Person | None:
    """Return somebody whose sign-in still works, or None."""
    return Person.objects.filter(pk=person_id, is_active=True).first()


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


@dataclass(frozen=True)
class Place:
    """Where a device can stand: premises of a business, or nowhere fixed."""

    organisation_id: int
    organisation: str
    premises_id: int | None
    words: str


@dataclass(frozen=True)
class PeoplePage:
    """One page of the people within reach, and how many there are on all pages."""

    people: list[Membership]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """Return how many pages there are, at least one."""
        return max(1, -(-self.total // PEOPLE_A_PAGE))


def people_of(viewer: Viewer, on: date) -> list[Membership]:
    """Return the memberships in force within a viewer's reach, by business and name.

    Personal data: write the audit event first.
    """
    return list(_people(viewer, on))


def people_page(viewer: Viewer, on: date, *, words: str, page: int) -> PeoplePage:
    """Return one page of the people whose name, address or business contains some words.

    Personal data: write the audit event first.
    """
    found = _people(viewer, on)
    if words:
        found = found.filter(
            Q(person__name__icontains=words)
            | Q(person__email__icontains=words)
            | Q(organisation__name__icontains=words)
        )
    total = found.count()
    page = max(1, min(page, -(-total // PEOPLE_A_PAGE)))
    start = (page - 1) * PEOPLE_A_PAGE
    return PeoplePage(list(found[start : start + PEOPLE_A_PAGE]), total, page)


def _people(viewer: Viewer, on: date) -> MembershipQuerySet:
    reached = Membership.objects.visible_to(viewer).in_force(on)
    return reached.select_related("person", "organisation").order_by(
        F("organisation__name").asc(nulls_first=True), "person__name", "pk"
    )


def open_invitations(viewer: Viewer, at: datetime) -> list[Invitation]:
    """Return the invitations that wait for an answer, newest first; personal data as well."""
    reached = Invitation.objects.visible_to(viewer).open(at)
    return list(reached.select_related("organisation").order_by("-made_at", "pk"))


def devices_of(viewer: Viewer) -> list[DevicePass]:
    """Return the living passes within a viewer's reach, by business and label."""
    reached = DevicePass.objects.visible_to(viewer).living()
    return list(
        reached.select_related("organisation", "premises").order_by(
            "organisation__name", "label", "pk"
        )
    )


def organisations_of(viewer: Viewer, on: date) -> list[Organisation]:
    """Return the businesses in force within a viewer's reach, by name."""
    return list(Organisation.objects.visible_to(viewer).in_force(on).order_by("name", "pk"))


def places_of(viewer: Viewer, on: date) -> list[Place]:
    """Return where a viewer may let a device stand; each business has one for a phone."""
    premises = Premises.objects.visible_to(viewer).order_by("name", "pk")
    by_business: dict[int, list[Premises]] = {}
    for one in premises:
        by_business.setdefault(one.organisation_id, []).append(one)
    return [
        place
        for business in organisations_of(viewer, on)
        for place in _places(business, by_business.get(business.pk, []))
    ]


def _places(business: Organisation, premises: Iterable[Premises]) -> Iterable[Place]:
    for one in premises:
        words = ", ".join(dict.fromkeys(word for word in (one.name, one.street) if word))
        yield Place(business.pk, business.name, one.pk, words)
    yield Place(business.pk, business.name, None, "Carried about, no fixed place")


@dataclass(frozen=True)
class Names:
    """What the holder of a pass or code is told of it; nothing of it is personal."""

    organisation: str
    premises: str


def names_of(held: DevicePass | EnrolmentCode) -> Names:
    """Return whose device it is, and where it stands if in one place."""
    with acting_in(held.district_id):
        organisation = Organisation.objects.get(pk=held.organisation_id)
        premises = Premises.objects.filter(pk__in=[held.premises_id]).first()
    return Names(organisation.name, premises.name if premises else "")


def active_members(district_id: int, start: date, end: date) -> Activity:
    """Return which businesses could have reported in the weeks of [start, end), in three queries.

    A sign-in works from the first to the last day of the membership that goes with it, a pass
    from the day it was made to the day it was revoked, that day included.
    """
    terms = Organisation.objects.filter(district=district_id).order_by("pk")
    signins = Membership.objects.filter(
        district=district_id, audience__in=sorted(REPORTERS), organisation__isnull=False
    )
    passes = DevicePass.objects.filter(district=district_id)
    access = [
        *signins.order_by("pk").values_list("organisation_id", "starts_on", "ends_on"),
        *(
            (organisation, localdate(made_at), revoked_at and localdate(revoked_at) + timedelta(1))
            for organisation, made_at, revoked_at in passes.order_by("pk").values_list(
                "organisation_id", "made_at", "revoked_at"
            )
        ),
    ]
    return activity(
        [Held(*one) for one in terms.values_list("pk", "starts_on", "ends_on")],
        [Held(organisation, starts, ends) for organisation, starts, ends in access if organisation],
        start,
        end,
    )
