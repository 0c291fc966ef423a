"""Which rows, in the words of the domain."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from members.models import Membership, Organisation  # noqa: F401


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Businesses, narrowed."""

    def in_force(self, on: date) -> OrganisationQuerySet:
        """Keep those that had joined the scheme and had not left it on a day."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), starts_on__lte=on)


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships, narrowed."""

    def in_force(self, on: date) -> MembershipQuerySet:
        """Keep those that had begun and had not ended on a day."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), starts_on__lte=on)
