"""Mark news as read, and choose whether it comes by e-mail."""

from __future__ import annotations

from datetime import datetime

from incidents.models import NoticeReader
from members import audit
from members.access import Viewer
from members.models import AuditEvent


def mark_read(*, viewer: Viewer, until: datetime) -> None:
    """Mark everything that was made up to a moment as read; what is read stays read."""
    reader, _ = _held(viewer)
    if reader.read_until is None or reader.read_until < until:
        reader.read_until = until
        reader.save(update_fields=["read_until"])


def choose_email(*, viewer: Viewer, wanted: bool, at: datetime) -> None:
    """Store whether somebody wants an e-mail when a report has a new status."""
    reader, _ = _held(viewer)
    if reader.by_email == wanted:
        return
    reader.by_email = wanted
    reader.save(update_fields=["by_email"])
    audit.record(
        district_id=viewer.district.pk,
        by=viewer.actor,
        at=at,
        kind=AuditEvent.Kind.ALTERATION,
        what="news by e-mail chosen",
        wanted=wanted,
    )


def _held(viewer: Viewer) -> tuple[NoticeReader, bool]:
    held = NoticeReader.objects.select_for_update(of=("self",))
    return held.get_or_create(district=viewer.district, person_id=viewer.person_id)
