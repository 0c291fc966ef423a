"""What the tests of this folder do again and again."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from incidents.actions import retention as actions
from incidents.actions.photos import NewPhoto, add_photo, store_photo
from incidents.actions.triage import close_incident, open_incident
from incidents.cleaning import CleanPhoto
from incidents.retention import USUAL_DAYS
from tests.conftest import MOMENT

PAGE = "/d/exampleton/photos/"
DUE = MOMENT + timedelta(days=USUAL_DAYS)


def stored(sender, report, folder, at=MOMENT):
    made = store_photo(
        sender=sender,
        new=NewPhoto(uuid4(), b"one"),
        folder=folder,
        clean=lambda content, boxes: CleanPhoto(b"large", b"small", 2, 1),
        at=at,
    ).photo
    add_photo(sender=sender, report_id=report.pk, photo=made, at=at)
    return made


def erase(town, folder, at):
    # Files go after the commit, of which a test's own transaction has none.
    return actions.erase_due_photos(district=town, folder=folder, by="test", at=at)


def files(folder, photo):
    places = (folder.large(photo.district_id, photo.pk), folder.small(photo.district_id, photo.pk))
    return [place.exists() for place in places]


def closed(report, at):
    incident = open_incident(report=report, by="x", at=at - timedelta(days=1))
    return close_incident(
        incident=incident, version=incident.version, outcome="ADVISED", by="x", at=at
    )
