"""Ten minutes without a sign of life end what a sign-in may read.

A sign-in that reads others' data ends whole. That of a member of staff goes on sending, as a
device's pass does, and has to be given anew before it reads again. Passes never end by idling.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from django.http import HttpRequest

from members.access import READING_ENDED, end_sign_in, memberships_of
from members.audiences import SECOND_FACTOR
from members.models import Person

IDLE: Final = timedelta(minutes=10)
#: Writing the moment down for every click would be a write for every click.
_NOTED_EVERY: Final = timedelta(seconds=20)
_SEEN: Final = "seen_at"


def note_request(request: HttpRequest, at: datetime, *, by_hand: bool) -> None:
    """End what an idle sign-in may read; note that somebody is there, if a person asked.

    What a page or a service worker sends by itself ends an idle sign-in, too, but is no sign of
    life.
    """
    person = request.user
    if not isinstance(person, Person):
        return
    seen = _seen_at(request)
    if seen is not None and at - seen > IDLE:
        _end_reading(request, person)
    stale = seen is None or at - seen > _NOTED_EVERY
    if by_hand and stale and request.user.is_authenticated:
        request.session[_SEEN] = at.timestamp()


def _end_reading(request: HttpRequest, person: Person) -> None:
    if {one.audience for one in memberships_of(person)} & SECOND_FACTOR:
        end_sign_in(request)
    else:
        request.session[READING_ENDED] = True


def _seen_at(request: HttpRequest) -> datetime | None:
    seen = request.session.get(_SEEN)
    return datetime.fromtimestamp(seen, tz=UTC) if seen else None
