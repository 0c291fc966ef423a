"""A worker that dies, is slow, meets another or keeps failing loses and doubles nothing."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.db import OperationalError, connections

from incidents import jobs, notifications
from incidents.actions import outbox, submit_report
from incidents.models import (
    IncidentChange,
    Notice,
    OutboxEvent,
    Receipt,
    Report,
)
from members.access import acting_in
from members.actions import NewOrganisation, add_organisations
from members.senders import Sender
from tests.conftest import MOMENT
from tests.incidents.conftest import open_town
from tests.incidents.owed import SECOND, drain, happened, sent

pytestmark = pytest.mark.django_db


class _Died(BaseException):
    """The process ended here; not an Exception, so that nothing cleans up after it."""


def _die(*_, **__):
    raise _Died


def test_copy_of_a_mail_is_the_same_message(town, report, manager, monkeypatch):
    happened(report, IncidentChange.Kind.OPENED, at=MOMENT + SECOND)
    drain(town)
    event = outbox.claim_next(district=town, at=MOMENT + SECOND)
    monkeypatch.setattr(outbox.Notice.objects, "bulk_create", _die)
    with pytest.raises(_Died):
        outbox.settle(event=event, at=MOMENT + SECOND)
    monkeypatch.undo()

    drain(town, MOMENT + outbox.LEASE + 2 * SECOND)

    first, copy = mail.outbox
    assert first.extra_headers["Message-ID"] == copy.extra_headers["Message-ID"]
    assert str(event.pk) in copy.extra_headers["Message-ID"]
    assert Notice.objects.filter(code="OPENED").count() == 1


@pytest.mark.parametrize(
    "step",
    ["incidents.actions.outbox._mark_done", "incidents.actions.outbox.Notice"],
)
def test_death_between_two_steps_loses_and_doubles_nothing(town, report, monkeypatch, step):
    event = outbox.claim_next(district=town, at=MOMENT)
    monkeypatch.setattr(step, _die)
    with pytest.raises(_Died):
        outbox.settle(event=event, at=MOMENT)
    monkeypatch.undo()

    early = outbox.claim_next(district=town, at=MOMENT + outbox.LEASE - SECOND)
    drain(town, MOMENT + outbox.LEASE)

    assert early is None, "the dead worker's lease still runs"
    assert Notice.objects.count() == 1
    assert OutboxEvent.objects.get().attempts == 2


def test_slow_worker_that_lost_its_lease_stores_nothing(town, report):
    slow = outbox.claim_next(district=town, at=MOMENT)
    drain(town, MOMENT + outbox.LEASE)

    with pytest.raises(outbox.LeaseLost):
        outbox.settle(event=slow, at=MOMENT + outbox.LEASE + SECOND)
    outbox.postpone(event=slow, at=MOMENT + outbox.LEASE + SECOND)

    assert Notice.objects.count() == 1
    assert OutboxEvent.objects.get().done_at == MOMENT + outbox.LEASE


def test_slow_worker_in_the_job_is_no_failure(town, report, monkeypatch):
    event = outbox.claim_next(district=town, at=MOMENT)
    drain(town, MOMENT + outbox.LEASE)

    assert jobs._settled(event) is False


def test_quick_events_come_in_lots_and_each_is_tried_once(town, report, sender):
    for _ in range(4):
        submit_report(sender=sender, sent=sent(), at=MOMENT)

    lot = outbox.claim_some(district=town, at=MOMENT, most=3)
    rest = outbox.claim_some(district=town, at=MOMENT, most=3)

    assert (len(lot), len(rest)) == (3, 2)
    assert len({event.pk for event in lot + rest}) == 5
    assert set(OutboxEvent.objects.values_list("attempts", flat=True)) == {1}
    for event in lot + rest:
        outbox.settle(event=event, at=MOMENT)
    assert Notice.objects.count() == 5


def test_lot_that_ended_its_worker_is_tried_again_one_by_one(town, report, sender):
    for _ in range(2):
        submit_report(sender=sender, sent=sent(), at=MOMENT)
    outbox.claim_some(district=town, at=MOMENT, most=20)  # the worker dies of one of them

    again = outbox.claim_some(district=town, at=MOMENT + outbox.LEASE, most=20)

    assert len(again) == 1
    assert sorted(OutboxEvent.objects.values_list("attempts", flat=True)) == [1, 1, 2]


def test_what_sends_mail_comes_alone_and_in_its_turn(town, report, sender):
    happened(report, IncidentChange.Kind.OPENED, at=MOMENT + SECOND)
    for number in (2, 3):
        submit_report(sender=sender, sent=sent(), at=MOMENT + number * SECOND)
    at = MOMENT + 9 * SECOND

    lots = [outbox.claim_some(district=town, at=at, most=20) for _ in range(3)]

    kinds = [[event.kind for event in lot] for lot in lots]
    assert kinds == [["REPORT_ACCEPTED"], ["INCIDENT_CHANGED"], ["REPORT_ACCEPTED"] * 2]


def test_done_event_is_never_claimed_again(town, report):
    drain(town)

    assert outbox.claim_next(district=town, at=MOMENT + timedelta(days=365)) is None


def test_pauses_grow_and_the_twentieth_failure_parks_with_an_error(town, report, caplog):
    at, pauses = MOMENT, []
    for _ in range(outbox.MOST_TRIES - 1):
        event = outbox.claim_next(district=town, at=at)
        outbox.postpone(event=event, at=at)
        due = OutboxEvent.objects.get().due_at
        pauses.append((due - at).total_seconds())
        at = due
    last = outbox.claim_next(district=town, at=at)
    assert caplog.records == []

    outbox.postpone(event=last, at=at)

    event = OutboxEvent.objects.get()
    assert pauses[:4] == [2, 4, 8, 16]
    assert max(pauses) == 3600
    assert (event.parked_at, event.attempts) == (at, outbox.MOST_TRIES)
    assert outbox.claim_next(district=town, at=at + timedelta(days=9)) is None
    (record,) = caplog.records
    assert (record.levelno, str(event.pk) in record.getMessage()) == (logging.ERROR, True)


def test_event_that_ends_every_worker_is_parked_without_another_try(town, report, caplog):
    at = MOMENT
    for _ in range(outbox.MOST_TRIES):
        assert outbox.claim_next(district=town, at=at)  # and the process dies
        at += outbox.LEASE

    assert outbox.claim_next(district=town, at=at) is None

    assert OutboxEvent.objects.get().parked_at == at
    assert "Parked" in caplog.text


def test_failure_of_one_event_stops_no_other_and_logs_no_address(
    town, report, sender, manager, monkeypatch, caplog
):
    happened(report, IncidentChange.Kind.CLOSED)

    def refuse(letters, *, about):
        if letters:
            raise OSError(f"550 no such mailbox {letters[0].address}")

    monkeypatch.setattr(notifications, "send", refuse)

    done = jobs.drain_outbox()

    assert done == {"exampleton": 1}
    assert OutboxEvent.objects.filter(done_at__isnull=True).get().attempts == 1
    assert "OSError" in caplog.text
    assert manager.email not in caplog.text


def test_database_away_ends_the_round(town, report, monkeypatch):
    def away(**_):
        raise OperationalError("gone")

    monkeypatch.setattr(outbox, "settle", away)

    with pytest.raises(OperationalError):
        jobs.drain_outbox()


def test_round_ends_in_time_and_leaves_the_rest(town, report, monkeypatch):
    monkeypatch.setattr(jobs, "_ENOUGH_SECONDS", 0.0)

    assert jobs.drain_outbox() == {"exampleton": 0}


@pytest.mark.parametrize("where", ["owing", "store", "audit.record"])
def test_change_and_what_it_owes_are_one(town, sender, monkeypatch, where):
    monkeypatch.setattr(f"incidents.actions.submitting.{where}", _die)

    with pytest.raises(_Died):
        submit_report(sender=sender, sent=sent(), at=MOMENT)

    assert not Report.objects.exists()
    assert not Receipt.objects.exists()
    assert not OutboxEvent.objects.exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_do_each_event_once(make_district, make_person):
    town = open_town(make_district())
    new = NewOrganisation(name="Shop", kind="LEVY_PAYER", starts_on=MOMENT.date())
    (shop,) = add_organisations(district=town, organisations=[new], by="test", at=MOMENT)
    sender = Sender(town, shop.pk, person_id=make_person().pk)
    for minute in range(2):
        for _ in range(30):
            at = MOMENT + timedelta(minutes=minute)
            submit_report(sender=sender, sent=sent(), at=at)

    def work(_):
        try:
            return jobs.drain_outbox()["exampleton"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(work, range(4)))

    assert sum(done) == 60
    assert sum(one > 0 for one in done) > 1, "they really worked at once"
    with acting_in(town.pk):
        assert Notice.objects.count() == 60
        assert set(OutboxEvent.objects.values_list("attempts", flat=True)) == {1}
