"""Accept one report: all of it in one transaction, once for each key, or not at all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.contrib.gis.geos import Point

from incidents.actions.claiming import MOST_A_MINUTE, Offered, Standing, claim
from incidents.actions.joining import held_incident_of, join_voice
from incidents.actions.outbox import owing
from incidents.actions.placing import check_inside
from incidents.models import OutboxEvent, Photo, Receipt, Report
from incidents.references import new_reference
from layers import grid
from layers.queries.boundaries import Ground, NoBoundary, ground_of
from members import audit
from members.access import acting_in
from members.ids import new_id
from members.models import AuditEvent, Premises
from members.senders import Sender
from members.storing import store
from outreach.actions import NewSighting, record_sighting
from outreach.models import Sighting

#: As much as a sighting's place has room for.
MOST_OUTREACH_WORDS: Final = 300


class ReportRefused(ValueError):
    """A report cannot be accepted; the message is a sentence for its sender."""


class UnknownCategory(ReportRefused):
    """The district does not offer this category."""


class KeyReused(ReportRefused):
    """The idempotency key came before with other content."""


class StillInFlight(ReportRefused):
    """The same key is being accepted at this moment."""


class TooManyReports(ReportRefused):
    """One sender sends faster than anybody reports."""


class PhotoNotYours(ReportRefused):
    """A photograph does not exist, is taken by another report, or was sent by somebody else."""


class PremisesNotYours(ReportRefused):
    """The premises do not exist or belong to another business."""


class TooManyWordsForOutreach(ReportRefused):
    """A welfare report has room for a place in words, not for a story about a person."""


class WelfareTakesNoPhoto(ReportRefused):
    """Nobody who sleeps rough is photographed here."""


@dataclass(frozen=True)
class SentReport:
    """One report as it was sent, every value checked. `lng` and `lat` in degrees (EPSG:4326)."""

    client_key: UUID
    category: str
    lng: float
    lat: float
    occurred_at: datetime
    accuracy_m: float | None = None
    narrative: str = ""
    premises_id: int | None = None
    told_police: str = ""
    police_log: str = ""
    minutes_lost: int | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    asked: str = Sighting.Asked.NOT_ASKED.value
    photos: tuple[UUID, ...] = ()
    same_as: UUID | None = None

    @property
    def body_sha256(self) -> str:
        """Return the fingerprint of the content, without the key."""
        content: dict[str, Any] = {
            name: str(value) if isinstance(value, UUID | datetime) else value
            for name, value in vars(self).items()
            if name != "client_key"
        }
        content["photos"] = [str(one) for one in self.photos]
        content["answers"] = dict(self.answers)
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Accepted:
    """The receipt of an accepted report, and whether this call made it."""

    receipt: Receipt
    is_new: bool


def submit_report(*, sender: Sender, sent: SentReport, at: datetime) -> Accepted:
    """Accept a report, its photographs, its audit event and what it owes, as one unit.

    A welfare category goes to outreach instead and leaves only a receipt. The same key with the
    same content is the same report.

    Raises
    ------
    ReportRefused
        One of its kinds above, or `OutsideDistrict`; nothing is stored then.
    """
    with acting_in(sender.district.pk):
        standing = claim(sender=sender, client_key=sent.client_key, category=sent.category, at=at)
        if earlier := _earlier(standing, sent):
            return Accepted(earlier, is_new=False)
        category = _category(standing)
        check_inside(sender.district, sent.lng, sent.lat, ground=_ground(standing))
        store_it = _store_sighting if category.welfare else _store_report
        receipt = store_it(sender, sent, category, at)
    return Accepted(receipt, is_new=True)


def _earlier(standing: Standing, sent: SentReport) -> Receipt | None:
    """Return what was accepted under this key before, if it was the same content."""
    if not standing.claimed:
        raise StillInFlight("This report is being accepted at this moment. Try again shortly.")
    if standing.earlier is None:
        return None
    found = Receipt.objects.get(pk=standing.earlier)
    if found.body_sha256 != sent.body_sha256:
        raise KeyReused("This key was used for another report. Send the new one under a new key.")
    return found


def _category(standing: Standing) -> Offered:
    if standing.recent >= MOST_A_MINUTE:
        raise TooManyReports(
            f"More than {MOST_A_MINUTE} reports in a minute. They are kept; try again in a minute."
        )
    if standing.category is None:
        raise UnknownCategory("This scheme does not offer that category.")
    return standing.category


def _ground(standing: Standing) -> Ground:
    if standing.boundary is None:
        raise NoBoundary("This scheme has no boundary yet.")
    return ground_of(standing.boundary)


def _receipt(
    sender: Sender, sent: SentReport, identity: UUID, kind: Receipt.Kind, at: datetime
) -> Receipt:
    return Receipt(
        id=identity,
        district=sender.district,
        kind=kind,
        client_key=sent.client_key,
        reporter_id=sender.person_id,
        device=sender.device_id,
        organisation_id=sender.organisation_id,
        body_sha256=sent.body_sha256,
        reference=new_reference(),
        made_at=at,
    )


def _store_report(sender: Sender, sent: SentReport, category: Offered, at: datetime) -> Receipt:
    identity = new_id(at)
    report = _report(sender, sent, category, identity, at)
    # Held before anything is written: triage holds an incident first as well.
    incident = held_incident_of(sender.district, report.same_as, lng=sent.lng, lat=sent.lat)
    receipt = _receipt(sender, sent, identity, Receipt.Kind.REPORT, at)
    owed = owing(sender.district.pk, OutboxEvent.Kind.REPORT_ACCEPTED, subject=identity, at=at)
    store(report, receipt, owed)
    _claim_photos(sender, sent, identity)
    audit.record(
        district_id=sender.district.pk,
        by=sender.actor,
        at=at,
        kind=AuditEvent.Kind.COLLECTION,
        what="report accepted",
        report=str(identity),
        photos=len(sent.photos),
    )
    if incident is not None:
        join_voice(incident=incident, report=report, by=sender.actor, at=at)
    return receipt


def _report(
    sender: Sender, sent: SentReport, category: Offered, identity: UUID, at: datetime
) -> Report:
    cells = grid.cells_of_each([sent.lng], [sent.lat], grid.RESOLUTIONS)
    return Report(
        id=identity,
        district=sender.district,
        client_key=sent.client_key,
        reporter_id=sender.person_id,
        device=sender.device_id,
        organisation_id=sender.organisation_id,
        premises_id=_premises(sender, sent),
        category_id=category.id,
        point=Point(sent.lng, sent.lat, srid=4326),
        accuracy_m=sent.accuracy_m,
        occurred_at=sent.occurred_at,
        submitted_at=at,
        narrative=sent.narrative,
        told_police=sent.told_police,
        police_log=sent.police_log,
        minutes_lost=sent.minutes_lost,
        answers=dict(sent.answers),
        same_as=_same_as(sender, sent),
        **{
            f"cell_{resolution}": int(cell[0])
            for resolution, cell in zip(grid.RESOLUTIONS, cells, strict=True)
        },
    )


def _premises(sender: Sender, sent: SentReport) -> int | None:
    """Return the premises that were named, which must be the sender's, or else the device's."""
    if sent.premises_id is None:
        return sender.premises_id
    mine = Premises.objects.filter(
        district=sender.district, organisation=sender.organisation_id, pk=sent.premises_id
    )
    if not mine.exists():
        raise PremisesNotYours("These premises are not among those of your business.")
    return sent.premises_id


def _same_as(sender: Sender, sent: SentReport) -> Report | None:
    """Return the report that this one adds a voice to, if it is one of the same district."""
    if sent.same_as is None:
        return None
    return Report.objects.filter(district=sender.district, pk=sent.same_as).first()


def _claim_photos(sender: Sender, sent: SentReport, report_id: UUID) -> None:
    if not sent.photos:
        return
    claimed = Photo.objects.filter(
        pk__in=sent.photos,
        district=sender.district,
        reporter_id=sender.person_id,
        device=sender.device_id,
        report__isnull=True,
    ).update(report_id=report_id)
    if claimed != len(set(sent.photos)):
        raise PhotoNotYours("A photograph is no longer there. Add it again and send.")


def _store_sighting(sender: Sender, sent: SentReport, category: Offered, at: datetime) -> Receipt:
    if sent.photos:
        raise WelfareTakesNoPhoto("Please take no photograph of anybody who sleeps rough.")
    if len(sent.narrative) > MOST_OUTREACH_WORDS:
        raise TooManyWordsForOutreach(
            f"Say where in at most {MOST_OUTREACH_WORDS} characters; leave the person out of it."
        )
    kinds = {
        "rough_sleeping_concern": Sighting.Kind.ROUGH_SLEEPING,
        "encampment": Sighting.Kind.ENCAMPMENT,
    }
    sighting = NewSighting(
        client_key=sent.client_key,
        reporter_id=sender.person_id,
        device=sender.device_id,
        kind=kinds.get(category.code, Sighting.Kind.ROUGH_SLEEPING),
        lng=sent.lng,
        lat=sent.lat,
        asked=Sighting.Asked(sent.asked),
        seen_at=sent.occurred_at,
        accuracy_m=sent.accuracy_m,
        place=sent.narrative,
    )
    identity = record_sighting(district=sender.district, sighting=sighting, by=sender.actor, at=at)
    receipt = _receipt(sender, sent, identity, Receipt.Kind.SIGHTING, at)
    owed = owing(sender.district.pk, OutboxEvent.Kind.SIGHTING_ACCEPTED, subject=identity, at=at)
    store(receipt, owed)
    return receipt
