"""Reports of a year in three places, and the quarters published of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from hotspots import actions
from hotspots.models import Analysis
from hotspots.periods import Period
from hotspots.queries import payload_of
from incidents.actions import NewReport, record_reports
from members.access import acting_in
from members.audiences import Audience
from members.models import District, Organisation, Person
from tests.conftest import MOMENT

URL = "/d/northampton/map/"
PLACES = ((-0.897192, 52.237537), (-0.894901, 52.234234), (-0.890184, 52.238433))
Q3 = Period(date(2025, 7, 1), date(2025, 10, 1))
#: The second place has three reports a quarter, and so is never shown.
WEIGHTS = (40, 3, 25)


def shops_of(district: District) -> list[int]:
    with acting_in(district.pk):
        return list(Organisation.objects.order_by("pk").values_list("pk", flat=True))


def send(
    district: District, shops: list[int], month: int, weights: tuple[int, ...] = WEIGHTS
) -> None:
    """Record one quarter: each place as often as its weight, spread over three months."""
    pins = [place for place, weight in zip(PLACES, weights, strict=True) for _ in range(weight)]
    first = MOMENT.replace(year=2025, month=month, day=2)
    reporter = Person.objects.get().pk
    record_reports(
        district=district,
        reports=[
            NewReport(
                client_key=uuid4(),
                reporter_id=reporter,
                organisation_id=shops[number % len(shops)],
                premises_id=None,
                category="begging",
                lng=lng,
                lat=lat,
                accuracy_m=None,
                occurred_at=first + timedelta(days=number % 85),
                submitted_at=MOMENT,
            )
            for number, (lng, lat) in enumerate(pins)
        ],
        by="test",
        at=MOMENT,
    )


def publish(district: District, at: Any = MOMENT) -> list[Any]:
    return actions.publish_quarters(district=district, by="test", at=at)


def stored(district: District, period: Period = Q3) -> dict[str, Any]:
    with acting_in(district.pk, Audience.PUBLIC):
        kind = Analysis.Kind.PUBLIC_MAP
        return dict(payload_of(district, kind, Audience.PUBLIC, period.start, period.end))
