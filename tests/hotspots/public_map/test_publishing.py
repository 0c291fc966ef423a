"""A quarter is published once, four weeks late, with nothing small in it."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from hotspots import actions, jobs, queries
from hotspots.periods import Period
from hotspots.queries import NothingToBuild
from hotspots.queries.public_map_study import PUBLIC_MAP
from members.access import acting_in
from members.actions import NewOrganisation, add_organisations
from members.audiences import Audience
from members.models import District
from tests.conftest import MOMENT
from tests.hotspots.public_map.quarters import Q3, publish, send, stored

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_every_quarter_that_is_due_is_published_once(northampton: District) -> None:
    first = publish(northampton)

    again = publish(northampton, MOMENT + timedelta(days=1))

    assert [one.analysis.period_start for one in first] == [
        date(2025, month, 1) for month in (1, 4, 7, 10)
    ]
    assert again == []


def test_a_quarter_is_four_weeks_late(northampton: District) -> None:
    three_weeks = MOMENT.replace(year=2025, month=10, day=22)

    with pytest.raises(NothingToBuild, match="four weeks after"):
        actions.build_analysis(
            study=PUBLIC_MAP,
            district=northampton,
            start=Q3.start,
            end=Q3.end,
            by="test",
            at=three_weeks,
            audiences=[Audience.PUBLIC],
        )

    assert "2025-07_2025-09" not in {
        Period(one.analysis.period_start, one.analysis.period_end).slug
        for one in publish(northampton, three_weeks)
    }


def test_only_calendar_quarters_are_published(northampton: District) -> None:
    for start, end in ((date(2025, 2, 1), date(2025, 5, 1)), (date(2025, 1, 1), date(2025, 7, 1))):
        with pytest.raises(NothingToBuild, match="calendar quarters"):
            actions.build_analysis(
                study=PUBLIC_MAP, district=northampton, start=start, end=end, by="test", at=MOMENT
            )


def test_a_late_report_changes_nothing_that_was_published(northampton: District) -> None:
    publish(northampton)
    before = stored(northampton)
    shop = add_organisations(
        district=northampton,
        organisations=[NewOrganisation("Another", "LEVY_PAYER", date(2020, 1, 1))],
        by="test",
        at=MOMENT,
    )[0]
    send(northampton, [shop.pk], 7)

    publish(northampton, MOMENT + timedelta(days=1))

    assert stored(northampton) == before


def test_nothing_small_is_in_the_payload_and_all_else_is_rounded(northampton: District) -> None:
    publish(northampton)

    payload = stored(northampton)

    counts = [cell["reports"] for cell in payload["cells"]]
    # The 3 are too few, and the 25 are hidden with them: the total less 40 would tell. Zeros
    # are hidden too, or each hidden quarter would tell that its year has one at least.
    assert {count for count in counts if count is not None} == {40}
    assert all(count is None or count % 5 == 0 for count in counts)
    assert payload["totals"]["reports"] % 5 == 0
    assert "organisations" not in json.dumps(payload["cells"])
    assert "member_count" not in json.dumps(payload["cells"])


def test_a_published_quarter_can_be_computed_again(northampton: District) -> None:
    made = publish(northampton)[-1].analysis

    with acting_in(northampton.pk):
        found = queries.verify(made)

    assert found.holds, found


def test_the_job_says_how_many_it_published(northampton: District) -> None:
    assert jobs.publish_quarters() == {"northampton": 4}
    assert jobs.publish_quarters() == {"northampton": 0}
