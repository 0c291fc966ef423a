"""Take photographs in: cleaned, on the disk, then named by a row; and throw unclaimed ones away."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from incidents.actions.incident_steps import Step, make
from incidents.actions.submitting import PhotoNotYours, ReportRefused
from incidents.cleaning import Box, CleanPhoto
from incidents.models import Incident, IncidentChange, Photo
from incidents.photo_files import PhotoFolder
from members import audit
from members.access import acting_in
from members.ids import new_id
from members.models import AuditEvent, District
from members.senders import Sender

#: As long as a phone may need for the report after its photographs.
UNCLAIMED_FOR: Final = timedelta(hours=1)
MOST_A_MINUTE: Final = 30
#: Four reports' worth; each report takes its own at once.
MOST_UNCLAIMED: Final = 12
#: With those that were added later.
MOST_ON_A_REPORT: Final = 9


class PhotoKeyReused(ReportRefused):
    """The idempotency key came before with another photograph."""


class TooManyPhotos(ReportRefused):
    """One sender sends photographs faster than anybody takes them."""


class NoRoomForPhotos(ReportRefused):
    """The disk is full."""


@dataclass(frozen=True)
class NewPhoto:
    """One photograph as it was sent, and the parts of it to cover."""

    client_key: UUID
    content: bytes
    boxes: tuple[Box, ...] = ()

    @property
    def body_sha256(self) -> str:
        """Return the fingerprint of what was sent, without the key."""
        found = hashlib.sha256(self.content)
        found.update(repr(self.boxes).encode())
        return found.hexdigest()


@dataclass(frozen=True)
class StoredPhoto:
    """A photograph that is stored, and whether this call stored it."""

    photo: Photo
    is_new: bool


Clean = Callable[[bytes, tuple[Box, ...]], CleanPhoto]


def store_photo(
    *, sender: Sender, new: NewPhoto, folder: PhotoFolder, clean: Clean, at: datetime
) -> StoredPhoto:
    """Store a cleaned photograph until a report names it, once for each key.

    `clean` makes it anew and takes up to seconds, so no transaction is open while it does. The
    files are on the disk before the row is committed.

    Raises
    ------
    ReportRefused
        One of its kinds above; or what `clean` raises. Nothing is stored then.
    """
    fingerprint = new.body_sha256
    with acting_in(sender.district.pk):
        earlier = _earlier(sender, new, fingerprint)
        if earlier:
            return StoredPhoto(earlier, is_new=False)
        _refuse_a_flood(sender, at)
    cleaned = clean(new.content, new.boxes)
    photo = Photo(
        id=new_id(at),
        district=sender.district,
        reporter_id=sender.person_id,
        device=sender.device_id,
        client_key=new.client_key,
        body_sha256=fingerprint,
        sha256=hashlib.sha256(cleaned.large).hexdigest(),
        size=len(cleaned.large),
        width=cleaned.width,
        height=cleaned.height,
        stored_at=at,
    )
    _put(folder, photo, cleaned)
    try:
        return _name(sender, new, photo)
    except IntegrityError:  # the same key at the same moment: the other one is it
        folder.remove(sender.district.pk, photo.pk)
        with acting_in(sender.district.pk):
            earlier = _earlier(sender, new, fingerprint)
        assert earlier, "a key is taken by a row that can be read"
        return StoredPhoto(earlier, is_new=False)


def _earlier(sender: Sender, new: NewPhoto, fingerprint: str) -> Photo | None:
    found = Photo.objects.sent_by(sender).filter(client_key=new.client_key).first()
    if found and found.body_sha256 != fingerprint:
        raise PhotoKeyReused("This key was used for another photograph. Send it under a new key.")
    return found


def _refuse_a_flood(sender: Sender, at: datetime) -> None:
    mine = Photo.objects.sent_by(sender)
    if mine.filter(stored_at__gt=at - timedelta(minutes=1)).count() >= MOST_A_MINUTE:
        raise TooManyPhotos("Many photographs in a minute. They are kept; try again in a minute.")
    if mine.unclaimed().count() >= MOST_UNCLAIMED:
        raise TooManyPhotos("Many photographs wait for their reports. Send the reports first.")


def _put(folder: PhotoFolder, photo: Photo, cleaned: CleanPhoto) -> None:
    try:
        folder.put(photo.district_id, photo.pk, large=cleaned.large, small=cleaned.small)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        folder.remove(photo.district_id, photo.pk)
        raise NoRoomForPhotos("There is no room for photographs at the moment.") from error


def _name(sender: Sender, new: NewPhoto, photo: Photo) -> StoredPhoto:
    with acting_in(sender.district.pk):
        photo.save(force_insert=True)
        audit.record(
            district_id=sender.district.pk,
            by=sender.actor,
            at=photo.stored_at,
            kind=AuditEvent.Kind.COLLECTION,
            what="photo stored",
            photo=str(photo.pk),
            covered=len(new.boxes),
        )
    return StoredPhoto(photo, is_new=True)


def add_photo(*, sender: Sender, report_id: UUID, photo: Photo, at: datetime) -> None:
    """Append a stored photograph to a report of its sender's own; twice is as once.

    Raises
    ------
    PhotoNotYours
        If it belongs to another report, to somebody else, or is gone.
    TooManyPhotos
        If the report has nine.
    """
    with acting_in(sender.district.pk):
        now = Photo.objects.sent_by(sender).select_for_update().filter(pk=photo.pk).first()
        if now is not None and now.report_id == report_id:
            return
        if now is None or now.report_id is not None:
            raise PhotoNotYours("The photograph is no longer there. Choose it again.")
        if Photo.objects.filter(report=report_id).count() >= MOST_ON_A_REPORT:
            raise TooManyPhotos(f"A report takes {MOST_ON_A_REPORT} photographs at most.")
        Photo.objects.filter(pk=photo.pk).update(report=report_id)
        audit.record(
            district_id=sender.district.pk,
            by=sender.actor,
            at=at,
            kind=AuditEvent.Kind.ALTERATION,
            what="photo added",
            report=str(report_id),
            photo=str(photo.pk),
        )
        _tell_the_incident(report_id, photo, sender.actor, at)


def _tell_the_incident(report_id: UUID, photo: Photo, by: str, at: datetime) -> None:
    joined = Incident.objects.filter(links__report=report_id)
    incident = joined.select_for_update(of=("self",)).first()
    if incident is None:
        return
    told = {"photo": str(photo.pk), "report": str(report_id)}
    make(incident, Step(IncidentChange.Kind.PHOTO_ADDED, {}, {}, told), by, at)


def throw_away_unclaimed(*, district: District, folder: PhotoFolder, at: datetime) -> int:
    """Throw away photographs that no report has named for an hour; return how many.

    The rows go first: a file without a row is swept later, a row without a file would be a lie.
    """
    with acting_in(district.pk):
        late = Photo.objects.filter(district=district).unclaimed()
        late = late.filter(stored_at__lte=at - UNCLAIMED_FOR)
        gone = list(late.select_for_update(skip_locked=True).values_list("pk", flat=True))
        if not gone:
            return 0
        Photo.objects.filter(pk__in=gone).delete()
        audit.record(
            district_id=district.pk,
            by="job sweep_photos",
            at=at,
            kind=AuditEvent.Kind.ERASURE,
            what="unclaimed photos thrown away",
            photos=len(gone),
        )
        for pk in gone:
            transaction.on_commit(partial(folder.remove, district.pk, pk))
    return len(gone)


def sweep_strays(*, district: District, folder: PhotoFolder, at: datetime) -> int:
    """Remove files of a district that are an hour old and that no row keeps; return how many."""
    before = (at - UNCLAIMED_FOR).timestamp()
    late = [one for one in folder.stored(district.pk) if one.written < before]
    with acting_in(district.pk):
        kept = set(Photo.objects.filter(district=district).kept().values_list("pk", flat=True))
    strays = [one for one in late if one.photo_id not in kept]
    for one in strays:
        one.path.unlink(missing_ok=True)
    return len(strays)


def sweep_half_written(*, folder: PhotoFolder, at: datetime) -> int:
    """Remove what killed processes left half written an hour ago; return how many files."""
    before = (at - UNCLAIMED_FOR).timestamp()
    late = [one for one in folder.half_written() if one.written < before]
    for one in late:
        one.path.unlink(missing_ok=True)
    return len(late)
