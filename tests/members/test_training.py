"""Training is recorded as numbers by business, corrected by withdrawing, and counted by span."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from members import audit
from members.access import acting_in
from members.actions.training import (
    TrainingRefused,
    record_session,
    set_attendance,
    withdraw_session,
)
from members.audiences import Audience
from members.models import AuditEvent, TrainingAttendance, TrainingSession
from members.queries.training import session_of, sessions_of, trained_between
from tests.conftest import MOMENT, TODAY

pytestmark = pytest.mark.django_db

LATER = MOMENT + timedelta(hours=2)
YEAR = (TODAY - timedelta(days=200), TODAY + timedelta(days=1))


@pytest.fixture
def cafe(town, make_business):
    return make_business(town, "Invented Café")


@pytest.fixture
def recorded(town, bakery, cafe):
    """A session to which three of the bakery and one of the café came."""
    people = {bakery.pk: 3, cafe.pk: 1}
    return record_session(
        district=town, held_on=TODAY, subject="How to report", people=people, by="p", at=MOMENT
    )


@pytest.fixture
def office(client, town, make_member):
    """A browser in which operations are signed in."""
    client.force_login(make_member(town, Audience.OPERATIONS))
    return client


def trained(town, known_at=LATER):
    with acting_in(town.pk):
        found = trained_between(town, *YEAR, known_at=known_at)
    return found.sessions, found.people, found.businesses


def rows(*filled, **more):
    sent = {"came-TOTAL_FORMS": "6", "came-INITIAL_FORMS": "0", **more}
    for number, (business, people) in enumerate(filled):
        sent |= {f"came-{number}-business": business, f"came-{number}-people": people}
    return sent


# --- What is kept ------------------------------------------------------------------------------


def test_a_session_is_recorded_with_numbers_and_stands_in_the_audit_chain(town, recorded) -> None:
    assert trained(town) == (1, 4, 2)
    with acting_in(town.pk):
        said = AuditEvent.objects.get(what="training attendance set")
        assert sorted(said.detail["people"].values()) == [1, 3]
        assert audit.check_chain(district_id=town.pk) is None


def test_a_business_counts_once_however_often_it_comes(town, bakery, recorded) -> None:
    record_session(
        district=town,
        held_on=TODAY - timedelta(days=30),
        subject="Keeping calm",
        people={bakery.pk: 2},
        by="p",
        at=MOMENT,
    )

    assert trained(town) == (2, 6, 2)


def test_a_new_number_takes_the_place_of_the_old_one_and_the_old_one_stays(
    town, bakery, recorded
) -> None:
    set_attendance(district=town, session=recorded.pk, people={bakery.pk: 5}, by="p", at=LATER)

    assert trained(town) == (1, 6, 2)
    assert trained(town, known_at=LATER - timedelta(seconds=1)) == (1, 4, 2)
    with acting_in(town.pk):
        assert TrainingAttendance.objects.count() == 3


def test_nobody_came_after_all(town, bakery, recorded) -> None:
    set_attendance(district=town, session=recorded.pk, people={bakery.pk: 0}, by="p", at=LATER)

    assert trained(town) == (1, 1, 1)


def test_what_was_withdrawn_counts_no_more_and_can_be_changed_no_more(
    town, bakery, recorded
) -> None:
    withdraw_session(district=town, session=recorded.pk, by="p", at=LATER)

    assert trained(town) == (0, 0, 0)
    assert trained(town, known_at=MOMENT) == (1, 4, 2)
    with acting_in(town.pk):
        assert sessions_of(town) == []
        assert session_of(town, recorded.pk) is None
    with pytest.raises(TrainingRefused, match="withdrew"):
        withdraw_session(district=town, session=recorded.pk, by="p", at=LATER)
    with pytest.raises(TrainingRefused, match="withdrew"):
        set_attendance(district=town, session=recorded.pk, people={bakery.pk: 1}, by="p", at=LATER)


@pytest.mark.parametrize(
    ("first", "after", "counts"), [(0, 1, True), (1, 2, False), (-1, 0, False)]
)
def test_a_span_is_half_open(town, recorded, first: int, after: int, counts: bool) -> None:
    span = [TODAY + timedelta(days=days) for days in (first, after)]
    with acting_in(town.pk):
        found = trained_between(town, *span, known_at=LATER)

    assert found.sessions == counts


def test_a_session_still_to_come_is_refused(town) -> None:
    with pytest.raises(TrainingRefused, match="still to come"):
        record_session(
            district=town,
            held_on=TODAY + timedelta(days=1),
            subject="x",
            people={},
            by="p",
            at=MOMENT,
        )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE members_trainingsession SET subject = 'x'",
        "UPDATE members_trainingattendance SET people = 9",
        "DELETE FROM members_trainingattendance",
        "DELETE FROM members_trainingsession",
    ],
)
def test_the_database_lets_nobody_edit_what_was_recorded(town, recorded, statement: str) -> None:
    with (
        acting_in(town.pk),
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
    ):
        connection.cursor().execute(statement)


def test_the_town_next_door_sees_none_of_it(town, next_door, bakery, recorded) -> None:
    with acting_in(next_door.pk):
        assert not TrainingSession.objects.exists()
        assert not TrainingAttendance.objects.exists()
    with pytest.raises(TrainingSession.DoesNotExist):
        set_attendance(
            district=next_door, session=recorded.pk, people={bakery.pk: 9}, by="p", at=LATER
        )


# --- The pages ---------------------------------------------------------------------------------


def test_a_session_is_told_on_one_page(office, town, bakery, cafe) -> None:
    sent = rows(
        (bakery.pk, 2), ("", ""), (cafe.pk, 4), held_on="2026-01-15", subject=" How  to report "
    )

    page = office.post(reverse("members:new_training", args=[town.slug]), sent, follow=True)

    text = page.content.decode()
    assert "<h1>How to report</h1>" in text
    assert "6 people of 2 businesses" in text
    with acting_in(town.pk):
        assert TrainingSession.objects.get().held_on == date(2026, 1, 15)


@pytest.mark.parametrize(
    ("filled", "sentence"),
    [
        ([("bakery", "")], "Say how many came."),
        ([("", "3")], "Choose the business that they came from."),
        ([("bakery", "1"), ("bakery", "2")], "A business stands twice."),
        ([("bakery", "501")], "less than or equal to 500"),
        ([("bakery", "many")], "whole number"),
        ([("999999", "2")], "Select a valid choice"),
    ],
)
def test_slips_are_said_in_words_and_nothing_is_stored(
    office, town, bakery, filled, sentence: str
) -> None:
    told = [(bakery.pk if name == "bakery" else name, people) for name, people in filled]
    sent = rows(*told, held_on="2026-01-15", subject="x")

    page = office.post(reverse("members:new_training", args=[town.slug]), sent)

    assert sentence in page.content.decode()
    with acting_in(town.pk):
        assert not TrainingSession.objects.exists()


@pytest.mark.parametrize(
    ("held_on", "subject", "sentence"),
    [
        ("2999-01-01", "x", "still to come"),
        ("yesterday", "x", "Enter a valid date"),
        ("2026-01-15", "a\u202eb", "letters, figures and punctuation"),
    ],
)
def test_a_day_and_a_subject_are_checked(office, town, held_on, subject, sentence) -> None:
    sent = rows(held_on=held_on, subject=subject)

    page = office.post(reverse("members:new_training", args=[town.slug]), sent)

    assert sentence in page.content.decode()


def test_the_list_of_a_session_can_be_mended(office, town, bakery, cafe, recorded) -> None:
    address = reverse("members:training_session", args=[town.slug, recorded.pk])

    office.post(address, {"out": str(cafe.pk)})
    page = office.post(address, rows((bakery.pk, 7)), follow=True).content.decode()

    assert "7 people of 1 business<" in page


def test_a_session_told_by_mistake_is_withdrawn(office, town, recorded) -> None:
    address = reverse("members:training_session", args=[town.slug, recorded.pk])

    page = office.post(address, {"withdraw": "1"}, follow=True).content.decode()

    assert "No session is recorded" in page
    assert office.get(address).status_code == 404


@pytest.mark.parametrize("out", ["x", "-1", "9" * 30, "\u0663"])
def test_what_the_page_does_not_offer_is_refused(office, town, recorded, out: str) -> None:
    address = reverse("members:training_session", args=[town.slug, recorded.pk])

    assert office.post(address, {"out": out}).status_code == 400


def test_a_session_that_is_none(office, town) -> None:
    address = reverse("members:training_session", args=[town.slug, uuid4()])

    assert office.get(address).status_code == 404
