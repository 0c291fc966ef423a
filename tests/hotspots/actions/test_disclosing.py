"""A restricted audience is given one view, and nothing to take a difference from."""

from datetime import date, timedelta

import pytest

from hotspots import actions, queries
from hotspots.actions import PeriodsOverlap
from hotspots.models import Analysis, Disclosed
from hotspots.periods import Period
from members.access import acting_in
from members.audiences import Audience
from tests.conftest import MOMENT
from tests.hotspots.actions.year import YEAR, build

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_restricted_audience_never_gets_overlapping_periods(with_categories, send):
    send(120)
    at = MOMENT + timedelta(minutes=1)
    build(with_categories, audiences=[Audience.FUNDER], at=at)

    with pytest.raises(PeriodsOverlap, match="2025-01 to 2025-12"):
        build(with_categories, Period.ending(date(2025, 11, 1), 12), [Audience.FUNDER], at)
    build(with_categories, Period.ending(date(2024, 12, 1), 12), [Audience.FUNDER], at)
    build(with_categories, Period.ending(date(2025, 11, 1), 12), [Audience.OPERATIONS], at)

    given = [one.slug for one in queries.periods_given(with_categories, Audience.FUNDER)]
    assert given == ["2024-01_2024-12", "2025-01_2025-12"]


def test_restricted_audience_is_not_shown_the_few_reports_that_came_late(with_categories, send):
    send(120)
    build(with_categories, audiences=[Audience.FUNDER], at=MOMENT + timedelta(minutes=1))
    before = queries.contrast_payload(with_categories, Audience.FUNDER)
    later = MOMENT + timedelta(days=1)

    send(1, submitted_at=later)
    build(with_categories, audiences=[Audience.FUNDER, Audience.OPERATIONS], at=later)

    assert queries.contrast_payload(with_categories, Audience.FUNDER) == before
    seen = queries.contrast_payload(with_categories, Audience.OPERATIONS)
    assert seen["totals"]["members"] == before["totals"]["members"] + 1


def test_restricted_audiences_cannot_put_their_periods_together(with_categories, send):
    send(120)
    at = MOMENT + timedelta(minutes=1)
    build(with_categories, audiences=[Audience.FUNDER], at=at)

    with pytest.raises(PeriodsOverlap, match="Funder was given"):
        build(with_categories, Period.ending(date(2025, 9, 1), 3), [Audience.ANALYST], at)


def test_restricted_audience_is_given_one_size_of_cell(with_categories, send):
    send(120)

    with pytest.raises(actions.OneResolution):
        actions.build_contrast(
            district=with_categories,
            period=YEAR,
            by="test",
            at=MOMENT + timedelta(minutes=1),
            audiences=[Audience.ANALYST],
            resolution=8,
        )


def test_another_resolution_is_a_file_and_not_the_page(with_categories, send):
    send(120)
    at = MOMENT + timedelta(minutes=1)
    nine = build(with_categories, at=at)
    actions.build_contrast(district=with_categories, period=YEAR, by="test", at=at, resolution=8)

    shown = queries.contrast_payload(with_categories, Audience.OPERATIONS, YEAR)

    assert shown["analysis"] == str(nine.analysis.pk)
    assert not build(with_categories, at=at).is_new


def test_second_restricted_audience_gets_the_view_that_the_first_was_given(with_categories, send):
    send(120)
    first = build(with_categories, audiences=[Audience.FUNDER], at=MOMENT + timedelta(minutes=1))
    later = MOMENT + timedelta(days=1)
    send(1, submitted_at=later)

    build(with_categories, audiences=[Audience.ANALYST], at=later)

    seen = queries.contrast_payload(with_categories, Audience.ANALYST)
    assert seen["analysis"] == str(first.analysis.pk)


def test_other_audiences_and_districts_find_nothing(with_categories, make_district):
    with pytest.raises(queries.NotPublished):
        queries.contrast_payload(with_categories, Audience.MEMBER)
    with acting_in(make_district("nextdoor").pk):
        assert not Analysis.objects.exists()
        assert not Disclosed.objects.exists()
