"""What accepted changes still owe the world: written with them, done once, never forgotten.

An effect is at least once and known by its event: a row appears once because it is stored in the
transaction that marks the event done; an e-mail carries the event's id as its Message-ID, so the
copy that follows a crash between sending and marking is the same message to a mail server.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.module_loading import import_string

from incidents import notifications
from incidents.models import IncidentChange, Notice, OutboxEvent, Receipt, Report
from incidents.queries.notices import wanting_letters
from members.access import acting_in
from members.audiences import Audience
from members.ids import new_id
from members.models import District, Membership
from members.waking import wake_soon

logger = logging.getLogger(__name__)

Letter = notifications.Letter

DRAIN: Final = "incidents.jobs.drain_outbox"
#: Longer than any one effect takes; after it another worker may try.
LEASE: Final = timedelta(seconds=15)
MOST_TRIES: Final = 20
_FIRST_PAUSE: Final = timedelta(seconds=2)
_LONGEST_PAUSE: Final = timedelta(hours=1)

_Step = IncidentChange.Kind
#: What a business is told in "what came of it"; the rest is the scheme's own housekeeping.
_TOLD: Final = {
    _Step.OPENED,
    _Step.JOINED,
    _Step.TAKEN_OUT,
    _Step.ASSIGNED,
    _Step.ACTED,
    _Step.CLOSED,
    _Step.REOPENED,
}
# News of one report, and not of all that tell of the incident.
_OF_ONE: Final = {_Step.JOINED, _Step.TAKEN_OUT}
#: What also goes out as an e-mail: a report has a new status.
_MAILED: Final = _TOLD - {_Step.ACTED}


class NobodyToTell(LookupError):
    """The district has nobody who could be told. It is tried again until there is somebody."""


class LeaseLost(RuntimeError):
    """Another worker has taken the event meanwhile, because this one was slow."""


@dataclass(frozen=True)
class News:
    """What one event comes to: rows to store, messages to send."""

    notices: tuple[Notice, ...] = ()
    letters: tuple[Letter, ...] = ()


def owe(
    *,
    district_id: int,
    kind: OutboxEvent.Kind,
    subject: UUID,
    at: datetime,
    identity: UUID | None = None,
) -> None:
    """Write down, in the caller's transaction, what a change owes; wake a worker after it.

    `identity` is that of the change itself, where one subject has several of one moment.
    """
    owed = owing(district_id, kind, subject=subject, at=at)
    owed.id = identity or owed.id
    owed.save(force_insert=True)


def owing(district_id: int, kind: OutboxEvent.Kind, *, subject: UUID, at: datetime) -> OutboxEvent:
    """Return the row of what a change owes, to be stored with it; wake a worker after it."""
    # The change is stored by then: whatever fails in asking must not turn it into an error.
    transaction.on_commit(wake_drain, robust=True)
    return OutboxEvent(
        id=new_id(at), district_id=district_id, kind=kind, subject=subject, made_at=at, due_at=at
    )


def wake_drain() -> None:
    """Ask a worker to see to what is owed."""
    wake_soon(DRAIN)


def claim_next(*, district: District, at: datetime) -> OutboxEvent | None:
    """Return the next event that is due and nobody else works on, leased; or None."""
    return next(iter(claim_some(district=district, at=at, most=1)), None)


def claim_some(*, district: District, at: datetime, most: int) -> list[OutboxEvent]:
    """Return the next events that are due and nobody else works on, leased.

    Several come only where they are quickly done, so that the lease of the last does not run out.
    An event that was tried before comes alone: should it end its worker, the others of its lot
    would seem to have been tried as well. One whose tries are used up, most likely because it
    ends every worker, is parked instead.
    """
    with acting_in(district.pk):
        while events := _next(district, at, most):
            if events[0].attempts >= MOST_TRIES:
                _park(events[0], at)
                continue
            for event in events:
                event.attempts += 1
                event.leased_until = at + LEASE
            OutboxEvent.objects.filter(pk__in=[event.pk for event in events]).update(
                attempts=F("attempts") + 1, leased_until=at + LEASE
            )
            return events
    return []


def settle(*, event: OutboxEvent, at: datetime) -> None:
    """Do what a leased event owes, and mark it done.

    Raises
    ------
    LeaseLost
        If another worker has it now; nothing is stored then.
    """
    with acting_in(event.district_id):
        news = _effect_of(event)(event, at)
        if not news.letters:
            _mark_done(event, news, at)
            return
    notifications.send(news.letters, about=event.pk)
    with acting_in(event.district_id):
        _mark_done(event, news, at)


def _mark_done(event: OutboxEvent, news: News, at: datetime) -> None:
    marked = OutboxEvent.objects.filter(
        pk=event.pk, leased_until=event.leased_until, done_at__isnull=True
    ).update(done_at=at, leased_until=None)
    if not marked:
        raise LeaseLost("Another worker has this event now.")
    Notice.objects.bulk_create(news.notices)


def postpone(*, event: OutboxEvent, at: datetime) -> None:
    """Let a leased event that failed wait, each time twice as long; park it after 20 tries."""
    with acting_in(event.district_id):
        held = OutboxEvent.objects.filter(pk=event.pk, leased_until=event.leased_until)
        if event.attempts >= MOST_TRIES:
            if fresh := held.first():
                _park(fresh, at)
            return
        pause = min(_FIRST_PAUSE * 2 ** (event.attempts - 1), _LONGEST_PAUSE)
        held.update(due_at=at + pause, leased_until=None)


def _effect_of(event: OutboxEvent) -> Callable[[OutboxEvent, datetime], News]:
    """Return what makes the news of an event; apps above name theirs in the settings."""
    own = _NEWS.get(OutboxEvent.Kind(event.kind))
    if own is not None:
        return own
    named: Callable[[OutboxEvent, datetime], News] = import_string(
        settings.OUTBOX_EFFECTS[event.kind]
    )
    return named


def _next(district: District, at: datetime, most: int) -> list[OutboxEvent]:
    """Return some quick events that nobody has tried, or one of another sort, if that is first."""
    owed = OutboxEvent.objects.select_for_update(skip_locked=True).filter(
        Q(leased_until__isnull=True) | Q(leased_until__lte=at),
        district=district,
        done_at__isnull=True,
        parked_at__isnull=True,
        due_at__lte=at,
    )
    first = list(owed.order_by("due_at", "pk")[:most])
    return list(takewhile(_is_quick, first)) or first[:1]


def _is_quick(event: OutboxEvent) -> bool:
    """Tell whether an event is one row to store: no mail to send, and no failure before."""
    return event.kind == OutboxEvent.Kind.REPORT_ACCEPTED and event.attempts == 0


def _park(event: OutboxEvent, at: datetime) -> None:
    event.parked_at, event.leased_until = at, None
    event.save(update_fields=["parked_at", "leased_until"])
    logger.error("Parked outbox event %s after %d tries", event.pk, event.attempts)


def _report_accepted(event: OutboxEvent, at: datetime) -> News:
    report = Report.objects.get(pk=event.subject)
    return News(notices=(_notice(event, report, "RECEIVED", at),))


def _incident_changed(event: OutboxEvent, at: datetime) -> News:
    change = _change_of(event)
    if change.kind not in _TOLD:
        return News()
    reports = _reports_told(change)
    letters = _letters(event, reports, at) if change.kind in _MAILED else ()
    return News(tuple(_notice(event, one, change.kind, at) for one in reports), letters)


def _change_of(event: OutboxEvent) -> IncidentChange:
    """Return the change that an event is about: they have one id."""
    if named := IncidentChange.objects.filter(pk=event.pk).first():
        return named
    # Owed before ids were shared: the change was made at the moment of the event.
    changes = IncidentChange.objects.filter(incident=event.subject, made_at__lte=event.made_at)
    change = changes.order_by("-made_at", "-pk").first()
    assert change is not None, "an event is written with its change"
    return change


def _reports_told(change: IncidentChange) -> list[Report]:
    """Return the reports whose senders are told: all of the incident, or the one that moved."""
    if change.kind in _OF_ONE:
        told = Report.objects.filter(pk=change.after["report"])
    else:
        told = Report.objects.filter(link__incident=change.incident_id)
    return list(told.order_by("pk"))


def _letters(event: OutboxEvent, reports: list[Report], at: datetime) -> tuple[Letter, ...]:
    references = dict(
        Receipt.objects.filter(pk__in=[one.pk for one in reports]).values_list("pk", "reference")
    )
    return tuple(
        notifications.status_letter(address, codes, district=event.district.slug)
        for address, mine in wanting_letters(reports, on=timezone.localdate(at))
        if (codes := [references[one.pk] for one in mine if one.pk in references])
    )


def _sighting_accepted(event: OutboxEvent, at: datetime) -> News:
    addresses = _addresses(event, at, audience=Audience.OUTREACH)
    if not addresses:
        raise NobodyToTell("The district has no outreach.")
    return News(letters=tuple(notifications.sighting_letter(one) for one in addresses))


def _addresses(event: OutboxEvent, at: datetime, *, audience: Audience) -> list[str]:
    members = Membership.objects.filter(
        district=event.district_id, audience=audience, person__is_active=True
    ).in_force(timezone.localdate(at))
    return list(members.order_by("pk").values_list("person__email", flat=True))


def _notice(event: OutboxEvent, report: Report, code: str, at: datetime) -> Notice:
    return Notice(
        id=new_id(at),
        district_id=event.district_id,
        organisation_id=report.organisation_id,
        report=report,
        event=event,
        code=code,
        made_at=at,
    )


_NEWS: Final[dict[OutboxEvent.Kind, Callable[[OutboxEvent, datetime], News]]] = {
    OutboxEvent.Kind.REPORT_ACCEPTED: _report_accepted,
    OutboxEvent.Kind.INCIDENT_CHANGED: _incident_changed,
    OutboxEvent.Kind.SIGHTING_ACCEPTED: _sighting_accepted,
}
