"""Invite people by e-mail, and let in those who open their link."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.db import transaction
from django.utils import timezone

from members import audit, notifications, passes
from members.access import Viewer, acting_in, holding
from members.actions.people import add_person
from members.audiences import Audience
from members.ids import new_id
from members.models import AuditEvent, Invitation, Membership, Organisation, Person

logger = logging.getLogger(__name__)

#: A week has a working day for everybody.
LIVES: Final = timedelta(days=7)


class InvitationNotValid(ValueError):
    """A link is used, withdrawn, expired or was never made; which of these is not told."""


class SignInFirst(ValueError):
    """The address has a sign-in already; its owner has to show that it is theirs."""


class HasAPlaceAlready(ValueError):
    """The person belongs to the district in another way; one membership a district."""


@dataclass(frozen=True)
class Asked:
    """To whom invitations go, and what they are to become."""

    emails: Sequence[str]
    audience: Audience
    organisation_id: int | None = None


@dataclass(frozen=True)
class NewSignIn:
    """The name and password that somebody new chose."""

    name: str
    password: str


def invite(*, viewer: Viewer, asked: Asked, at: datetime) -> list[Invitation]:
    """Invite all these addresses or none; the e-mails go once that is certain.

    An earlier invitation that the viewer may see is replaced: its link is dead.
    """
    with acting_in(viewer.district.pk, viewer.audience, person_id=viewer.person_id):
        earlier = Invitation.objects.visible_to(viewer).filter(
            email__in=asked.emails, closed_at__isnull=True
        )
        earlier.update(closed_at=at)
        tokens = [passes.new_token() for _ in asked.emails]
        invitations = Invitation.objects.bulk_create(
            Invitation(
                id=new_id(at),
                district=viewer.district,
                organisation_id=asked.organisation_id,
                audience=asked.audience.value,
                email=email,
                token_sha256=passes.hash_of(token),
                made_at=at,
                made_by_id=viewer.person_id,
                expires_at=at + LIVES,
            )
            for email, token in zip(asked.emails, tokens, strict=True)
        )
        audit.record(
            district_id=viewer.district.pk,
            by=viewer.actor,
            at=at,
            kind=AuditEvent.Kind.COLLECTION,
            what="people invited",
            invitations=len(invitations),
            audience=asked.audience.value,
            organisation=asked.organisation_id,
        )
        transaction.on_commit(partial(_mail, invitations, tokens))
    return invitations


def _mail(invitations: Sequence[Invitation], tokens: Sequence[str]) -> None:
    """Send the e-mails and note which the mail server took; the others are shown as unsent."""
    addressed = [(one.email, token) for one, token in zip(invitations, tokens, strict=True)]
    sent = notifications.send_invitations(invitations[0].district.name, addressed)
    taken = [one.pk for one in invitations if one.email in sent]
    with acting_in(invitations[0].district_id):
        Invitation.objects.filter(pk__in=taken).update(mailed_at=timezone.now())


def withdraw(*, invitation: Invitation, viewer: Viewer, at: datetime) -> None:
    """Kill the link of an invitation. Twice is once."""
    with acting_in(invitation.district_id, viewer.audience, person_id=viewer.person_id):
        still_open = Invitation.objects.filter(pk=invitation.pk, closed_at__isnull=True)
        if still_open.update(closed_at=at):
            audit.record(
                district_id=invitation.district_id,
                by=viewer.actor,
                at=at,
                kind=AuditEvent.Kind.ALTERATION,
                what="invitation withdrawn",
                invitation=str(invitation.pk),
            )


def open_invitation(token: str, at: datetime) -> Invitation:
    """Return the invitation that a link stands for, with its district and business.

    Raises
    ------
    InvitationNotValid
        It is used, withdrawn, expired or none, or the business has left the scheme.
    """
    hashed = passes.hash_of(token)
    with holding(hashed):
        mine = Invitation.objects.open(at).filter(token_sha256=hashed)
        found = mine.select_related("district").first()
    if found is None:
        raise InvitationNotValid
    if found.organisation_id is not None:
        with acting_in(found.district_id):
            members = Organisation.objects.in_force(timezone.localdate(at))
            found.organisation = members.filter(pk=found.organisation_id).first()
        if found.organisation is None:
            raise InvitationNotValid
    return found


def person_invited(invitation: Invitation) -> Person | None:
    """Return the person whose sign-in has the invited address, if there is one."""
    return Person.objects.filter(email__iexact=invitation.email).first()


@transaction.atomic
def accept(
    *, token: str, at: datetime, new: NewSignIn | None = None, signed_in: Person | None = None
) -> Membership:
    """Use up a link: make the person if they are `new`, and their membership from today on.

    Raises
    ------
    InvitationNotValid
        The link no longer works, or never did.
    SignInFirst
        The address has a sign-in, and `signed_in` is not its owner.
    HasAPlaceAlready
        They belong to the district as something else.
    """
    invitation = open_invitation(token, at)
    person = person_invited(invitation)
    if person is not None and person != signed_in:
        raise SignInFirst
    if person is None and new is None:
        raise InvitationNotValid
    with acting_in(invitation.district_id):
        still_open = Invitation.objects.filter(pk=invitation.pk, closed_at__isnull=True)
        if still_open.update(closed_at=at) != 1:
            raise InvitationNotValid
        if person is None:
            assert new is not None, "refused above"
            person = add_person(email=invitation.email, name=new.name, password=new.password, at=at)
        return _begin(invitation, person, at)


def _begin(invitation: Invitation, person: Person, at: datetime) -> Membership:
    """Begin the membership of an invitation; one that has ended begins anew."""
    today = timezone.localdate(at)
    theirs = Membership.objects.filter(district_id=invitation.district_id, person=person)
    if theirs.in_force(today).exists():
        raise HasAPlaceAlready
    membership, _ = Membership.objects.update_or_create(
        district_id=invitation.district_id,
        person=person,
        defaults={
            "organisation_id": invitation.organisation_id,
            "audience": invitation.audience,
            "starts_on": today,
            "ends_on": None,
        },
    )
    audit.record(
        district_id=invitation.district_id,
        by=f"person {person.pk}",
        at=at,
        kind=AuditEvent.Kind.COLLECTION,
        what="invitation accepted",
        invitation=str(invitation.pk),
        membership=membership.pk,
        audience=invitation.audience,
    )
    return membership
