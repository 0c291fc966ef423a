"""Seed the demo district stage by stage.

A stage is one transaction that ends by noting itself in the district's audit trail. So a
seeding that is killed at any moment goes on after the last stage that was finished, no stage
is done twice, and of two seedings at once one waits for the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from django.conf import settings

from fixtures import planted_town
from fixtures.planted_town import Month
from fixtures.planted_town.official_files import FORCE
from members import audit
from members.access import acting_in
from members.actions import ensure_district
from members.models import AuditEvent, District
from ntars_geo.demo import stages
from ntars_geo.demo.plan import NOTE, SLUG, STAGE_NAMES, AnotherSeed, Plan, notes, present_plan
from ntars_geo.demo.stages import BY, Seeding

NAME: Final = "Oxbarrow (invented)"

STAGES: Final[Mapping[str, Callable[[Seeding], None]]] = dict(
    zip(
        STAGE_NAMES,
        (
            stages.lay_ground,
            stages.add_members,
            stages.add_signins,
            stages.take_reports,
            stages.take_official_files,
            stages.find_map_points,
            stages.take_welfare,
            stages.follow_up,
            stages.hold_training,
            stages.build_contrasts,
            stages.publish_quarters,
            stages.build_weeks,
            stages.evaluate_funding,
            stages.build_trends,
        ),
        strict=True,
    )
)


class NotADemo(RuntimeError):
    """Somebody asked for invented data where real people may work."""


def seed_demo(
    plan: Plan, *, at: datetime, say: Callable[[str], None] = lambda words: None
) -> District:
    """Seed the demo district, from the beginning or where an earlier run was stopped.

    Parameters
    ----------
    plan : Plan
        Its month must be over.
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
    DistrictDiffers
        If the district exists and is a real one: then nothing of it is touched.
    """
    if not settings.DEMO:
        raise NotADemo("The invented town is seeded in demo mode only (NTARS_DEMO).")
    begun = present_plan()
    if begun and begun[0] != plan:
        raise AnotherSeed(begun[0])
    district = ensure_district(slug=SLUG, name=NAME, force=FORCE, invented=True, by=BY, at=at)
    if begun and begun[1]:
        return district
    town = planted_town.build(plan.seed, Month(plan.until.year, plan.until.month))
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
        if notes(district).filter(detail__stage=name).exists():
            return False
        STAGES[name](seeding)
        audit.record(
            district_id=district.pk,
            by=BY,
            at=seeding.at,
            kind=AuditEvent.Kind.COLLECTION,
            what=NOTE,
            stage=name,
            **plan.detail,
        )
    return True
