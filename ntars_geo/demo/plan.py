"""What the demo is seeded with, and how far a seeding has come.

Loaded at every start of the demo, so nothing here loads the generator or the statistics.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import QuerySet

from members.access import acting_in
from members.models import AuditEvent, District

SLUG: Final = "demo"

STAGE_NAMES: Final = (
    "ground",
    "members",
    "sign-ins",
    "reports",
    "official files",
    "map points of reports",
    "welfare",
    "follow-up",
    "training",
    "contrasts",
    "public map",
    "weeks",
    "funding",
    "trends",
)
"""In order. They stand in the audit trail, so a name never changes."""

NOTE: Final = "demo stage finished"
"""What the audit trail says of a stage that was finished."""


@dataclass(frozen=True)
class Plan:
    """What to seed: a seed from 0, and the first day of the last month."""

    seed: int
    until: date

    def __str__(self) -> str:
        return f"seed {self.seed}, until {self.until:%Y-%m}"

    @property
    def detail(self) -> dict[str, int]:
        """Return the plan as it stands in the audit trail."""
        return {"seed": self.seed, "until": self.until.year * 100 + self.until.month}


class AnotherSeed(RuntimeError):
    """The demo district was begun with another plan."""

    def __init__(self, begun: Plan) -> None:
        super().__init__(
            f"The demo district holds another town ({begun}); a new one needs an empty state "
            "folder."
        )


def present_plan() -> tuple[Plan, bool] | None:
    """Return what the demo district was begun with, and whether it is finished; None if new."""
    district = District.objects.filter(slug=SLUG, invented=True).first()
    if district is None:
        return None
    with acting_in(district.pk):
        noted = list(notes(district).order_by("number").values_list("detail", flat=True))
    if not noted:
        return None
    year, month = divmod(int(noted[0]["until"]), 100)
    finished = {detail["stage"] for detail in noted} >= set(STAGE_NAMES)
    return Plan(int(noted[0]["seed"]), date(year, month, 1)), finished


def notes(district: District) -> QuerySet[AuditEvent]:
    """Return the notes of finished stages; readable inside `acting_in` only."""
    return AuditEvent.objects.filter(district=district, what=NOTE)
