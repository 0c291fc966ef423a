"""Weeks are built once, caught up after an outage, and looked at again when reports come late."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
import shapely
from django.db import connections

from hotspots import actions, queries
from hotspots.actions import weekly
from hotspots.models import Analysis
from hotspots.queries import NothingToBuild
from hotspots.weekly.weeks import Week
from incidents.actions import NewReport, record_reports
from incidents.models import Report
from layers.actions.boundaries import import_boundary
from layers.queries.boundaries import NewBoundary
from members.actions import ensure_district
from members.audiences import Audience
from tests.hotspots.weekly.conftest import MONDAY, SQUARE, WEEK

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def due(district, at=MONDAY, **changes):
    return actions.build_due_weeks(district=district, by="test", at=at, **changes)


def names(built):
    return [Week.of(one.analysis.period_start).name for one in built]


def shown(district, audience=Audience.OPERATIONS, week=WEEK):
    return queries.payload_of(district, Analysis.Kind.WEEKLY, audience, week.start)


def test_a_district_without_reports_gets_its_last_week_and_is_told_so(northampton):
    built = due(northampton)

    payload = shown(northampton)
    assert names(built) == ["2026-W46"]
    assert payload["headline"] == "Nobody reported anything in this week."
    assert payload["town"]["verdict"] == "too few to say"
    assert (payload["items"], payload["asks"], payload["changes"]) == ([], [], [])
    assert {one["group"] for one in payload["cells"]} == {"0"}
    assert {one["members_here"] for one in payload["cells"]} == {0}


def test_one_report_is_shown_and_nothing_is_made_of_it(northampton, send):
    send([0])

    due(northampton)

    payload = shown(northampton)
    assert payload["town"]["count"] == 1
    assert [one["count"] for one in payload["cells"] if one["count"]] == [1]
    assert not any(one["alert"] or one["flagged"] or one["badge"] for one in payload["cells"])
    assert payload["town"]["norm"] is None, "thirteen weeks are needed first"
    assert "cannot be told yet" in payload["headline"]


def test_every_reader_is_given_a_version_and_the_same_week_is_built_once(northampton, send):
    send([0, 1, 2])

    first, again = due(northampton), due(northampton, MONDAY + timedelta(hours=2))

    assert names(first) == ["2026-W44", "2026-W45", "2026-W46"]
    assert again == []
    versions = {
        audience: shown(northampton, audience)["version"] for audience in queries.WEEKLY.readers
    }
    assert versions == {
        Audience.OPERATIONS: "operations",
        Audience.ADMINISTRATOR: "board",
        Audience.INTELLIGENCE: "briefing",
        Audience.MEMBER: "members",
        Audience.MANAGER: "members",
    }


def test_asking_again_by_hand_is_the_same_analysis(northampton, send):
    send([0])
    first = actions.build_week(district=northampton, week=WEEK, by="test", at=MONDAY)

    again = actions.build_week(
        district=northampton, week=WEEK, by="test", at=MONDAY + timedelta(hours=3)
    )

    assert (first.is_new, again.is_new) == (True, False)
    assert again.analysis == first.analysis


def test_a_week_that_has_not_ended_is_refused(northampton):
    with pytest.raises(NothingToBuild, match="Week 47, 16 to 22 November 2026 has not ended"):
        actions.build_week(district=northampton, week=WEEK.plus(1), by="test", at=MONDAY)


def test_days_that_are_no_week_are_refused(northampton):
    with pytest.raises(NothingToBuild, match="Monday"):
        actions.build_analysis(
            study=queries.WEEKLY,
            district=northampton,
            start=date(2026, 11, 10),
            end=date(2026, 11, 17),
            by="test",
            at=MONDAY + timedelta(days=9),
        )


def test_eight_weeks_are_caught_up_after_an_outage_and_no_more(northampton, send):
    send(range(12))

    built = due(northampton)

    assert names(built) == [one.name for one in WEEK.up_to(8)]


def test_late_reports_make_the_last_two_weeks_anew_and_leave_older_ones(northampton, send):
    send(range(5))
    due(northampton)
    late = MONDAY + timedelta(days=1)
    send([0, 1, 2], submitted_at=late)

    built = due(northampton, late + timedelta(hours=1))

    assert names(built) == ["2026-W45", "2026-W46"]
    assert all(one.is_new for one in built)
    assert shown(northampton)["town"]["count"] == 2
    assert shown(northampton, week=WEEK.plus(-2))["town"]["count"] == 1, "as it was published"
    assert due(northampton, late + timedelta(hours=2)) == []
    week = Analysis.objects.filter(district=northampton, period_start=WEEK.start)
    assert week.count() == 2, "the earlier one stays"
    assert all(queries.verify(one).holds for one in week)


def test_a_stored_week_is_recomputed_to_the_last_digit(northampton, send):
    send([back for back in range(20) for _ in range(3)])
    send([0] * 6, at=(SQUARE[0] + 0.004, SQUARE[1]))
    due(northampton)

    found = queries.verify(Analysis.objects.get(period_start=WEEK.start))

    assert found.holds, found


def test_another_process_at_work_leaves_nothing_to_do(northampton, monkeypatch):
    monkeypatch.setattr("hotspots.actions.weekly._alone", lambda _: False)

    assert due(northampton) == []


@pytest.mark.django_db(databases=["default", "owner"])
def test_what_one_process_holds_another_does_not_wait_for(northampton):
    other = connections["owner"].cursor()
    other.execute("SELECT pg_advisory_lock(%s, %s)", [weekly._LOCK, northampton.pk])
    try:
        assert due(northampton) == []
    finally:
        other.execute("SELECT pg_advisory_unlock(%s, %s)", [weekly._LOCK, northampton.pk])
    assert names(due(northampton)) == ["2026-W46"]


def test_weeks_without_a_boundary_are_passed_over(northampton, send):
    district = ensure_district(
        slug="next-door",
        name="Next door",
        force="leicestershire",
        invented=False,
        by="t",
        at=MONDAY,
    )

    assert due(district) == []


def test_a_boundary_that_changed_within_the_window_is_told(northampton, send):
    """All weeks are counted within the boundary that is in force on the week's last day."""
    send(range(4))
    smaller = shapely.MultiPolygon([shapely.Point(SQUARE).buffer(0.003)])
    import_boundary(
        district=northampton,
        new=NewBoundary(
            name="A smaller one (invented)",
            shape=smaller,
            source="test",
            illustrative=True,
            valid_from=WEEK.start,
            sha256="0" * 64,
        ),
        by="test",
        at=MONDAY,
        confirmed=True,
    )

    due(northampton)

    before, after = shown(northampton, week=WEEK.plus(-1)), shown(northampton)
    assert "boundary" not in {one["kind"] for one in before["changes"]}
    assert [one["text"] for one in after["changes"] if one["kind"] == "boundary"] == [
        "The boundary is new from 9 November 2026; every week here is counted within it."
    ]
    assert before["boundary"]["name"] != after["boundary"]["name"]
    assert len(after["cells"]) < len(before["cells"])


def test_a_week_of_the_changing_clocks_is_built_whole(northampton, send):
    """Week 43 of 2026 lasts 169 hours; its last hour is still of it, and the next is not."""
    week = Week(2026, 43)
    send([0], week=week)
    last = week.ends_at - timedelta(minutes=1)
    late = [_report_at(northampton, moment) for moment in (last, week.ends_at)]
    record_reports(district=northampton, reports=late, by="test", at=MONDAY)

    actions.build_week(district=northampton, week=week, by="test", at=MONDAY)

    payload = shown(northampton, week=week)
    assert (payload["week"]["hours"], payload["town"]["count"]) == (169, 2)


def _report_at(district, moment):
    example = Report.objects.filter(district=district).earliest("pk")
    return NewReport(
        client_key=uuid4(),
        reporter_id=example.reporter_id,
        organisation_id=example.organisation_id,
        premises_id=None,
        category="begging",
        lng=SQUARE[0],
        lat=SQUARE[1],
        accuracy_m=10.0,
        occurred_at=moment,
        submitted_at=moment + timedelta(minutes=1),
    )
