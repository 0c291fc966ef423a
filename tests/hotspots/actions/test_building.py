"""A contrast is built once for the same inputs, and is never edited."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command

from hotspots import queries
from hotspots.models import Analysis
from hotspots.periods import Period
from layers.models import OfficialRelease
from members import audit
from members.audiences import Audience
from members.models import AuditEvent
from tests.conftest import MOMENT
from tests.hotspots.actions.year import build
from tests.hotspots.conftest import write_months

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_district_without_reports_shows_official_records_and_says_too_few(northampton):
    build(northampton)

    payload = queries.contrast_payload(northampton, Audience.OPERATIONS)
    assert payload["totals"]["members"] == 0
    assert payload["totals"]["officials"] > 100
    assert {one["verdict"] for one in payload["cells"]} == {"too few to say"}
    assert payload["boundary"]["illustrative"] is True


def test_same_inputs_are_the_same_analysis(with_categories, send):
    send(120)
    first = build(with_categories, at=MOMENT + timedelta(minutes=1))

    again = build(with_categories, at=MOMENT + timedelta(days=1))

    assert (first.is_new, again.is_new) == (True, False)
    assert again.analysis.pk == first.analysis.pk


def test_late_report_makes_a_new_analysis_and_the_old_one_still_verifies(with_categories, send):
    send(120)
    first = build(with_categories, at=MOMENT + timedelta(minutes=1))
    later = MOMENT + timedelta(days=2)

    send(1, submitted_at=later)
    second = build(with_categories, at=later)

    assert second.is_new
    assert second.analysis.result["members"] == first.analysis.result["members"] + 1
    assert queries.verify(Analysis.objects.get(pk=first.analysis.pk)).holds
    assert queries.verify(Analysis.objects.get(pk=second.analysis.pk)).holds


def test_month_supplied_anew_makes_a_new_analysis_and_the_old_one_still_verifies(
    with_categories, send, tmp_path
):
    send(120)
    first = build(with_categories, at=MOMENT + timedelta(minutes=1))
    anew = tmp_path / "anew"
    write_months(anew, ["2025-06"], seed=99)
    call_command("import_police", str(anew), taken_on=date(2026, 3, 1), verbosity=0)

    second = build(with_categories, at=MOMENT + timedelta(days=2))

    assert second.is_new
    assert OfficialRelease.objects.filter(month=date(2025, 6, 1)).count() == 2
    assert queries.verify(Analysis.objects.get(pk=first.analysis.pk)).holds


def test_missing_official_month_is_named_and_left_out_of_both_sources(with_categories, send):
    send(120)
    period = Period.ending(date(2026, 2, 1), 12)

    build(with_categories, period, at=MOMENT + timedelta(minutes=1))

    payload = queries.contrast_payload(with_categories, Audience.OPERATIONS, period)
    assert payload["period"]["official_missing"] == ["2026-01", "2026-02"]
    whole = build(with_categories, at=MOMENT + timedelta(minutes=2))
    assert payload["totals"]["members"] < whole.analysis.result["members"]


def test_months_before_the_first_report_are_named_and_left_out(with_categories, send):
    send(60, first=date(2025, 7, 1))

    built = build(with_categories, at=MOMENT + timedelta(minutes=1))

    choice = built.analysis.parameters["choice"]
    assert choice["member_missing"] == [f"2025-{month:02}" for month in range(1, 7)]
    assert choice["months_used"] == [f"2025-{month:02}" for month in range(7, 13)]


def test_period_across_the_redraw_of_july_2022_is_refused(northampton):
    with pytest.raises(queries.NothingToContrast, match="July 2022"):
        build(northampton, Period.ending(date(2022, 9, 1), 6))


def test_every_building_and_disclosure_is_in_the_audit_trail(with_categories, send):
    send(30)
    audiences = [Audience.OPERATIONS, Audience.ANALYST]

    build(with_categories, audiences=audiences, at=MOMENT + timedelta(minutes=1))

    last = AuditEvent.objects.order_by("-number")[:3]
    assert [one.what for one in last] == ["contrast disclosed"] * 2 + ["contrast built"]
    assert audit.check_chain(district_id=with_categories.pk) is None


@pytest.mark.parametrize(
    ("last", "months", "sentence"),
    [
        (date(2026, 1, 1), 3, "only 2 of these 3 months"),
        (date(2026, 11, 1), 12, "November 2026 has not ended"),
        (date(2062, 6, 1), 12, "June 2062 has not ended"),
        (date(2010, 5, 1), 3, "2010"),
    ],
)
def test_period_that_cannot_be_is_refused_with_a_sentence(with_categories, last, months, sentence):
    with pytest.raises(queries.NothingToContrast, match=sentence):
        build(with_categories, Period.ending(last, months))


def test_report_backdated_after_the_building_changes_nothing_stored(with_categories, send):
    send(120)
    built = build(with_categories, at=MOMENT + timedelta(minutes=1))

    send(1, submitted_at=MOMENT)  # recorded later, and says that it was sent before

    assert queries.verify(Analysis.objects.get(pk=built.analysis.pk)).holds


def test_scale_is_fixed_by_the_first_contrast_of_the_year(with_categories, send):
    at = MOMENT + timedelta(minutes=1)
    first = queries.contrast_payload(with_categories, Audience.OPERATIONS)["scale"]
    send(200)

    build(with_categories, Period.ending(date(2025, 9, 1), 3), at=at)

    quarter = queries.contrast_payload(
        with_categories, Audience.OPERATIONS, Period.ending(date(2025, 9, 1), 3)
    )
    assert quarter["scale"] == first
