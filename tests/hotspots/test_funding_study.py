"""A plan is written, frozen, and evaluated when its last month is published; then all holds."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from fixtures.planted_town import Month, control_towns
from fixtures.planted_town.official_files import FORCE
from hotspots import queries
from hotspots.actions import (
    PlanChanged,
    PlanFrozen,
    build_funding,
    build_waiting_plans,
    freeze_plan,
    save_draft,
)
from hotspots.funding.plans import PlanRefused
from hotspots.models import Analysis, FundingPlan
from hotspots.queries import NothingToBuild, verify
from layers.models import Boundary
from members import audit
from members.access import acting_in
from members.audiences import Audience
from members.models import AuditEvent
from tests.hotspots import funding_town
from tests.hotspots.funding_town import AFTER, DRAFTED, FROZEN, draft, with_official_files

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def oxbarrow(make_district):  # type: ignore[no-untyped-def]
    mine = make_district("oxbarrow", force=FORCE)
    with acting_in(mine.pk, Audience.OPERATIONS):
        with_official_files(mine, until=Month(2025, 9))
        yield mine


def frozen(district, at=FROZEN, **changes):  # type: ignore[no-untyped-def]
    plan = save_draft(district=district, draft=draft(**changes), by="person 1", at=DRAFTED)
    return freeze_plan(district=district, plan_id=plan.pk, version=1, by="person 1", at=at)


def test_a_draft_knows_what_could_be_seen_before_anything_is(oxbarrow) -> None:
    plan = save_draft(district=oxbarrow, draft=draft(), by="person 1", at=DRAFTED)

    assert plan.outlook is not None
    outcome = plan.outlook["lines"]["outcome"]
    assert set(plan.outlook["lines"]) == {"outcome", "wide"}
    assert 0.1 < outcome["least_share"] < 0.3
    assert outcome["path"]["fair"]
    assert plan.outlook["missing"] == ["2025-10"]


def test_a_frozen_plan_stands_in_the_audit_chain_and_cannot_change(oxbarrow) -> None:
    plan = frozen(oxbarrow)

    event = AuditEvent.objects.get(what="funding plan frozen")
    assert event.detail["sha256"] == plan.frozen_sha256
    assert event.detail["late"] is False
    assert audit.check_chain(district_id=oxbarrow.pk) is None
    for statement in (
        "UPDATE hotspots_fundingplan SET funder = 'x'",
        "DELETE FROM hotspots_fundingplan",
    ):
        with pytest.raises(DatabaseError, match="is frozen"), transaction.atomic():
            connection.cursor().execute(statement)
    with pytest.raises(PlanFrozen):
        save_draft(district=oxbarrow, draft=draft(), by="p", at=AFTER, plan_id=plan.pk, version=1)
    with pytest.raises(PlanFrozen):
        freeze_plan(district=oxbarrow, plan_id=plan.pk, version=1, by="p", at=AFTER)


def test_a_draft_may_change_and_nobody_stamps_what_they_did_not_see(oxbarrow) -> None:
    plan = save_draft(district=oxbarrow, draft=draft(), by="person 1", at=DRAFTED)

    again = save_draft(
        district=oxbarrow,
        draft=draft(funder="Another Funder"),
        by="person 2",
        at=FROZEN,
        plan_id=plan.pk,
        version=1,
    )

    assert (again.funder, again.version) == ("Another Funder", 2)
    with pytest.raises(PlanChanged):
        freeze_plan(district=oxbarrow, plan_id=plan.pk, version=1, by="person 1", at=FROZEN)


def test_a_late_stamp_says_so(oxbarrow) -> None:
    plan = frozen(oxbarrow, at=AFTER)

    assert AuditEvent.objects.get(what="funding plan frozen").detail["late"] is True
    assert plan.is_late(AFTER)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"controls": []}, "control towns"),
        ({"categories": []}, "at least one official category"),
        ({"before_start": funding_town.date(2025, 6, 1)}, "at least 12 months before"),
        ({"after_end": funding_town.date(2032, 11, 1)}, "longer than 60"),
        ({"controls": funding_town.controls()[:1] * 2}, "same name"),
        ({"ring_to_m": 2000, "controls": [
            {"name": "Near", "source": "x", "geometry": funding_town.mapping(
                funding_town.circle((3000, 0), 300))}]}, "so near to each other"),
        ({"harm": {"source": "s", "dated": "2020", "weights": {"drugs": 1}}}, "no weight for"),
    ],
)  # fmt: skip
def test_a_plan_that_cannot_be_judged_is_refused(oxbarrow, changes, sentence: str) -> None:
    with pytest.raises(PlanRefused, match=sentence):
        save_draft(district=oxbarrow, draft=draft(**changes), by="p", at=DRAFTED)

    assert not FundingPlan.objects.exists()


def test_nothing_is_looked_at_before_the_last_month_is_published(oxbarrow) -> None:
    plan = frozen(oxbarrow)
    funding_town.take_files(until=Month(2026, 9))

    with pytest.raises(NothingToBuild, match="never looked at before"):
        build_funding(district=oxbarrow, plan=plan, by="p", at=AFTER)
    assert build_waiting_plans(district=oxbarrow, by="p", at=AFTER) == []


def _drift() -> float:
    """Return the mean level of the funded year over that of the two years before, but the rise."""
    last = Month(2026, 10)
    levels = [
        control_towns.level(last.plus(-back), last)
        / (control_towns.RISE if back < control_towns.FUNDED_MONTHS else 1)
        for back in range(36)
    ]
    return (sum(levels[:12]) / 12) / (sum(levels[12:]) / 24)


def test_the_planted_effect_is_found_and_everything_can_be_made_again(oxbarrow) -> None:
    plan = frozen(oxbarrow)
    funding_town.take_files()

    (built,) = build_waiting_plans(district=oxbarrow, by="p", at=AFTER)

    analysis = built.analysis
    line = analysis.result["figures"]["lines"]["outcome"]
    assert line["result"]["verdict"] == "fell more than controls"
    # Spared the planted rise: what the district would have had by the drift that all share, times
    # the rise that it did not have.
    expected = -line["ahead"]["base"] * _drift() * (control_towns.RISE - 1)
    assert line["result"]["low"] < expected < line["result"]["high"]
    assert line["result"]["effect"] == pytest.approx(expected, rel=0.35)
    assert line["series"]["model"]["before"] == 24
    assert analysis.result["figures"]["cost"] is None or analysis.result["figures"]["cost"]["each"]
    assert verify(analysis).holds, verify(analysis)
    assert build_waiting_plans(district=oxbarrow, by="p", at=AFTER) == []
    again = build_funding(district=oxbarrow, plan=plan, by="p", at=AFTER)
    assert not again.is_new


def test_the_result_uses_the_areas_of_the_stamp_not_those_of_today(oxbarrow) -> None:
    plan = frozen(oxbarrow)
    funding_town.take_files()
    moved = funding_town.circle((0, 0), 150)
    Boundary.objects.create(
        district=oxbarrow,
        name="Smaller",
        polygon=f"SRID=4326;{funding_town.shapely.MultiPolygon([moved]).wkt}",
        source="Invented",
        illustrative=False,
        valid_from=funding_town.date(2026, 1, 1),
        sha256="1" * 64,
        imported_at=AFTER,
    )

    built = build_funding(district=oxbarrow, plan=plan, by="p", at=AFTER)

    here = built.analysis.result["figures"]["lines"]["outcome"]["towns"][0]
    assert here["before"] > 1000


def test_only_funder_and_operations_are_given_it(oxbarrow) -> None:
    frozen(oxbarrow)
    funding_town.take_files()
    (built,) = build_waiting_plans(district=oxbarrow, by="p", at=AFTER)

    assert set(built.disclosed) == {Audience.FUNDER, Audience.OPERATIONS}
    payload = queries.payload_of(oxbarrow, Analysis.Kind.FUNDING, Audience.FUNDER)
    assert payload["counts"] == built.analysis.result["counts"]


def test_a_plan_that_is_not_frozen_is_not_evaluated(oxbarrow) -> None:
    plan = save_draft(district=oxbarrow, draft=draft(), by="p", at=DRAFTED)

    with pytest.raises(NothingToBuild, match="not frozen"):
        build_funding(district=oxbarrow, plan=plan, by="p", at=AFTER)


def test_a_plan_of_another_district_does_not_exist(oxbarrow, make_district) -> None:
    plan = frozen(oxbarrow)
    other = make_district("nextdoor", force=FORCE)

    with pytest.raises(FundingPlan.DoesNotExist):
        build_funding(district=other, plan=plan, by="p", at=AFTER)
    with pytest.raises(FundingPlan.DoesNotExist):
        freeze_plan(district=oxbarrow, plan_id=uuid4(), version=1, by="p", at=AFTER)
