"""A district whose reports are committed, so that other connections see them."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

from django.core.management import call_command

from incidents.actions import NewReport, install_categories, record_reports
from members.access import acting_in
from members.actions import NewOrganisation, add_organisations, add_person
from members.models import District
from tests.hotspots.weekly.conftest import MONDAY, SQUARE, WEEK


def a_reported_district() -> District:
    """Return the district of Northampton with three weeks of reports from three businesses."""
    call_command("load_northampton", verbosity=0)
    district = District.objects.get(slug="northampton")
    person = add_person(email="a@example.invalid", name="A", password="a long password", at=MONDAY)
    with acting_in(district.pk):
        install_categories(district=district, by="test", at=MONDAY)
        shops = add_organisations(
            district=district,
            organisations=[
                NewOrganisation(name=f"Shop {n}", kind="LEVY_PAYER", starts_on=date(2020, 1, 1))
                for n in range(3)
            ],
            by="test",
            at=MONDAY,
        )
        record_reports(
            district=district,
            reports=[
                NewReport(
                    client_key=uuid4(),
                    reporter_id=person.pk,
                    organisation_id=shop.pk,
                    premises_id=None,
                    category="begging",
                    lng=SQUARE[0],
                    lat=SQUARE[1],
                    accuracy_m=10.0,
                    occurred_at=WEEK.plus(-back).begins_at + timedelta(hours=60),
                    submitted_at=WEEK.plus(-back).begins_at + timedelta(hours=61),
                )
                for back in range(3)
                for shop in shops
            ],
            by="test",
            at=MONDAY,
        )
    return district
