"""The real district with a year of reports."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from incidents.actions import install_categories
from members.actions import NewOrganisation, add_organisations
from members.models import District
from tests.conftest import MOMENT
from tests.hotspots.conftest import write_months
from tests.hotspots.public_map.quarters import send, shops_of


@pytest.fixture
def ground(tmp_path: Path, make_person: Any) -> District:
    """The real district with invented official months, and nobody's reports."""
    call_command("load_northampton", verbosity=0)
    district = District.objects.get(slug="northampton")
    write_months(tmp_path, [f"2025-{month:02}" for month in range(1, 13)])
    call_command("import_police", str(tmp_path), taken_on=date(2026, 1, 20), verbosity=0)
    new = [
        NewOrganisation(name=f"Invented shop {n}", kind="LEVY_PAYER", starts_on=date(2020, 1, 1))
        for n in range(6)
    ]
    add_organisations(district=district, organisations=new, by="test", at=MOMENT)
    make_person()
    install_categories(district=district, by="test", at=MOMENT)
    return district


@pytest.fixture
def northampton(ground: District) -> District:
    """The same with a year of reports in three places."""
    for month in (1, 4, 7, 10):
        send(ground, shops_of(ground), month)
    return ground


@pytest.fixture
def telling(ground: District) -> District:
    """A year of 31 in one place, of which three quarters show at least 10 each."""
    for month, few in ((1, 10), (4, 10), (7, 10), (10, 1)):
        send(ground, shops_of(ground), month, (few, 60, 80))
    return ground
