"""The real district with invented official months, and a sender of reports."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command

from incidents.actions import NewReport, record_reports
from members.access import acting_in
from members.actions import NewOrganisation, add_organisations
from members.audiences import Audience
from members.models import District
from tests.conftest import MOMENT
from tests.hotspots.actions.year import build
from tests.hotspots.conftest import write_months


@pytest.fixture
def northampton(db, tmp_path):
    """The real district with invented official months for two years, and no reports."""
    call_command("load_northampton", verbosity=0)
    district = District.objects.get(slug="northampton")
    write_months(
        tmp_path, [f"{year}-{month:02}" for year in (2024, 2025) for month in range(1, 13)]
    )
    call_command("import_police", str(tmp_path), taken_on=date(2026, 1, 20), verbosity=0)
    with acting_in(district.pk, Audience.OPERATIONS):
        yield district


@pytest.fixture
def shops(northampton):
    new = [
        NewOrganisation(name=f"Invented shop {n}", kind="LEVY_PAYER", starts_on=date(2020, 1, 1))
        for n in range(12)
    ]
    return add_organisations(district=northampton, organisations=new, by="test", at=MOMENT)


@pytest.fixture
def send(northampton, shops, make_person):
    """Return a sender of so many reports spread over a year and some places."""
    person = make_person()

    def sender(count: int, *, first: date = date(2025, 1, 1), submitted_at=MOMENT):
        days = 360 - 30 * (first.month - 1)  # to the end of the year, so that no month is empty
        places = [(-0.897192, 52.237537), (-0.894901, 52.234234), (-0.890184, 52.238433)]
        record_reports(
            district=northampton,
            reports=[
                NewReport(
                    client_key=uuid4(),
                    reporter_id=person.pk,
                    organisation_id=shops[n % 12].pk,
                    premises_id=None,
                    category="begging",
                    lng=places[n % 7 % 3][0],
                    lat=places[n % 7 % 3][1],
                    accuracy_m=10.0,
                    occurred_at=MOMENT.replace(year=first.year, month=first.month, day=1)
                    + timedelta(days=n * days // count),
                    submitted_at=submitted_at,
                )
                for n in range(count)
            ],
            by="test",
            at=submitted_at,
        )

    return sender


@pytest.fixture
def with_categories(northampton):
    build(northampton)
    return northampton
