"""Open a round of the survey of feelings, and take its answers."""

from __future__ import annotations

from datetime import date, datetime
from secrets import token_hex
from typing import Final
from uuid import UUID

from hotspots.models import Pulse, PulseAnswer
from hotspots.queries.pulse import places_to_choose
from members import audit
from members.access import acting_in
from members.ids import new_id
from members.models import AuditEvent, District

_TOKEN_BYTES: Final = 8  # in the address of a poster; it guards nothing that is secret


class RoundsOverlap(ValueError):
    """Another round is open in these days; two at once would split the answers."""


def open_pulse(
    *, district: District, opens_on: date, closes_on: date, by: str, at: datetime
) -> Pulse:
    """Open a round from one day up to but not including another.

    Raises
    ------
    RoundsOverlap
        If another round is open in these days.
    NothingToBuild
        If the district has no places to choose from.
    """
    with acting_in(district.pk):
        District.objects.select_for_update().get(pk=district.pk)
        others = Pulse.objects.filter(district=district)
        if others.filter(opens_on__lt=closes_on, closes_on__gt=opens_on).exists():
            raise RoundsOverlap("Another round is open in these days. Choose days beside it.")
        pulse = Pulse.objects.create(
            id=new_id(at),
            district=district,
            token=token_hex(_TOKEN_BYTES),
            opens_on=opens_on,
            closes_on=closes_on,
            places=places_to_choose(district, opens_on),
            made_at=at,
            made_by=by,
        )
        audit.record(
            district_id=district.pk,
            by=by,
            at=at,
            kind=AuditEvent.Kind.COLLECTION,
            what="survey opened",
            pulse=str(pulse.pk),
        )
    return pulse


def take_answer(*, pulse: Pulse, key: UUID, cell: str, part: str, feeling: int, on: date) -> bool:
    """Store an answer, and return whether it is new; the same form sent twice is one answer.

    Nothing of whoever gave it is stored, and no moment: the day alone.
    """
    with acting_in(pulse.district_id):
        _, is_new = PulseAnswer.objects.get_or_create(
            pulse=pulse,
            key=key,
            defaults={
                "district_id": pulse.district_id,
                "cell": cell,
                "part": part,
                "feeling": feeling,
                "given_on": on,
            },
        )
    return is_new
