"""Seed the demo district stage by stage.

A stage is one transaction that ends by noting itself in the district's audit trail. So a
seeding that is killed at any moment goes on after the last stage that was finished, no stage
is done twice, and of two seedings at once one waits for the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db.models import QuerySet

from fixtures import planted_town
from fixtures.planted_town import Month
from fixtures.planted_town.official_files import FORCE
from members import audit
from members.access import acting_in
from members.actions import ensure_district
from members.models import AuditEvent, District
from ntars_geo.demo import stages
from ntars_geo.demo.stages import BY, Seeding

SLUG: Final = "demo"
NAME: Final = "Oxbarrow (invented)"

STAGES: Final[Mapping[str, Callable[[Seeding], None]]] = {
    "ground": stages.lay_ground,
    "members": stages.add_members,
    "sign-ins": stages.add_signins,
    "reports": stages.take_reports,
    "official files": stages.take_official_files,
    "map points of reports": stages.find_map_points,
    "welfare": stages.take_welfare,
    "contrasts": stages.build_contrasts,
}
"""In order. Their names stand in the audit trail: a new stage is added at the end."""

_NOTE: Final = "demo stage finished"


class NotADemo(RuntimeError):
    """Somebody asked for invented data where real people may work."""


@dataclass(frozen=True)
class Plan:
    """What to seed."""

    seed: int
    until: Month

    @property
    def detail(self) -> dict[str, int]:
        """Return the plan as it stands in the audit trail."""
        return {"seed": self.seed, "until": self.until.year * 100 + self.until.month}


class AnotherSeed(RuntimeError):
    """The demo district was begun with another plan."""

    def __init__(self, begun: Plan) -> None:
        super().__init__(
            f"The demo district holds seed {begun.seed} until {begun.until}; another town needs "
            "an empty state folder."
        )


def present_plan() -> tuple[Plan, bool] | None:
    """Return what the demo district was begun with, and whether it is finished; None if new."""
    district = District.objects.filter(slug=SLUG, invented=True).first()
    if district is None:
        return None
    with acting_in(district.pk):
        noted = list(_notes(district).order_by("number").values_list("detail", flat=True))
    if not noted:
        return None
    year, month = divmod(int(noted[0]["until"]), 100)
    finished = {detail["stage"] for detail in noted} >= set(STAGES)
    return Plan(int(noted[0]["seed"]), Month(year, month)), finished


def seed(plan: Plan, *, at: datetime, say: Callable[[str], None] = lambda words: None) -> District:
    """Seed the demo district, from the beginning or where an earlier run was stopped.

    Parameters
    ----------
    plan : Plan
        A seed from 0, and a month that is over.
    at : datetime
        The moment of seeding.
    say : callable
        Told of every stage that this run finishes.

    Raises
    ------
    NotADemo
        If the settings do not say that this is a demo.
    AnotherSeed
        If the district was begun with another plan.
    """
    if not settings.DEMO:
        raise NotADemo("The invented town is seeded in demo mode only (NTARS_DEMO).")
    begun = present_plan()
    if begun and begun[0] != plan:
        raise AnotherSeed(begun[0])
    district = ensure_district(slug=SLUG, name=NAME, force=FORCE, invented=True, by=BY, at=at)
    if begun and begun[1]:
        return district
    town = planted_town.build(plan.seed, plan.until)
    seeding = Seeding(district=district, town=town, at=at)
    for name in STAGES:
        if _finish(seeding, plan, name):
            say(name)
    return district


def _finish(seeding: Seeding, plan: Plan, name: str) -> bool:
    """Do one stage unless it is done, and return whether this run did it."""
    district = seeding.district
    with acting_in(district.pk):
        District.objects.select_for_update().get(pk=district.pk)
        if _notes(district).filter(detail__stage=name).exists():
            return False
        STAGES[name](seeding)
        audit.record(
            district_id=district.pk,
            by=BY,
            at=seeding.at,
            kind=AuditEvent.Kind.COLLECTION,
            what=_NOTE,
            stage=name,
            **plan.detail,
        )
    return True


def _notes(district: District) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(district=district, what=_NOTE)
