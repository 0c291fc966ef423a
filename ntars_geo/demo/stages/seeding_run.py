"""One run of seeding: what every stage is given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from fixtures.planted_town import Town
from fixtures.planted_town.month import Month, months_ending
from fixtures.planted_town.scenario import OFFICIAL_MONTHS
from members.models import District

BY: Final = "command seed_demo"
SOURCE: Final = "Invented for the demo; there is no such place"
SIGNIN_DOMAIN: Final = "demo.invalid"


@dataclass(frozen=True)
class Seeding:
    """One run: the district, the town that is put into it, and the moment."""

    district: District
    town: Town
    at: datetime

    @property
    def opens_on(self) -> date:
        """Return the day from which everything about the town is known."""
        first: Month = months_ending(self.town.until, OFFICIAL_MONTHS)[0]
        return first.first_day
