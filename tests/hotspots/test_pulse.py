"""The survey of feelings: no trace of who answers, no double, nothing small, nobody looks early."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from hotspots.actions.pulse import RoundsOverlap, open_pulse, take_answer
from hotspots.funding.feelings import LEAST_ANSWERS, feelings
from hotspots.models import Pulse, PulseAnswer
from hotspots.queries import NothingToBuild
from hotspots.queries.pulse import feelings_of
from hotspots.views.pulse import MOST_A_MINUTE
from members.access import acting_in
from members.audiences import Audience
from members.ids import new_id
from tests.conftest import MOMENT

PLACES = [("a", "Drapery"), ("b", "Market Square"), ("c", "Sheep Street")]
PARTS = [("DAY", "Day"), ("NIGHT", "Night")]


# --- What a closed round says --------------------------------------------------------------------


def answers(*counts: tuple[str, str, int, int]) -> list[tuple[str, str, int]]:
    return [(place, part, feeling) for place, part, feeling, n in counts for _ in range(n)]


def test_shares_come_with_their_range() -> None:
    found = feelings(
        answers(("a", "DAY", 4, 30), ("a", "DAY", 1, 10), ("b", "NIGHT", 2, 20)), PLACES, PARTS
    )

    assert found.answers == 60
    assert found.safe is not None
    assert found.safe.share == 0.5
    drapery, market, sheep = found.places
    assert (drapery.answers, drapery.safe.share) == (40, 0.75)  # type: ignore[union-attr]
    assert market.safe is not None
    assert market.safe.share == 0
    assert (sheep.answers, sheep.safe) == (0, None)


def test_too_few_altogether_say_nothing_at_all() -> None:
    found = feelings(answers(("a", "DAY", 4, LEAST_ANSWERS - 1)), PLACES, PARTS)

    assert (found.answers, found.safe) == (None, None)
    assert {one.answers for one in (*found.places, *found.parts)} == {None}


def test_a_small_place_takes_another_one_with_it() -> None:
    found = feelings(
        answers(("a", "DAY", 4, 40), ("b", "DAY", 4, 25), ("c", "DAY", 4, 3)), PLACES, PARTS
    )

    assert [one.answers for one in found.places] == [40, None, None]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["DAY", "NIGHT"]),
                          st.integers(1, 4)), max_size=120))  # fmt: skip
def test_no_hidden_number_follows_from_the_shown_ones(rows: list[tuple[str, str, int]]) -> None:
    found = feelings(rows, PLACES, PARTS)

    for table in (found.places, found.parts):
        shown = [one.answers for one in table if one.answers is not None]
        hidden = len(table) - len(shown)
        assert all(count == 0 or count >= LEAST_ANSWERS for count in shown)
        if found.answers is not None and hidden:
            # Each hidden number may still be anything from 1 to 9. Where nothing is shown at all,
            # zeros are hidden too, so that the others need not make up for one each.
            assert hidden > 1
            others = hidden - 1 if shown else 0
            assert found.answers - sum(shown) - others >= LEAST_ANSWERS - 1


# --- Answering -----------------------------------------------------------------------------------


@pytest.fixture
def pulse(district) -> Pulse:  # type: ignore[no-untyped-def]
    cache.clear()
    today = timezone.localdate()
    return Pulse.objects.create(
        id=new_id(MOMENT),
        district=district,
        token="0123456789abcdef",
        opens_on=today - timedelta(days=1),
        closes_on=today + timedelta(days=5),
        places=[{"cell": "89195d28d0fffff", "name": "Drapery"}],
        made_at=MOMENT,
        made_by="test",
    )


def sent(**changes: Any) -> dict[str, Any]:
    told = {"place": "89195d28d0fffff", "part": "NIGHT", "feeling": "2", "key": str(uuid4())}
    return {**told, **changes}


def address(pulse: Pulse) -> str:
    return reverse("hotspots:pulse", args=[f"{pulse.district.slug}--{pulse.token}"])


def test_an_answer_leaves_nothing_of_who_gave_it(pulse: Pulse, client: Client) -> None:
    page = client.get(address(pulse))
    answer = client.post(address(pulse), sent(), follow=True)

    assert page.status_code == 200
    assert "Thank you" in answer.content.decode()
    stored = PulseAnswer.objects.values().get()
    assert set(stored) == {
        "id", "district_id", "pulse_id", "key", "cell", "part", "feeling", "given_on"
    }  # fmt: skip
    assert isinstance(stored["given_on"], date)
    assert "sessionid" not in client.cookies


def test_the_same_form_sent_twice_is_one_answer(pulse: Pulse, client: Client) -> None:
    once = sent()

    for _ in range(3):
        assert client.post(address(pulse), once).status_code == 302

    assert PulseAnswer.objects.count() == 1


def test_another_site_cannot_answer_for_somebody(pulse: Pulse) -> None:
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(address(pulse), sent()).status_code == 403
    assert not PulseAnswer.objects.exists()


def test_one_address_cannot_send_many(pulse: Pulse, client: Client) -> None:
    told = [client.post(address(pulse), sent()).status_code for _ in range(MOST_A_MINUTE + 2)]

    assert told == [302] * MOST_A_MINUTE + [429] * 2
    assert PulseAnswer.objects.count() == MOST_A_MINUTE
    elsewhere = client.post(address(pulse), sent(), REMOTE_ADDR="127.0.0.2")
    assert elsewhere.status_code == 302


def test_what_the_minute_turns_away_does_not_use_up_the_day(
    pulse: Pulse, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hotspots.views.pulse.MOST_A_DAY", MOST_A_MINUTE + 1)
    for _ in range(MOST_A_MINUTE + 3):
        client.post(address(pulse), sent())

    monkeypatch.setattr("hotspots.views.pulse.MOST_A_MINUTE", 1_000)  # the next minute
    told = [client.post(address(pulse), sent()).status_code for _ in range(2)]

    assert told == [302, 429]


@pytest.mark.parametrize(
    "changes",
    [
        {"place": ""}, {"place": "89195d28d0bffff"}, {"place": "\x00"}, {"part": "NOON"},
        {"feeling": "5"}, {"feeling": "0"}, {"feeling": "٢"}, {"feeling": "x"}, {"key": ""},
        {"key": "1"}, {"key": "'; DROP TABLE"},
    ],
)  # fmt: skip
def test_bad_answers_are_asked_again(pulse: Pulse, client: Client, changes: Any) -> None:
    answer = client.post(address(pulse), sent(**changes))

    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()
    assert not PulseAnswer.objects.exists()


@pytest.mark.parametrize(
    "name", ["exampleton--ffff", "nowhere--0123456789abcdef", "x", "--", "a" * 300]
)
def test_addresses_of_nothing_look_alike(pulse: Pulse, client: Client, name: str) -> None:
    answer = client.get(f"/pulse/{name}/")

    assert answer.status_code == 404
    assert "not open" in answer.content.decode()


def test_a_round_that_has_closed_takes_no_answer(pulse: Pulse, client: Client) -> None:
    closed = Pulse.objects.create(
        id=new_id(MOMENT),
        district=pulse.district,
        token="ffffffffffffffff",
        opens_on=date(2026, 1, 1),
        closes_on=date(2026, 2, 1),
        places=pulse.places,
        made_at=MOMENT,
        made_by="test",
    )

    assert client.post(address(closed), sent()).status_code == 404


def test_nobody_looks_before_a_round_has_closed(pulse: Pulse) -> None:
    for _ in range(12):
        take_answer(
            pulse=pulse, key=uuid4(), cell="89195d28d0fffff", part="NIGHT", feeling=1,
            on=pulse.opens_on,
        )  # fmt: skip

    assert feelings_of(pulse, pulse.closes_on - timedelta(days=1)) is None
    found = feelings_of(pulse, pulse.closes_on)
    assert found is not None
    assert found.answers == 12


def test_answers_cannot_be_changed_or_removed(pulse: Pulse) -> None:
    for statement in ("UPDATE hotspots_pulseanswer SET feeling = 1", "DELETE FROM hotspots_pulse"):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement)


# --- Rounds --------------------------------------------------------------------------------------


def test_operations_open_a_round_and_the_funder_reads_it(
    pulse: Pulse, make_member, client, monkeypatch
) -> None:
    monkeypatch.setattr(
        "hotspots.actions.pulse.places_to_choose", lambda *_: [{"cell": "x", "name": "Y"}]
    )
    district, today = pulse.district, timezone.localdate()
    survey = reverse("hotspots:survey", args=[district.slug])
    opening = reverse("hotspots:survey_open", args=[district.slug])
    client.force_login(make_member(district, Audience.OPERATIONS))
    days = {
        "opens_on": f"{today + timedelta(days=10)}",
        "closes_on": f"{today + timedelta(days=20)}",
    }

    overlapping = client.post(opening, {**days, "opens_on": f"{today}"})
    backwards = client.post(opening, {"opens_on": f"{today}", "closes_on": f"{today}"})
    past = client.post(opening, {**days, "opens_on": "2020-01-01"})
    opened = client.post(opening, days)

    assert "Another round is open" in overlapping.content.decode()
    assert "lasts 1 to" in backwards.content.decode()
    assert "cannot begin in the past" in past.content.decode()
    assert opened.status_code == 302
    assert Pulse.objects.count() == 2
    client.force_login(make_member(district, Audience.FUNDER))
    shown = client.get(survey).content.decode()
    assert "Open a round" not in shown
    assert address(pulse) in shown


def test_a_round_needs_places_to_choose_from(district) -> None:
    with pytest.raises(NothingToBuild):
        open_pulse(
            district=district, opens_on=date(2026, 1, 1), closes_on=date(2026, 2, 1), by="t",
            at=MOMENT,
        )  # fmt: skip
    assert issubclass(RoundsOverlap, ValueError)


def test_a_round_of_another_district_is_not_listed(pulse: Pulse, make_district) -> None:
    other = make_district("nextdoor")

    with acting_in(other.pk):
        assert not Pulse.objects.exists()
