"""Which reports, in the words of the domain."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from members.access import Viewer
from members.audiences import Audience

if TYPE_CHECKING:
    from incidents.models import Report  # noqa: F401

#: Who may read reports one by one. A member reads their own through another road.
CASE_READERS = frozenset(
    {Audience.OPERATIONS, Audience.INTELLIGENCE, Audience.POLICE, Audience.COUNCIL}
)


class ReportQuerySet(models.QuerySet["Report"]):
    """Reports, narrowed."""

    def visible_to(self, viewer: Viewer) -> ReportQuerySet:
        """Keep the reports that a viewer may read one by one."""
        mine = self.filter(district=viewer.district)
        return mine if viewer.audience in CASE_READERS else mine.filter(reporter=viewer.person_id)

    def occurred_between(self, start: datetime, end: datetime) -> ReportQuerySet:
        """Keep those that happened from `start` up to but not including `end`."""
        return self.filter(occurred_at__gte=start, occurred_at__lt=end)

    def known_at(self, at: datetime) -> ReportQuerySet:
        """Keep those that had been submitted by a moment, so that a count can be made again."""
        return self.filter(submitted_at__lte=at)
