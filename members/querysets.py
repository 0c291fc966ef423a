"""Which rows, in the words of the domain."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from members.models import Membership  # noqa: F401


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships, narrowed."""

    def in_force(self, on: date) -> MembershipQuerySet:
        """Keep those that had begun and had not ended on a day."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), starts_on__lte=on)
