"""What the queue shows, finds and suggests, and how often it asks the database."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from incidents.actions import triage as actions
from incidents.likeness import Told, likeliest, likeliest_of_each
from incidents.views.town import town_map
from layers.actions.basemap import Ground, Place, replace_basemap
from tests.conftest import MOMENT
from tests.incidents.conftest import LAT, LNG
from tests.incidents.reporting import report as make_report
from tests.incidents.triage.desk import PAGE, opened

pytestmark = pytest.mark.django_db

HIGH_STREET = Place("High Street", (LNG, LAT), "STREET", "made for this test")


def test_week_is_shown_first_and_a_quiet_one_is_widened(operations, town, shop, person, now):
    make_report(town, shop, person, at=now - timedelta(days=20), narrative="Three weeks ago.")

    widened = operations.get(PAGE)
    asked = operations.get(PAGE, {"days": "7"})

    assert b"Three weeks ago." in widened.content
    assert b"Three weeks ago." not in asked.content


def test_open_incident_stays_in_sight_however_old(operations, town, shop, person, told, now):
    old = opened(make_report(town, shop, person, at=now - timedelta(days=200)))

    page = operations.get(PAGE)

    assert f"item-{old.pk}".encode() in page.content
    assert b"1 report waits, 1 incident open." in page.content


@pytest.mark.parametrize(
    ("show", "waits", "stands"),
    [
        ("queue", True, False),
        ("waiting", True, False),
        ("open", False, False),
        ("closed", False, True),
        ("all", True, True),
    ],
)
def test_filters_show_their_part_of_the_work(
    operations, town, shop, person, told, now, show, waits, stands
):
    incident = opened(make_report(town, shop, person, at=now), now)
    actions.close_incident(incident=incident, version=1, outcome="ADVISED", by="person 1", at=now)

    content = operations.get(PAGE, {"show": show}).content

    assert (f"item-{told.pk}".encode() in content) is waits
    assert (f"item-{incident.pk}".encode() in content) is stands


def test_search_finds_words_and_takes_nothing_for_a_pattern(operations, town, shop, person, now):
    make_report(town, shop, person, at=now, narrative="Paid 50% of it.")
    make_report(town, shop, person, at=now, narrative="Nothing special.")

    percent = operations.get(PAGE, {"q": "50%"}).content
    lone = operations.get(PAGE, {"q": "%"}).content
    underscore = operations.get(PAGE, {"q": "_"}).content

    assert b"Paid 50%" in percent
    assert b"Nothing special." not in percent
    assert b"Nothing special." not in lone
    assert b"item-" not in underscore


@pytest.mark.parametrize(
    "words",
    ["%", "_", "\\", "a" * 10_000, "(a+)+$", "a&|!", "'); DROP TABLE--", "\0", "\ud800", "\u202e"],
)
def test_no_words_break_the_search(operations, told, words):
    started = timezone.now()

    page = operations.get(PAGE, {"q": words.encode("utf-8", "replace").decode()})

    assert page.status_code in (200, 400)
    assert timezone.now() - started < timedelta(seconds=2)


@pytest.mark.parametrize(
    "query",
    [
        {"show": "x"}, {"days": "6"}, {"days": "1e9"}, {"category": "encampment"},
        {"category": "asb"}, {"page": "0"}, {"page": "-1"}, {"page": "٣"}, {"page": "9" * 20},
    ],
)  # fmt: skip
def test_what_the_page_does_not_offer_is_refused(operations, query):
    assert operations.get(PAGE, query).status_code == 400


def test_page_beyond_the_last_is_the_last(operations, told):
    assert b"By the door." in operations.get(PAGE, {"page": "40"}).content


def test_welfare_never_stands_in_the_queue(operations, town, shop, person, now):
    from incidents.actions import SentReport, submit_report
    from members.senders import Sender

    sender = Sender(town, organisation_id=shop.pk, person_id=person.pk)
    sent = SentReport(uuid4(), "encampment", LNG, LAT, now, narrative="A tent by the wall.")
    submit_report(sender=sender, sent=sent, at=now)

    page = operations.get(PAGE, {"show": "all", "days": "0"})

    assert b"A tent" not in page.content
    assert b"ncampment" not in page.content


def test_queue_asks_the_database_as_often_for_fifty_as_for_five(
    operations, town, shop, person, now
):
    def queries(count):
        for number in range(count):
            made = make_report(town, shop, person, at=now - timedelta(minutes=number * 7 + count))
            if number % 2:
                opened(made, now)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert operations.get(PAGE).status_code == 200
        return len(captured)

    operations.get(PAGE)  # the first request of a session writes down that somebody is there
    few, many = queries(4), queries(24)

    assert few == many


def test_queue_asks_the_database_no_more_than_it_needs(
    operations, town, shop, person, now, django_assert_max_num_queries
):
    opened(make_report(town, shop, person, at=now - timedelta(hours=3)), now)
    make_report(town, shop, person, at=now)
    operations.get(PAGE)

    with django_assert_max_num_queries(28):
        assert operations.get(PAGE).status_code == 200


def test_map_under_the_queue_is_drawn_once_and_anew_when_the_ground_is_another(
    operations, town, told
):
    def names():
        return operations.get(PAGE).content.decode().count("map-name")

    assert names() == 0
    replace_basemap(district=town, ground=Ground(places=[HIGH_STREET]), by="test", at=MOMENT)
    assert names() == 1
    drawn = town_map.cache_info().misses
    assert names() == 1
    assert town_map.cache_info().misses == drawn
    replace_basemap(district=town, ground=Ground(), by="test", at=MOMENT)
    assert names() == 0


# --- Likeness ---------------------------------------------------------------------------------


def test_suggestion_is_the_nearest_in_place_time_and_type():
    here = Told("new", 0, 0, MOMENT, "begging")
    same = Told("same", 40, 0, MOMENT - timedelta(hours=2), "begging")
    other = Told("other kind", 10, 0, MOMENT - timedelta(hours=2), "graffiti")
    far = Told("far", 400, 0, MOMENT, "begging")
    old = Told("old", 0, 0, MOMENT - timedelta(days=8), "begging")

    assert likeliest(here, [far, old, other, same]) == "same"
    assert likeliest(here, [far, old]) is None


@given(st.data())
def test_a_whole_queue_is_suggested_what_each_alone_would_be(data):
    told = st.builds(
        Told,
        key=st.sampled_from("abcdefgh"),
        east=st.integers(-160, 160).map(float),
        north=st.integers(-160, 160).map(float),
        at=st.integers(0, 12 * 24).map(lambda hours: MOMENT - timedelta(hours=hours)),
        category=st.sampled_from(["begging", "graffiti"]),
    )
    reports, tellings = data.draw(st.lists(told)), data.draw(st.lists(told))

    assert likeliest_of_each(reports, tellings) == [likeliest(one, tellings) for one in reports]


def test_report_near_an_open_incident_is_offered_to_it(operations, town, shop, person, now):
    incident = opened(make_report(town, shop, person, at=now - timedelta(hours=3)), now)
    make_report(town, shop, person, at=now, lng=LNG + 0.0003)

    page = operations.get(PAGE)

    assert f'data-suggested="{incident.pk}"'.encode() in page.content


def test_what_the_sender_called_the_same_is_suggested_first(operations, town, shop, person, now):
    first = make_report(town, shop, person, at=now - timedelta(hours=3), lng=LNG + 0.004)
    incident = opened(first, now)
    near = opened(make_report(town, shop, person, at=now - timedelta(hours=1)), now)
    make_report(town, shop, person, at=now, same_as=first.pk)

    page = operations.get(PAGE).content

    assert f'data-suggested="{incident.pk}"'.encode() in page
    assert f'data-suggested="{near.pk}"'.encode() not in page
