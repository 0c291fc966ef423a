"""Which reports, in the words of the domain."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db import models
from django.db.models import Max, Q
from django.db.models.expressions import Combinable

from incidents.retention import AFTER_CLOSING
from members.access import Viewer
from members.audiences import Audience
from members.geometry import Latitude, Longitude
from members.models import Organisation, Premises
from members.senders import Sender

if TYPE_CHECKING:
    from incidents.models import Incident, Notice, Photo, Report  # noqa: F401

#: Who may read reports one by one. A member reads their own through another road.
CASE_READERS = frozenset(
    {Audience.OPERATIONS, Audience.INTELLIGENCE, Audience.POLICE, Audience.COUNCIL}
)

#: Police and council come for hand-offs, and not for photographs (ADR 0062, 0065).
PHOTO_READERS = frozenset({Audience.OPERATIONS, Audience.MANAGER, Audience.MEMBER})


class ReportQuerySet(models.QuerySet["Report"]):
    """Reports, narrowed."""

    def visible_to(self, viewer: Viewer) -> ReportQuerySet:
        """Keep the reports that a viewer may read one by one."""
        mine = self.filter(district=viewer.district)
        if viewer.audience in CASE_READERS:
            return mine
        if viewer.audience == Audience.MANAGER and viewer.organisation_id:
            return mine.filter(organisation=viewer.organisation_id)
        return mine.filter(reporter=viewer.person_id)

    def waiting(self) -> ReportQuerySet:
        """Keep those that nobody has put into an incident yet."""
        return self.filter(link__isnull=True)

    def voices_of(self, earlier: Report) -> ReportQuerySet:
        """Keep those whose senders said, then or later, that they tell of the same as another."""
        return self.filter(Q(same_as=earlier) | Q(voice__same_as=earlier))

    def with_place(self) -> ReportQuerySet:
        """Bring each one's longitude and latitude as numbers, `lng` and `lat`, and no geometry."""
        return self.annotate(lng=Longitude("point"), lat=Latitude("point")).defer("point")

    def mentioning(self, words: str) -> ReportQuerySet:
        """Keep those whose own words, premises or business contain some words, as they stand."""
        # Sub-queries and not joins: the few premises that match are looked up once.
        premises = Premises.objects.filter(Q(name__icontains=words) | Q(street__icontains=words))
        businesses = Organisation.objects.filter(name__icontains=words)
        return self.filter(
            Q(narrative__icontains=words)
            | Q(premises__in=premises.values("pk"))
            | Q(organisation__in=businesses.values("pk"))
        )

    def occurred_between(self, start: datetime, end: datetime) -> ReportQuerySet:
        """Keep those that happened from `start` up to but not including `end`."""
        return self.filter(occurred_at__gte=start, occurred_at__lt=end)

    def known_at(self, at: datetime) -> ReportQuerySet:
        """Keep those that had been submitted by a moment, so that a count can be made again."""
        return self.filter(submitted_at__lte=at)


#: That one's own report has arrived is no news to whoever sent it.
NO_NEWS: Final = "RECEIVED"


class NoticeQuerySet(models.QuerySet["Notice"]):
    """News of reports, narrowed."""

    def visible_to(self, viewer: Viewer) -> NoticeQuerySet:
        """Keep the news of a manager's business, or of a member's own reports."""
        mine = self.filter(district=viewer.district, organisation=viewer.organisation_id)
        if viewer.audience == Audience.MANAGER and viewer.organisation_id:
            return mine
        if viewer.audience == Audience.MEMBER and viewer.organisation_id:
            return mine.filter(report__reporter=viewer.person_id)
        return self.none()

    def news(self) -> NoticeQuerySet:
        """Keep what tells more than that a report arrived."""
        return self.exclude(code=NO_NEWS)

    def since(self, moment: datetime | Combinable) -> NoticeQuerySet:
        """Keep those made after a moment, which may be one that the database knows."""
        return self.filter(made_at__gt=moment)


class IncidentQuerySet(models.QuerySet["Incident"]):
    """Incidents, narrowed."""

    def visible_to(self, viewer: Viewer) -> IncidentQuerySet:
        """Keep the incidents that a viewer may read whole."""
        mine = self.filter(district=viewer.district)
        return mine if viewer.audience in CASE_READERS else mine.none()

    def told_by(self, reports: ReportQuerySet) -> IncidentQuerySet:
        """Keep those that any of some reports tells of."""
        return self.filter(pk__in=reports.filter(link__isnull=False).values("link__incident"))


#: That a photograph's report tells of an incident which is not closed.
HELD: Final = Q(report__link__isnull=False) & ~Q(report__link__incident__status="CLOSED")

#: When the incident of a photograph's report was last closed.
CLOSED_AT: Final = Max(
    "report__link__incident__changes__made_at",
    filter=Q(report__link__incident__changes__kind="CLOSED"),
)


class PhotoQuerySet(models.QuerySet["Photo"]):
    """Photographs, narrowed."""

    def visible_to(self, viewer: Viewer) -> PhotoQuerySet:
        """Keep the photographs of the reports that a viewer may read, if they may see any."""
        mine = self.filter(district=viewer.district, report__isnull=False)
        if viewer.audience not in PHOTO_READERS:
            return mine.none()
        if viewer.audience == Audience.OPERATIONS:
            return mine
        if viewer.audience == Audience.MANAGER and viewer.organisation_id:
            return mine.filter(report__organisation=viewer.organisation_id)
        return mine.filter(report__reporter=viewer.person_id)

    def sent_by(self, sender: Sender) -> PhotoQuerySet:
        """Keep those that one person or one device sent to a district."""
        return self.filter(
            district=sender.district, reporter_id=sender.person_id, device=sender.device_id
        )

    def unclaimed(self) -> PhotoQuerySet:
        """Keep those that no report names."""
        return self.filter(report__isnull=True)

    def of_reports(self) -> PhotoQuerySet:
        """Keep those that a report names."""
        return self.filter(report__isnull=False)

    def kept(self) -> PhotoQuerySet:
        """Keep those whose files are still there."""
        return self.filter(erased_at__isnull=True)

    def due(self, *, days: int, at: datetime) -> PhotoQuerySet:
        """Keep those whose time is over, were it so many days: `retention.goes_at` in SQL."""
        old = self.of_reports().kept().filter(stored_at__lte=at - timedelta(days=days))
        return (
            old.exclude(HELD)
            .annotate(closed_at=CLOSED_AT)
            .filter(Q(closed_at__isnull=True) | Q(closed_at__lte=at - AFTER_CLOSING))
        )
