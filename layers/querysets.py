"""Which rows of the ground: chainable verbs in the domain's words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from layers.models import OfficialRelease  # noqa: F401


class OfficialReleaseQuerySet(models.QuerySet["OfficialRelease"]):
    """Releases of official months."""

    def of_force(self, force: str) -> OfficialReleaseQuerySet:
        """Keep the releases of one force."""
        return self.filter(force=force)

    def of_months(self, months: Iterable[date]) -> OfficialReleaseQuerySet:
        """Keep the releases of some months, given by their first days."""
        return self.filter(month__in=list(months))

    def in_force(self) -> OfficialReleaseQuerySet:
        """Keep one release of each force and month, the one taken last; order by both.

        Of those taken on one day the one imported last counts. Filter by force and month
        before this, never after: what is cut off here is gone.
        """
        latest = self.order_by("force", "month", "-taken_on", "-pk")
        return latest.distinct("force", "month")
