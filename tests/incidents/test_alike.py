""" "Same as this?": near in place, time and kind; rough words; one more voice and never a copy."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from redis import RedisError

from incidents.actions import SentReport, submit_report, triage
from incidents.handles import handle_of, report_of
from incidents.likeness import Told, alike
from incidents.models import IncidentChange, IncidentReport, Receipt, Report, Voice
from incidents.presenters.alike import in_words
from incidents.queries import AlikeReport, Sight, alike_reports, status_of_reference
from incidents.queries.statuses import Status
from layers.models import PlaceName
from members.senders import Sender
from tests.conftest import MOMENT
from tests.incidents.conftest import LAT, LNG
from tests.incidents.reporting import report as make_report

pytestmark = pytest.mark.django_db

METRE = 1 / 111_320  # degrees of latitude


@pytest.fixture(autouse=True)
def _nobody_counts():
    cache.clear()


@pytest.fixture
def person(make_person):
    return make_person()


@pytest.fixture
def square(town):
    return PlaceName.objects.create(
        district=town, name="Example Square", kind="SQUARE", source="invented",
        point=f"SRID=4326;POINT({LNG} {LAT + 30 * METRE})",
    )  # fmt: skip


def sight(at=MOMENT, *, category="begging", lat=LAT):
    return Sight(category, LNG, lat, at)


def form(**changes):
    fields = {
        "category": "begging",
        "place": "map",
        "lng": str(LNG),
        "lat": str(LAT),
        "when": "now",
    }
    return fields | changes


def handle(report, district="exampleton"):
    return handle_of(report.pk, secret=settings.SECRET_KEY, district=district)


# --- Near in place, time and kind ---------------------------------------------------------------


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


# --- Asked and answered -------------------------------------------------------------------------


def test_page_learns_kind_rough_place_and_rough_time_and_nothing_else(
    phone, town, shop, person, square
):
    report = make_report(town, shop, person, at=timezone.now(), narrative="Canary", lat=LAT)

    answer = phone.post(reverse("incidents:report_alike", args=["exampleton"]), form())

    ((name, words),) = answer.json()["alike"]
    assert words == "Begging near Example Square, in the last hour"
    assert answer["Cache-Control"] == "no-store"
    assert report_of(name, secrets=[settings.SECRET_KEY], district="exampleton") == report.pk
    told = answer.content.decode()
    reference = Receipt.objects.get(pk=report.pk).reference
    for secret in (str(report.pk), report.pk.hex, "Canary", shop.name, reference, person.email):
        assert secret not in told


@pytest.mark.parametrize(
    "changes",
    [
        {"category": ""},
        {"category": "encampment"},
        {"place": ""},
        {"lng": ""},
        {"lng": "1e309"},
        {"when": "at", "when_at": "tomorrow"},
        {"when": "never"},
    ],
)
def test_half_a_form_is_answered_with_nothing(phone, town, shop, person, changes):
    make_report(town, shop, person, at=timezone.now())

    answer = phone.post(reverse("incidents:report_alike", args=["exampleton"]), form(**changes))

    assert (answer.status_code, answer.json()) == (200, {"alike": []})


def test_thirteenth_question_in_a_minute_is_not_answered(phone, town):
    ask = reverse("incidents:report_alike", args=["exampleton"])

    statuses = [phone.post(ask, form()).status_code for _ in range(13)]

    assert statuses == [200] * 12 + [429]


def test_while_nobody_counts_nobody_asks(phone, town, monkeypatch):
    def away(*_, **__):
        raise RedisError

    monkeypatch.setattr(cache, "add", away)

    answer = phone.post(reverse("incidents:report_alike", args=["exampleton"]), form())

    assert answer.status_code == 429


# --- One more voice -----------------------------------------------------------------------------


def test_voice_joins_the_incident_and_is_stored_whole(town, shop, person):
    first = make_report(town, shop, person)
    incident = triage.open_incident(report=first, by="person 1", at=MOMENT)

    voice = make_report(town, shop, person, at=MOMENT + timedelta(minutes=9), same_as=first.pk)

    assert voice.narrative == "By the door."
    assert {link.report_id for link in incident.links.all()} == {first.pk, voice.pk}
    change = incident.changes.get(kind=IncidentChange.Kind.JOINED)
    assert change.made_by == f"person {person.pk}"
    assert change.after == {"report": str(voice.pk), "voice": True, "version": 2}
    reference = Receipt.objects.get(pk=voice.pk).reference
    assert status_of_reference(reference) == Status.LOOKED_AT


def test_voice_sent_twice_is_one(town, shop, person):
    first = make_report(town, shop, person)
    incident = triage.open_incident(report=first, by="person 1", at=MOMENT)
    sent = SentReport(uuid4(), "begging", LNG, LAT, occurred_at=MOMENT, same_as=first.pk)
    sender = Sender(town, shop.pk, person_id=person.pk)

    new = [submit_report(sender=sender, sent=sent, at=MOMENT).is_new for _ in range(2)]

    assert new == [True, False]
    assert incident.links.count() == 2
    assert incident.changes.count() == 2


def test_voice_of_what_waits_joins_when_that_is_triaged(town, shop, person):
    first = make_report(town, shop, person)
    voice = make_report(town, shop, person, same_as=first.pk)
    assert not IncidentReport.objects.exists()

    incident = triage.open_incident(report=first, by="person 1", at=MOMENT)

    assert {link.report_id for link in incident.links.all()} == {first.pk, voice.pk}
    assert incident.version == 2


def test_voice_from_elsewhere_or_of_a_closed_incident_waits_for_a_person(town, shop, person):
    first = make_report(town, shop, person)
    incident = triage.open_incident(report=first, by="person 1", at=MOMENT)
    far = make_report(town, shop, person, same_as=first.pk, lat=LAT + 200 * METRE)
    triage.close_incident(incident=incident, version=1, outcome="ADVISED", by="x", at=MOMENT)
    late = make_report(town, shop, person, same_as=first.pk)

    assert incident.links.count() == 1
    assert set(Report.objects.waiting()) == {far, late}


def test_page_sends_the_choice_and_a_broken_handle_refuses_nothing(phone, town, shop, person):
    first = make_report(town, shop, person, at=timezone.now())
    address = reverse("incidents:report", args=["exampleton"])

    for chosen in (handle(first), handle(first, "elsewhere"), "no"):
        sent = phone.post(address, form(key=str(uuid4()), same_as=chosen))
        assert sent.status_code == 302

    said = Report.objects.exclude(pk=first.pk).order_by("pk").values_list("same_as", flat=True)
    assert list(said) == [first.pk, None, None]


def test_without_script_the_question_comes_after_the_report_is_safe(
    phone, member, town, shop, person, square
):
    first = make_report(town, shop, person, at=timezone.now())
    incident = triage.open_incident(report=first, by="person 1", at=timezone.now())
    address = reverse("incidents:report", args=["exampleton"])
    page = phone.post(address, form(key=str(uuid4())), follow=True)
    mine = Report.objects.get(reporter=member)
    assert b"Same as: Begging near Example Square, in the last hour" in page.content
    same = reverse(
        "incidents:report_same", args=["exampleton", Receipt.objects.get(pk=mine.pk).reference]
    )

    pages = [phone.post(same, {"same_as": handle(first)}, follow=True) for _ in range(2)]

    assert b"counts as one more voice" in pages[0].content
    assert b"Same as:" not in pages[1].content
    assert Voice.objects.get().same_as == first
    assert incident.links.count() == 2
    assert incident.changes.count() == 2


def test_voice_that_nobody_can_add_is_not_added(phone, member, town, shop, person):
    first = make_report(town, shop, person, at=timezone.now())
    address = reverse("incidents:report", args=["exampleton"])
    phone.post(address, form(key=str(uuid4())))
    mine = Report.objects.get(reporter=member)
    same = reverse(
        "incidents:report_same", args=["exampleton", Receipt.objects.get(pk=mine.pk).reference]
    )
    theirs = reverse(
        "incidents:report_same", args=["exampleton", Receipt.objects.get(pk=first.pk).reference]
    )

    nobodys = handle_of(uuid4(), secret=settings.SECRET_KEY, district="exampleton")
    for chosen in ("", "no", handle(mine), nobodys):
        assert phone.post(same, {"same_as": chosen}).status_code == 302
    assert phone.post(theirs, {"same_as": handle(mine)}).status_code == 404

    assert not Voice.objects.exists()


def test_voices_are_appended(town, shop, person):
    first, second = (make_report(town, shop, person) for _ in range(2))
    Voice.objects.create(district=town, report=second, same_as=first, said_at=MOMENT)

    for statement in ("UPDATE incidents_voice SET id = 7", "DELETE FROM incidents_voice"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement)
