"""The news of one's reports: what is unread, and who wants it by e-mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from django.db.models import Subquery, Value
from django.db.models.functions import Coalesce

from incidents.models import Notice, NoticeReader, Receipt, Report, usually_by_email
from members.access import Viewer, within
from members.audiences import Audience
from members.models import Membership

PAGE: Final = 50
#: Beyond it nobody counts.
MOST_COUNTED: Final = 100
_BEFORE_ALL: Final = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class News:
    """One notice with the reference of its report, and whether it is new to its reader."""

    notice: Notice
    reference: str
    is_new: bool


@dataclass(frozen=True)
class NewsPage:
    """One page of news, newest first; `until` is the moment up to which it holds everything."""

    items: list[News]
    page: int
    has_more: bool
    unread: int
    until: datetime | None
    by_email: bool


def news_page(viewer: Viewer, *, page: int) -> NewsPage:
    """Return one page of the news of a member's reports, or of those of a manager's business."""
    reader = _reader(viewer)
    start = (page - 1) * PAGE
    rows = list(
        Notice.objects.visible_to(viewer)
        .news()
        .select_related("report__category", "report__premises")
        .defer("report__point")
        .order_by("-made_at", "-pk")[start : start + PAGE + 1]
    )
    receipts = Receipt.objects.filter(pk__in=[row.report_id for row in rows[:PAGE]])
    references = dict(receipts.values_list("pk", "reference"))
    read_until = reader.read_until if reader else None
    return NewsPage(
        items=[
            News(row, references.get(row.report_id, ""), not read_until or row.made_at > read_until)
            for row in rows[:PAGE]
        ],
        page=page,
        has_more=len(rows) > PAGE,
        unread=_unread(viewer),
        until=rows[0].made_at if rows else None,
        by_email=_wants(reader.by_email if reader else None, viewer.audience),
    )


def unread_news(viewer: Viewer) -> int:
    """Return how many notices a viewer has not marked as read, up to a hundred."""
    with within(viewer.district.pk):
        return _unread(viewer)


def wanting_letters(reports: Sequence[Report], *, on: date) -> list[tuple[str, list[Report]]]:
    """Return who is to be told of some reports of one district by e-mail, each with which.

    Managers are told of all of their business, unless they said no; staff of their own, if they
    said yes. In the order of the memberships.
    """
    businesses = {one.organisation_id for one in reports}
    members = Membership.objects.filter(
        audience__in=[Audience.MANAGER, Audience.MEMBER],
        organisation__in=businesses,
        person__is_active=True,
    ).in_force(on)
    said = dict(
        NoticeReader.objects.filter(person__in=members.values("person")).values_list(
            "person", "by_email"
        )
    )
    found = [
        (one.person.email, _reports_for(one, reports))
        for one in members.select_related("person").order_by("pk")
        if _wants(said.get(one.person_id), Audience(one.audience))
    ]
    return [(address, mine) for address, mine in found if mine]


def _reports_for(member: Membership, reports: Sequence[Report]) -> list[Report]:
    mine = [one for one in reports if one.organisation_id == member.organisation_id]
    if member.audience == Audience.MANAGER:
        return mine
    return [one for one in mine if one.reporter_id == member.person_id]


def _reader(viewer: Viewer) -> NoticeReader | None:
    mine = NoticeReader.objects.filter(district=viewer.district, person=viewer.person_id)
    return mine.first()


def _unread(viewer: Viewer) -> int:
    """Return how many there are, in one statement: it stands in the head of every page."""
    reader = NoticeReader.objects.filter(district=viewer.district, person=viewer.person_id)
    read_until = Coalesce(Subquery(reader.values("read_until")[:1]), Value(_BEFORE_ALL))
    unread = Notice.objects.visible_to(viewer).news().since(read_until)
    return unread[:MOST_COUNTED].count()


def _wants(said: bool | None, audience: Audience) -> bool:
    return usually_by_email(audience) if said is None else said
