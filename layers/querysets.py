"""Which rows of the ground: chainable verbs in the domain's words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Self

from django.db.models import QuerySet

if TYPE_CHECKING:
    from layers.models.official import OfficialRelease

    _Releases = QuerySet[OfficialRelease]
else:
    _Releases = QuerySet


class OfficialReleaseQuerySet(_Releases):
    """Releases of official months."""

    def of_force(self, force: str) -> Self:
        """Keep the releases of one force."""
        return self.filter(force=force)

    def of_months(self, months: Iterable[date]) -> Self:
        """Keep the releases of some months, given by their first days."""
        return self.filter(month__in=list(months))

    def in_force(self) -> Self:
        """Keep one release of each force and month, the one taken last; order by both.

        Of those taken on one day the one imported last counts. Filter by force and month
        before this, never after: what is cut off here is gone.
        """
        latest = self.order_by("force", "month", "-taken_on", "-pk")
        return latest.distinct("force", "month")
