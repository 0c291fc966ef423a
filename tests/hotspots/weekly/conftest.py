"""A district with shops and reports, week by week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command

from hotspots.weekly.weeks import Week
from incidents.actions import NewReport, install_categories, record_reports
from members.access import acting_in
from members.actions import NewOrganisation, NewPremises, add_organisations
from members.audiences import Audience
from members.models import District

WEEK = Week(2026, 46)
MONDAY = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
SQUARE = (-0.8972, 52.2386)


@pytest.fixture
def northampton(db):
    call_command("load_northampton", verbosity=0)
    district = District.objects.get(slug="northampton")
    with acting_in(district.pk, Audience.OPERATIONS):
        install_categories(district=district, by="test", at=MONDAY)
        yield district


@pytest.fixture
def shops(northampton):
    return add_organisations(
        district=northampton,
        organisations=[
            NewOrganisation(
                name=f"Invented shop {number}",
                kind="LEVY_PAYER",
                starts_on=date(2020, 1, 1),
                premises=[
                    NewPremises(
                        name=f"Invented premises {number}",
                        street="Invented Row",
                        lng=SQUARE[0] + number * 1e-5,
                        lat=SQUARE[1],
                    )
                ],
            )
            for number in range(8)
        ],
        by="test",
        at=MONDAY,
    )


@pytest.fixture
def send(northampton, shops, make_person):
    """Return a sender of reports: one for each week back that is named, on its Wednesday noon."""
    person = make_person()

    def sender(
        weeks: Sequence[int],
        *,
        at: tuple[float, float] = SQUARE,
        week: Week = WEEK,
        submitted_at: datetime | None = None,
        category: str = "begging",
        shop: int | None = None,
    ) -> None:
        record_reports(
            district=northampton,
            reports=[
                NewReport(
                    client_key=uuid4(),
                    reporter_id=person.pk,
                    organisation_id=shops[number % 8 if shop is None else shop].pk,
                    premises_id=None,
                    category=category,
                    lng=at[0],
                    lat=at[1],
                    accuracy_m=10.0,
                    occurred_at=week.plus(-back).begins_at + timedelta(hours=60),
                    submitted_at=submitted_at or week.plus(-back).begins_at + timedelta(hours=61),
                )
                for number, back in enumerate(weeks)
            ],
            by="test",
            at=submitted_at or MONDAY,
        )

    return sender
