"""Let photographs go when their time is over, and say how long that is."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from django.db import transaction

from incidents.actions.vocabulary import VocabularyChanged, VocabularyRefused
from incidents.models import Incident, Photo, PhotoPeriod, Report
from incidents.photo_files import PhotoFolder
from incidents.queries.retention import photo_days
from incidents.retention import FEWEST_DAYS, MOST_DAYS
from members import audit
from members.access import acting_in
from members.models import AuditEvent, District

#: Few enough that nobody waits long for the audit trail, which one transaction holds at a time.
AT_ONCE: Final = 100


class PeriodOutOfBounds(VocabularyRefused):
    """Too short to see reports through, or longer than there is a purpose for."""


def change_photo_period(
    *, district: District, days: int, version: int, by: str, at: datetime
) -> PhotoPeriod:
    """Set how long photographs stay, as a new version; `version` is the one that was looked at.

    Raises
    ------
    VocabularyRefused
        One of its kinds; nothing is stored then.
    """
    if not FEWEST_DAYS <= days <= MOST_DAYS:
        raise PeriodOutOfBounds(f"Choose {FEWEST_DAYS} to {MOST_DAYS} days.")
    with acting_in(district.pk):
        District.objects.select_for_update(no_key=True).get(pk=district.pk)
        if PhotoPeriod.objects.filter(district=district).count() != version:
            raise VocabularyChanged(
                "Somebody changed the period while you looked at it. Look again, then decide."
            )
        made = PhotoPeriod(
            district=district, version=version + 1, days=days, made_at=at, made_by=by
        )
        made.save(force_insert=True)
        audit.record(
            district_id=district.pk,
            by=by,
            at=at,
            kind=AuditEvent.Kind.ALTERATION,
            what="photo period changed",
            version=made.version,
            days=days,
        )
    return made


def erase_due_photos(*, district: District, folder: PhotoFolder, by: str, at: datetime) -> int:
    """Erase some photographs whose time is over; return how many, none when all are done.

    The rows say so first, and the files go once that is committed. A process that dies between
    the two leaves files that no row keeps any more, and the sweep takes them.
    """
    with acting_in(district.pk):
        days = photo_days(district.pk)
        mine = Photo.objects.filter(district=district)
        maybe = list(mine.due(days=days, at=at).values_list("pk", flat=True)[:AT_ONCE])
        if not maybe:
            return 0
        _hold(maybe)
        gone = list(mine.filter(pk__in=maybe).due(days=days, at=at).order_by("pk"))
        mine.filter(pk__in=[one.pk for one in gone]).update(erased_at=at)
        for photo in gone:
            _record(photo, by, at)
            transaction.on_commit(partial(folder.remove, district.pk, photo.pk))
    return len(gone)


def _hold(photos: list[UUID]) -> None:
    """Hold what could become of some photographs' reports: no incident opens or joins meanwhile."""
    incidents = Incident.objects.filter(
        pk__in=Incident.objects.filter(links__report__photos__in=photos).values("pk")
    )
    list(incidents.order_by("pk").select_for_update().values_list("pk", flat=True))
    reports = Report.objects.filter(pk__in=Photo.objects.filter(pk__in=photos).values("report"))
    list(reports.order_by("pk").select_for_update().values_list("pk", flat=True))


def _record(photo: Photo, by: str, at: datetime) -> None:
    audit.record(
        district_id=photo.district_id,
        by=by,
        at=at,
        kind=AuditEvent.Kind.ERASURE,
        what="photo erased",
        photo=str(photo.pk),
        report=str(photo.report_id),
        why="its time was over",
    )
