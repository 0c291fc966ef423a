"""Synthetic towns of known truth: their reports, and everything published of them as usual."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import numpy as np
from django.contrib.gis.geos import GEOSGeometry
from django.core.management import call_command
from django.test import Client

from hotspots.actions import (
    build_standard_contrasts,
    build_standard_trends,
    build_week,
    publish_quarters,
)
from hotspots.periods import LONDON
from hotspots.weekly.weeks import Week
from incidents.actions import NewReport, install_categories, record_reports
from layers import grid
from layers.models import Boundary
from members.access import acting_in
from members.actions import NewOrganisation, NewPremises, add_organisations, add_person
from members.audiences import Audience
from members.models import District, Organisation
from tests.conftest import MOMENT
from tests.hotspots.conftest import disc, lattice, write_months
from tests.trust.attacker.reading import Month
from tests.trust.attacker.solving import Unit
from tests.trust.cast import join

MONTHS = [f"{year}-{month:02}" for year in (2024, 2025) for month in range(1, 13)]
_SHOPS = 9


@dataclass(frozen=True)
class Town:
    """A district, and how many reports there truly are by hexagon and month."""

    district: District
    truth: Counter[tuple[str, Month]]

    def small(self, least: int, sizes: tuple[int, ...]) -> list[Unit]:
        """Return every hexagon and span of so many months that truly holds 1 to ``least - 1``."""
        cells = sorted({cell for cell, _ in self.truth})
        spans = [MONTHS[at : at + size] for size in sizes for at in range(0, 24, size)]
        return [
            Unit(cell, tuple(span))
            for cell in cells
            for span in spans
            if 0 < sum(self.truth[cell, month] for month in span) < least
        ]


def take_official_months(folder: Path) -> None:
    """Import two years of invented police files, once for all towns of the force."""
    write_months(folder, MONTHS)
    call_command("import_police", str(folder), taken_on=date(2026, 1, 20), verbosity=0)


RATES = (0.15, 0.5, 1.2, 3.5, 4.0, 15.0)  # reports a month in a hexagon


def build(seed: int, *, one_quiet: bool = False) -> Town:
    """Make a town of which nothing has been published yet.

    Its hexagons are busy or not by chance; or one is quiet beside busy ones.
    """
    district = District.objects.create(
        slug=f"town-{seed}", name=f"Town {seed}", force="northamptonshire", created_at=MOMENT
    )
    with acting_in(district.pk):
        lay_boundary(district, 420.0, date(2019, 1, 1))
        install_categories(district=district, by="test", at=MOMENT)
        add_organisations(
            district=district,
            organisations=[
                NewOrganisation(
                    f"Shop {n}", "LEVY_PAYER", date(2020, 1, 1), premises=[_premises(n)]
                )
                for n in range(_SHOPS)
            ],
            by="test",
            at=MOMENT,
        )
    person = add_person(
        email=f"reporter@town-{seed}.invalid", name="Invented", password="a long one", at=MOMENT
    )
    truth: Counter[tuple[str, Month]] = Counter()
    send(district, list(_reports(np.random.default_rng(seed), truth, one_quiet)), person.pk, MOMENT)
    return Town(district, truth)


def _premises(number: int) -> NewPremises:
    """Put the first three shops side by side, and each other one somewhere else."""
    lng, lat = lattice(half_m=280.0)
    at = 0 if number < 3 else number * (len(lng) - 1) // _SHOPS
    return NewPremises(
        name=f"Premises {number}", street="Row", lng=float(lng[at]), lat=float(lat[at])
    )


def lay_boundary(district: District, radius_m: float, valid_from: date) -> None:
    """Give the town a round boundary from a day on."""
    Boundary.objects.create(
        district=district,
        name=f"Disc of {radius_m:g} m",
        polygon=GEOSGeometry(disc(radius_m).wkt, srid=4326),
        illustrative=True,
        source="made for this test",
        valid_from=valid_from,
        sha256="0" * 64,
        imported_at=MOMENT,
    )


Sent = tuple[float, float, Month, int]


def _reports(
    rng: np.random.Generator, truth: Counter[tuple[str, Month]], one_quiet: bool
) -> Iterator[Sent]:
    """Yield reports at map points well inside the boundary: some hexagons busy, most not."""
    lng, lat = lattice(half_m=280.0)
    cells = np.array([grid.to_text(int(cell)) for cell in grid.cells_of(lng, lat, 9)], dtype=object)
    for number, cell in enumerate(sorted(set(cells))):
        rate = float(rng.choice(RATES))
        if one_quiet:
            rate = 8.0 if number else 0.2
        for month in MONTHS:
            for _ in range(rng.poisson(rate)):
                at = rng.choice(np.flatnonzero(cells == cell))
                truth[cell, month] += 1
                yield float(lng[at]), float(lat[at]), month, int(rng.integers(0, _SHOPS))


def send(district: District, sent: list[Sent], reporter: int, at: datetime) -> None:
    """Record reports, submitted at a moment."""
    with acting_in(district.pk):
        shops = list(Organisation.objects.order_by("pk").values_list("pk", flat=True))
    record_reports(
        district=district,
        reports=[
            NewReport(
                client_key=UUID(int=district.pk * 10**9 + at.toordinal() * 10**5 + number),
                reporter_id=reporter,
                organisation_id=shops[shop],
                premises_id=None,
                category="begging",
                lng=lng,
                lat=lat,
                accuracy_m=None,
                occurred_at=datetime.fromisoformat(f"{month}-10T12:00").replace(tzinfo=LONDON),
                submitted_at=at,
            )
            for number, (lng, lat, month, shop) in enumerate(sent)
        ],
        by="test",
        at=at,
    )


def publish(town: Town, at: datetime) -> None:
    """Do what the standing jobs do, in the order in which they happen to run."""
    steps = [build_standard_contrasts, publish_quarters]
    for step in steps if town.district.pk % 2 else reversed(steps):
        step(district=town.district, by="test", at=at)


def publish_months_and_weeks(town: Town, at: datetime) -> None:
    """Do what else the standing jobs do: the trend of month after month, and the last weeks."""
    for month in (10, 11, 12):
        build_standard_trends(district=town.district, by="test", at=at, until=date(2025, month, 1))
    for month in (10, 11, 12):  # all reports of a month are of its tenth day
        week = Week.of(date(2025, month, 10))
        build_week(district=town.district, week=week, by="test", at=at)


def browsers(town: Town) -> dict[str, Client]:
    """Return a browser for each audience that small counts are kept from."""
    found = {"STRANGER": Client()}
    for audience in (Audience.FUNDER, Audience.ANALYST, Audience.COUNCIL, Audience.MEMBER):
        with acting_in(town.district.pk):
            shop = Organisation.objects.order_by("pk").first()
        email = f"{audience.value.lower()}@{town.district.slug}.invalid"
        browser = Client()
        browser.force_login(join(town.district, audience, email, shop))
        found[audience.value] = browser
    return found


def a_day_later(town: Town) -> datetime:
    """Send a few late reports of published months, and move the boundary; return the moment."""
    later = MOMENT + timedelta(days=1)
    (east, north), month = (-0.8972, 52.2386), MONTHS[-2]
    reporter = add_person(
        email=f"late@{town.district.slug}.invalid", name="Invented", password="a long one", at=later
    )
    send(town.district, [(east, north, month, 0), (east, north, month, 1)], reporter.pk, later)
    with acting_in(town.district.pk):
        lay_boundary(town.district, 380.0, date(2024, 1, 1))
    return later
