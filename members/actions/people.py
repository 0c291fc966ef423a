"""Add people and say what they are to a district."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from members import audit
from members.access import acting_in
from members.audiences import Audience
from members.models import AuditEvent, District, Invitation, Membership, Organisation, Person


@transaction.atomic
def add_person(*, email: str, name: str, password: str | None, at: datetime) -> Person:
    """Add somebody with a sign-in; without a password they cannot use one yet."""
    person = Person(email=email.strip().lower(), name=name, created_at=at)
    if password is None:
        person.set_unusable_password()
    else:
        person.set_password(password)
    person.save(force_insert=True)
    return person


def add_member(
    *,
    district: District,
    person: Person,
    audience: Audience,
    starts_on: date,
    organisation: Organisation | None = None,
    by: str,
    at: datetime,
) -> Membership:
    """Make a person one audience of a district from a day on."""
    with acting_in(district.pk, person_id=person.pk):
        membership = Membership.objects.create(
            district=district,
            person=person,
            organisation=organisation,
            audience=audience.value,
            starts_on=starts_on,
        )
        audit.record(
            district_id=district.pk,
            by=by,
            at=at,
            kind=AuditEvent.Kind.COLLECTION,
            what="membership begun",
            membership=membership.pk,
            audience=audience.value,
        )
    return membership


def end_membership(*, membership: Membership, ends_on: date, by: str, at: datetime) -> None:
    """End a membership on a day; from then on the person's next request is refused.

    All sessions of the person end now, and the invitations that would let them in again. The
    devices that they hold stay with the business.
    """
    with acting_in(membership.district_id):
        membership.ends_on = ends_on
        membership.save(update_fields=["ends_on"])
        person = Person.objects.filter(pk=membership.person_id)
        person.update(session_round=F("session_round") + 1)
        invitations = Invitation.objects.open(at).filter(email__iexact=membership.person.email)
        invitations.update(closed_at=at)
        audit.record(
            district_id=membership.district_id,
            by=by,
            at=at,
            kind=AuditEvent.Kind.ALTERATION,
            what="membership ended",
            membership=membership.pk,
        )
