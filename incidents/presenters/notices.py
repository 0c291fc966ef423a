"""News of reports, in words: which report, what came of it, when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from incidents.models import IncidentChange
from incidents.presenters import words
from incidents.queries.notices import MOST_COUNTED, News, NewsPage
from members import formats

_Kind = IncidentChange.Kind
_SAYS: Final[Mapping[str, str]] = {
    _Kind.OPENED: "Somebody is looking at it.",
    _Kind.JOINED: "It was put together with what others told.",
    _Kind.TAKEN_OUT: "It is looked at anew: it was something else after all.",
    _Kind.ASSIGNED: "It was given to somebody who can act on it.",
    _Kind.ACTED: "Something was done about it.",
    _Kind.CLOSED: "It was closed.",
    _Kind.REOPENED: "It was opened again.",
}


@dataclass(frozen=True)
class NewsLine:
    """One notice as the page shows it."""

    report: str
    label: str
    told: str
    says: str
    reference: str
    moment: str
    machine_moment: str
    is_new: bool


@dataclass(frozen=True)
class NewsView:
    """Everything that `incidents/notices.html` places."""

    answer: str
    lines: list[NewsLine]
    unread: int
    until: str
    by_email: bool
    page: int
    has_more: bool


def news_view(found: NewsPage) -> NewsView:
    """Return the page of somebody's news."""
    return NewsView(
        answer=_answer(found),
        lines=[_line(one) for one in found.items],
        unread=found.unread,
        until=found.until.isoformat() if found.until and found.page == 1 else "",
        by_email=found.by_email,
        page=found.page,
        has_more=found.has_more,
    )


def _answer(found: NewsPage) -> str:
    if found.unread >= MOST_COUNTED:
        return f"{MOST_COUNTED} or more new things about your reports."
    if found.unread:
        things = formats.count_of(found.unread, "new thing")
        return f"{things} about your reports."
    return "Nothing new about your reports."


def _line(one: News) -> NewsLine:
    report = one.notice.report
    place = words.place(report.premises.name, report.premises.street, "") if report.premises else ""
    told = ", ".join(filter(None, [place, words.moment(report.occurred_at)]))
    return NewsLine(
        report=str(report.pk),
        label=report.category.label,
        told=told,
        says=_SAYS.get(one.notice.code, "There is news of it."),
        reference=one.reference,
        moment=words.moment(one.notice.made_at),
        machine_moment=one.notice.made_at.isoformat(),
        is_new=one.is_new,
    )
