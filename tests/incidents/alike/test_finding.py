"""Alike is near in place, time and kind, and is said in rough words."""

from datetime import timedelta
from uuid import uuid4

import pytest

from incidents.actions import SentReport, submit_report, triage
from incidents.handles import handle_of, report_of
from incidents.likeness import Told, alike
from incidents.models import Voice
from incidents.presenters.alike import in_words
from incidents.queries import AlikeReport, alike_reports
from members.senders import Sender
from tests.conftest import MOMENT
from tests.incidents.alike.near import sight
from tests.incidents.conftest import LAT, LNG
from tests.incidents.reporting import report as make_report

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("north", "hours", "category", "found"),
    [
        (0, 0, "begging", True),
        (99, 3, "begging", True),
        (101, 0, "begging", False),
        (0, 3.01, "begging", False),
        (0, -3, "begging", True),
        (0, 0, "noise", False),
    ],
)
def test_alike_is_the_same_kind_within_a_hundred_metres_and_three_hours(
    north, hours, category, found
):
    mine = Told("", 0.0, 0.0, MOMENT, "begging")
    other = Told("a", 0.0, float(north), MOMENT - timedelta(hours=hours), category)

    assert alike(mine, [other], hours=3) == ([other] if found else [])


def test_newest_comes_first(town, shop, person):
    older = make_report(town, shop, person, at=MOMENT - timedelta(hours=1))
    newer = make_report(town, shop, person, at=MOMENT)

    found = alike_reports(town, sight(), at=MOMENT)

    assert [one.id for one in found] == [newer.pk, older.pk]


def test_what_was_left_behind_is_known_for_three_days(town, shop, person):
    for category in ("graffiti", "begging"):
        make_report(town, shop, person, at=MOMENT - timedelta(hours=70), category=category)

    assert len(alike_reports(town, sight(category="graffiti"), at=MOMENT)) == 1
    assert alike_reports(town, sight(category="begging"), at=MOMENT) == []


def test_nobody_leafs_through_the_past(town, shop, person):
    long_ago = MOMENT - timedelta(days=30)
    make_report(town, shop, person, at=long_ago)

    assert alike_reports(town, sight(long_ago), at=MOMENT) == []


def test_closed_is_over(town, shop, person):
    incident = triage.open_incident(
        report=make_report(town, shop, person), by="person 1", at=MOMENT
    )
    triage.close_incident(incident=incident, version=1, outcome="MOVED_ON", by="x", at=MOMENT)

    assert alike_reports(town, sight(), at=MOMENT) == []


def test_voices_stand_for_what_they_were_added_to(town, shop, person):
    first = make_report(town, shop, person, at=MOMENT - timedelta(hours=2))
    make_report(town, shop, person, at=MOMENT - timedelta(hours=1), same_as=first.pk)
    later = make_report(town, shop, person, at=MOMENT)
    Voice.objects.create(district=town, report=later, same_as=first, said_at=MOMENT)

    (found,) = alike_reports(town, sight(), at=MOMENT)

    assert found.id == first.pk
    assert found.occurred_at == later.occurred_at
    assert alike_reports(town, sight(), at=MOMENT, besides=first.pk) == []


def test_welfare_is_never_like_anything(town, shop, person):
    submit_report(
        sender=Sender(town, shop.pk, person_id=person.pk),
        sent=SentReport(uuid4(), "encampment", LNG, LAT, occurred_at=MOMENT),
        at=MOMENT,
    )

    assert alike_reports(town, sight(category="encampment"), at=MOMENT) == []
    assert alike_reports(town, sight(category="no-such-thing"), at=MOMENT) == []


def test_another_district_is_elsewhere(town, shop, person, make_district):
    make_report(town, shop, person)

    assert alike_reports(make_district(slug="elsewhere"), sight(), at=MOMENT) == []


def test_few_queries_however_many_reports(town, shop, person, django_assert_max_num_queries):
    for minutes in range(8):
        make_report(town, shop, person, at=MOMENT - timedelta(minutes=minutes))

    with django_assert_max_num_queries(12):
        assert len(alike_reports(town, sight(), at=MOMENT)) == 3


# --- In rough words -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (-0.1, "in the last hour"),
        (0.9, "in the last hour"),
        (1.2, "about an hour ago"),
        (2.4, "about 2 hours ago"),
        (7, "earlier today"),
        (20, "yesterday"),
        (70, "3 days ago"),
    ],
)
def test_time_is_said_roughly(hours, words):
    at = MOMENT.replace(hour=15)
    one = AlikeReport(uuid4(), "Begging", "Example Square", at - timedelta(hours=hours))

    assert in_words(one, at=at) == f"Begging near Example Square, {words}"


def test_without_a_name_it_is_near_by():
    assert in_words(AlikeReport(uuid4(), "Noise", "", MOMENT), at=MOMENT).startswith(
        "Noise near by"
    )


def test_handle_tells_nothing_and_opens_for_one_district_alone():
    report = uuid4()

    one, other = (handle_of(report, secret="old", district="a") for _ in range(2))

    assert one != other
    assert report.hex not in one
    assert report_of(one, secrets=["new", "old"], district="a") == report
    assert report_of(one, secrets=["new", "old"], district="b") is None
    assert report_of(one, secrets=["new"], district="a") is None


@pytest.mark.parametrize("text", ["", "no", "x" * 60, "ä" * 60, "A" * 61, "A" * 400])
def test_what_is_no_handle_names_nothing(text):
    assert report_of(text, secrets=["old"], district="a") is None
