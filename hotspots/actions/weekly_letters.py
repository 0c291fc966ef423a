"""The e-mail of a week: to whom it is owed, and what it says when it goes."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.utils import timezone

from hotspots import notifications
from hotspots.models import Analysis, WeeklyChoice, WeeklyLetter
from hotspots.queries import weekly_files
from hotspots.weekly.cutting import VERSIONS
from incidents.actions import outbox
from incidents.models import OutboxEvent
from members.access import Viewer, acting_in
from members.audiences import Audience
from members.ids import new_id
from members.models import Membership

#: Who may have the e-mail: those who have a version of the week to read.
_READERS: Final = sorted(audience.value for audience in VERSIONS)


def choose_letter(*, viewer: Viewer, wanted: bool, at: datetime) -> None:
    """Store whether a person wants the e-mail of a district."""
    with acting_in(viewer.district.pk):
        WeeklyChoice.objects.update_or_create(
            district=viewer.district,
            person_id=viewer.person_id,
            defaults={"wanted": wanted, "chosen_at": at},
        )


def owe_letters(*, analysis: Analysis, at: datetime) -> int:
    """Owe the e-mail of a week to all who want it, in the caller's transaction.

    Returns how many new ones; who is owed it already is not owed it again, whatever was built
    since.
    """
    week = {"district_id": analysis.district_id, "week_start": analysis.period_start}
    told = set(WeeklyLetter.objects.filter(**week).values_list("person_id", flat=True))
    wanting = [one for one in _wanting(analysis.district_id, at) if one not in told]
    for person in wanting:
        letter = WeeklyLetter(
            id=new_id(at), person_id=person, analysis=analysis, made_at=at, **week
        )
        letter.save(force_insert=True)
        outbox.owe(
            district_id=analysis.district_id,
            kind=OutboxEvent.Kind.WEEKLY_MAP,
            subject=letter.pk,
            at=at,
        )
    return len(wanting)


def news_of(event: OutboxEvent, at: datetime) -> outbox.News:
    """Return the e-mail that an event of the outbox owes; none if it is no longer wanted.

    Whoever lost their place in the district since then gets nothing.
    """
    letter = WeeklyLetter.objects.select_related("person", "analysis", "district").get(
        pk=event.subject
    )
    if letter.person_id not in _wanting(event.district_id, at):
        return outbox.News()
    payload = weekly_files.briefing_of(letter.analysis)
    return outbox.News(letters=(notifications.weekly_letter(letter.person.email, payload),))


def _wanting(district_id: int, at: datetime) -> list[int]:
    """Return the people who want the e-mail and may have it, in order of their ids."""
    members = Membership.objects.filter(
        district=district_id, audience__in=_READERS, person__is_active=True
    ).in_force(timezone.localdate(at))
    chosen = dict(
        WeeklyChoice.objects.filter(district=district_id).values_list("person_id", "wanted")
    )
    pairs = members.order_by("person_id").values_list("person_id", "audience")
    return [
        person
        for person, audience in pairs
        if chosen.get(person, Audience(audience) in weekly_files.BY_DEFAULT)
    ]
