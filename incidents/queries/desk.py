"""What somebody who is about to report may choose from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.contrib.gis.db.models.functions import Centroid

from incidents.models import Category, Receipt, Report
from incidents.queries.alike import Sight
from incidents.queries.questions import Questionnaire, questionnaire_of
from incidents.queries.report_lines import place_of
from layers.models import PlaceName, StreetLine
from members.access import acting_in
from members.geometry import Latitude, Longitude
from members.models import Organisation, Premises
from members.senders import Sender

#: How far from its one point a named place may reach, in metres.
_REACH_M: Final[dict[str, float]] = {
    PlaceName.Kind.STREET: 100.0,
    PlaceName.Kind.SQUARE: 50.0,
    PlaceName.Kind.PARK: 100.0,
    PlaceName.Kind.LANDMARK: 40.0,
}
_STREET_REACH_M: Final = 100.0


@dataclass(frozen=True)
class Spot:
    """A place that a report can name. `lng`, `lat` in degrees (EPSG:4326)."""

    name: str
    lng: float
    lat: float
    accuracy_m: float


@dataclass(frozen=True)
class OwnPremises:
    """One address of the sender's business."""

    id: int
    spot: Spot


@dataclass(frozen=True)
class Desk:
    """Everything that a sender may choose from."""

    district: str
    organisation: str
    categories: tuple[Category, ...]
    premises: tuple[OwnPremises, ...]
    places: tuple[Spot, ...]
    questionnaire: Questionnaire = field(default_factory=Questionnaire)


def desk_of(sender: Sender) -> Desk:
    """Return what a sender may choose from: categories, own premises, names of places."""
    with acting_in(sender.district.pk):
        offered = Category.objects.filter(district=sender.district, is_offered=True)
        categories = tuple(offered.order_by("position", "pk"))
        organisation = Organisation.objects.get(district=sender.district, pk=sender.organisation_id)
        return Desk(
            district=sender.district.slug,
            organisation=organisation.name,
            categories=categories,
            premises=_premises(sender),
            places=_places(sender.district.pk),
            questionnaire=questionnaire_of(
                sender.district.pk, [one.code for one in categories if not one.welfare]
            ),
        )


def accepted_at(sender: Sender, client_key: UUID) -> datetime | None:
    """Return when a message of this sender with this key was accepted, or None if it was not."""
    with acting_in(sender.district.pk):
        mine = Receipt.objects.filter(
            district=sender.district,
            reporter_id=sender.person_id,
            device=sender.device_id,
            client_key=client_key,
        )
        return mine.values_list("made_at", flat=True).first()


def receipt_of(sender: Sender, reference: str) -> Receipt | None:
    """Return this sender's receipt with a reference, or None if it is nobody's or another's."""
    with acting_in(sender.district.pk):
        return Receipt.objects.filter(
            district=sender.district,
            reporter_id=sender.person_id,
            device=sender.device_id,
            reference=reference,
        ).first()


def sight_sent(sender: Sender, receipt: Receipt) -> Sight | None:
    """Return what a sender's own report tells of, while it waits and stands alone; else None."""
    with acting_in(sender.district.pk):
        alone = Report.objects.filter(same_as__isnull=True, voice__isnull=True)
        mine = alone.waiting().with_place().filter(district=sender.district, pk=receipt.pk)
        row = mine.select_related("category").first()
        if row is None:
            return None
        return Sight(row.category.code, *place_of(row), occurred_at=row.occurred_at)


def _premises(sender: Sender) -> tuple[OwnPremises, ...]:
    rows = Premises.objects.filter(district=sender.district, organisation_id=sender.organisation_id)
    if sender.premises_id is not None:  # A till stands in one place.
        rows = rows.filter(pk=sender.premises_id)
    found = rows.order_by("name", "pk").values_list(
        "pk", "name", "street", Longitude("point"), Latitude("point")
    )
    return tuple(
        OwnPremises(pk, Spot(_address(name, street), lng, lat, 0.0))
        for pk, name, street, lng, lat in found
    )


def _address(name: str, street: str) -> str:
    return f"{name}, {street}" if street and street not in name else name


def _places(district_id: int) -> tuple[Spot, ...]:
    """Return the names of a district's map, each once; a place's own point before a street's."""
    streets = (
        StreetLine.objects.filter(district_id=district_id, kind=StreetLine.Kind.STREET)
        .exclude(name="")
        .order_by("-rank", "pk")  # the main part of a street comes last, and stays
        .annotate(middle=Centroid("line"))
        .values_list("name", Longitude("middle"), Latitude("middle"))
    )
    named = (
        PlaceName.objects.filter(district_id=district_id)
        .order_by("pk")
        .values_list("name", Longitude("point"), Latitude("point"), "kind")
    )
    found = {name: Spot(name, lng, lat, _STREET_REACH_M) for name, lng, lat in streets}
    found |= {name: Spot(name, lng, lat, _REACH_M[kind]) for name, lng, lat, kind in named}
    return tuple(found[name] for name in sorted(found, key=str.casefold))
