"""Which rows, in the words of the domain."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from members.permissions import MANAGES_PEOPLE, WHOLE_DISTRICT

if TYPE_CHECKING:
    from members.access import Viewer
    from members.models import (  # noqa: F401
        DevicePass,
        Invitation,
        Membership,
        Organisation,
        Premises,
    )

_NOTHING = Q(pk__in=())


def _reach(viewer: Viewer, organisation: str = "organisation") -> Q:
    """Return the rows of a viewer's business, or of the district for those who run it."""
    if viewer.audience in MANAGES_PEOPLE & WHOLE_DISTRICT:
        return Q(district=viewer.district)
    if viewer.audience in MANAGES_PEOPLE and viewer.organisation_id is not None:
        return Q(district=viewer.district, **{organisation: viewer.organisation_id})
    return _NOTHING


def _in_force(on: date, of: str = "") -> Q:
    """Return the rows that had begun, or whose `of` had begun, and had not ended on a day."""
    begun = Q(**{f"{of}starts_on__lte": on})
    return begun & (Q(**{f"{of}ends_on__isnull": True}) | Q(**{f"{of}ends_on__gt": on}))


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Businesses, narrowed."""

    def visible_to(self, viewer: Viewer) -> OrganisationQuerySet:
        """Keep the viewer's own business, or all of the district for those who run it."""
        return self.filter(_reach(viewer, "pk"))

    def in_force(self, on: date) -> OrganisationQuerySet:
        """Keep those that had joined the scheme and had not left it on a day."""
        return self.filter(_in_force(on))


class PremisesQuerySet(models.QuerySet["Premises"]):
    """Addresses of businesses, narrowed."""

    def visible_to(self, viewer: Viewer) -> PremisesQuerySet:
        """Keep those of the viewer's own business, or of the district for those who run it."""
        return self.filter(_reach(viewer))


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships, narrowed."""

    def visible_to(self, viewer: Viewer) -> MembershipQuerySet:
        """Keep those of the viewer's own business, or of the district for those who run it."""
        return self.filter(_reach(viewer))

    def in_force(self, on: date) -> MembershipQuerySet:
        """Keep those that had begun and had not ended on a day."""
        return self.filter(_in_force(on))


class DevicePassQuerySet(models.QuerySet["DevicePass"]):
    """Report-only passes, narrowed."""

    def visible_to(self, viewer: Viewer) -> DevicePassQuerySet:
        """Keep those of the viewer's own business, or of the district for those who run it."""
        return self.filter(_reach(viewer))

    def living(self) -> DevicePassQuerySet:
        """Keep those that nobody revoked."""
        return self.filter(revoked_at__isnull=True)

    def of_members(self, on: date) -> DevicePassQuerySet:
        """Keep those of businesses that belong to the scheme on a day."""
        return self.filter(_in_force(on, "organisation__"))


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations, narrowed."""

    def visible_to(self, viewer: Viewer) -> InvitationQuerySet:
        """Keep those of the viewer's own business, or of the district for those who run it."""
        return self.filter(_reach(viewer))

    def open(self, at: datetime) -> InvitationQuerySet:
        """Keep those whose link still works."""
        return self.filter(closed_at__isnull=True, expires_at__gt=at)


class TrainingQuerySet(models.QuerySet[Any]):
    """Sessions and attendances, narrowed."""

    def standing(self) -> TrainingQuerySet:
        """Keep what nobody withdrew."""
        return self.filter(withdrawn_at__isnull=True)

    def known_at(self, moment: datetime) -> TrainingQuerySet:
        """Keep what was recorded by a moment and not withdrawn by it."""
        stood = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=moment)
        return self.filter(stood, recorded_at__lte=moment)
