"""The e-mail of a week: to those who want it, once, with nothing that a room may not hear."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from hotspots.actions.weekly_letters import choose_letter, owe_letters
from hotspots.models import WeeklyLetter
from hotspots.notifications import weekly_letter
from incidents.models import OutboxEvent
from members.access import Viewer, acting_in
from members.audiences import Audience
from members.models import Membership
from tests.front import weekly_payloads
from tests.hotspots.monday.test_files import briefing
from tests.hotspots.weekly.conftest import MONDAY, WEEK
from tests.incidents.owed import drain

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def choose(district, person, audience: Audience, *, wanted: bool) -> None:
    choose_letter(viewer=Viewer(person.pk, district, audience), wanted=wanted, at=MONDAY)


def test_operations_get_it_and_others_only_if_they_said_so(
    northampton, analysis, enlist, shops
) -> None:
    operations = enlist("operations@example.invalid", Audience.OPERATIONS)
    keen = enlist("keen@example.invalid", Audience.MEMBER, shops[0])
    enlist("member@example.invalid", Audience.MEMBER, shops[1])
    never = enlist("funder@example.invalid", Audience.FUNDER)
    choose(northampton, keen, Audience.MEMBER, wanted=True)
    choose(northampton, never, Audience.FUNDER, wanted=True)

    with acting_in(northampton.pk):
        owed = owe_letters(analysis=analysis, at=MONDAY)

        told = set(WeeklyLetter.objects.values_list("person_id", flat=True))
    assert owed == 2
    assert told == {operations.pk, keen.pk}


def test_who_said_no_gets_none(northampton, analysis, enlist) -> None:
    person = enlist("operations@example.invalid", Audience.OPERATIONS)
    choose(northampton, person, Audience.OPERATIONS, wanted=True)
    choose(northampton, person, Audience.OPERATIONS, wanted=False)

    with acting_in(northampton.pk):
        assert owe_letters(analysis=analysis, at=MONDAY) == 0


def test_a_week_is_told_once_whatever_is_built_again(northampton, analysis, enlist) -> None:
    enlist("operations@example.invalid", Audience.OPERATIONS)

    with acting_in(northampton.pk):
        first = owe_letters(analysis=analysis, at=MONDAY)
        again = owe_letters(analysis=analysis, at=MONDAY + SECOND)
        drain(northampton, MONDAY + 2 * SECOND)
        drain(northampton, MONDAY + 3 * SECOND)

    assert (first, again) == (1, 0)
    assert [message.to for message in mail.outbox] == [["operations@example.invalid"]]


def test_it_goes_through_the_outbox_with_the_link_and_both_forms(
    northampton, analysis, enlist
) -> None:
    enlist("operations@example.invalid", Audience.OPERATIONS)
    with acting_in(northampton.pk):
        owe_letters(analysis=analysis, at=MONDAY)
        event = OutboxEvent.objects.get(kind=OutboxEvent.Kind.WEEKLY_MAP)

        drain(northampton, MONDAY + SECOND)

    (message,) = mail.outbox
    assert message.subject == f"Northampton: {WEEK.words}"
    assert f"/d/northampton/weekly/?week={WEEK.name}" in message.body
    assert "/d/northampton/weekly/files/" in message.body
    assert str(event.pk) in message.extra_headers["Message-ID"]
    ((html, kind),) = message.alternatives
    assert kind == "text/html"
    assert f"/d/northampton/weekly/?week={WEEK.name}" in html
    assert "<img" not in html
    assert "http" not in html.replace("http://127.0.0.1:8000/d/northampton", "")


def test_who_left_or_was_locked_out_meanwhile_gets_none(northampton, analysis, enlist) -> None:
    left = enlist("left@example.invalid", Audience.OPERATIONS)
    locked = enlist("locked@example.invalid", Audience.OPERATIONS)
    with acting_in(northampton.pk):
        owe_letters(analysis=analysis, at=MONDAY)
        Membership.objects.filter(person=left).update(ends_on=MONDAY.date())
        locked.is_active = False
        locked.save()

        drain(northampton, MONDAY + SECOND)

        assert not OutboxEvent.objects.filter(done_at__isnull=True).exists()
    assert mail.outbox == []


def test_no_other_version_is_ever_mailed() -> None:
    with pytest.raises(AssertionError, match="no safer than a room"):
        weekly_letter("a@example.invalid", weekly_payloads.payload())


def test_letter_says_what_the_briefing_says_and_escapes_it() -> None:
    week = briefing()
    week["items"][0]["text"] = "<b>Lantern Row</b> & more"

    letter = weekly_letter("a@example.invalid", week)

    assert week["headline"] in letter.text
    assert "* <b>Lantern Row</b> & more" in letter.text
    assert "&lt;b&gt;Lantern Row&lt;/b&gt; &amp; more" in letter.html
    assert "Invented data" in letter.text
    assert "Invented data" in letter.html


def test_letter_of_a_quiet_week_says_so() -> None:
    week = briefing() | {"items": [], "changes": []}

    letter = weekly_letter("a@example.invalid", week)

    assert "Nothing stands out this week." in letter.text
    assert "Nothing stands out this week." in letter.html
