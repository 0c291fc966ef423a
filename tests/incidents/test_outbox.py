"""What accepted changes owe is done once: whatever fails, whoever else works, whenever it dies."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import OperationalError, connections
from django.utils import timezone

from incidents import jobs, notifications
from incidents.actions import SentReport, outbox, submit_report
from incidents.models import (
    Incident,
    IncidentChange,
    IncidentReport,
    Notice,
    OutboxEvent,
    Receipt,
    Report,
)
from members.access import acting_in
from members.actions import NewOrganisation, add_organisations
from members.audiences import Audience
from members.ids import new_id
from members.models import District, Membership
from members.senders import Sender
from tests.conftest import MOMENT
from tests.incidents.conftest import LAT, LNG, open_town

pytestmark = pytest.mark.django_db

EVENT = OutboxEvent.Kind
SECOND = timedelta(seconds=1)


def sent(**changes):
    return SentReport(
        **{
            "client_key": uuid4(),
            "category": "begging",
            "lng": LNG,
            "lat": LAT,
            "occurred_at": MOMENT - timedelta(minutes=5),
        }
        | changes
    )


@pytest.fixture
def sender(town, shop, make_person):
    return Sender(town, organisation_id=shop.pk, person_id=make_person().pk)


@pytest.fixture
def report(sender):
    submit_report(sender=sender, sent=sent(), at=MOMENT)
    return Report.objects.get()


@pytest.fixture
def manager(town, shop, make_member):
    person = make_member(town, Audience.MANAGER)
    Membership.objects.filter(person=person).update(organisation=shop)
    return person


def happened(report, kind, /, *, at=MOMENT, incident=None, **after):
    """An incident's change and what it owes, as the actions of triage write them."""
    if incident is None:
        incident = Incident.objects.create(
            id=new_id(at),
            district=report.district,
            category=report.category,
            status=Incident.Status.OPEN,
            opened_at=at,
        )
        IncidentReport.objects.create(district=report.district, incident=incident, report=report)
    IncidentChange.objects.create(
        id=new_id(at),
        district=report.district,
        incident=incident,
        kind=kind,
        after=after,
        made_at=at,
        made_by="person 1",
    )
    outbox.owe(
        district_id=report.district_id, kind=EVENT.INCIDENT_CHANGED, subject=incident.pk, at=at
    )
    return incident


def drain(district, at=MOMENT):
    """Do everything due at a moment, as the job does at this one."""
    while event := outbox.claim_next(district=district, at=at):
        outbox.settle(event=event, at=at)


def test_accepted_report_is_a_notice_to_its_business_and_no_mail(town, shop, report, manager):
    drain(town)

    notice = Notice.objects.get()
    assert (notice.report, notice.organisation, notice.code) == (report, shop, "RECEIVED")
    assert OutboxEvent.objects.get().done_at == MOMENT
    assert mail.outbox == []


def test_job_drains_every_district(make_district, make_person, settings):
    shops = {}
    for slug in ("exampleton", "neighbour"):
        town = make_district(slug)
        with acting_in(town.pk):
            open_town(town)
            new = NewOrganisation(name="Shop", kind="LEVY_PAYER", starts_on=MOMENT.date())
            (shops[slug],) = add_organisations(
                district=town, organisations=[new], by="test", at=MOMENT
            )
        sender = Sender(town, shops[slug].pk, person_id=make_person(f"{slug}@e.invalid").pk)
        submit_report(sender=sender, sent=sent(), at=MOMENT)

    done, again = jobs.drain_outbox(), jobs.drain_outbox()

    assert done == {"exampleton": 1, "neighbour": 1}
    assert again == {"exampleton": 0, "neighbour": 0}
    for slug, shop in shops.items():
        with acting_in(District.objects.get(slug=slug).pk):
            assert Notice.objects.get().organisation == shop


def test_new_status_is_mailed_to_the_managers_with_the_reference_alone(town, report, manager):
    happened(report, IncidentChange.Kind.CLOSED, outcome="MOVED_ON", note="Mr Smith was here")

    drain(town)

    (message,) = mail.outbox
    reference = Receipt.objects.get().reference
    assert message.to == [manager.email]
    assert message.subject == "A report has a new status"
    assert f"/r/{reference}/" in message.body
    assert "Smith" not in message.body
    assert "begging" not in message.body.lower()
    assert {notice.code for notice in Notice.objects.all()} == {"RECEIVED", "CLOSED"}


def test_action_is_a_notice_without_mail_and_housekeeping_is_neither(town, report, manager):
    incident = happened(report, IncidentChange.Kind.ACTED)
    for kind in (IncidentChange.Kind.CATEGORISED, IncidentChange.Kind.STILL_HAPPENING):
        happened(report, kind, incident=incident, at=MOMENT + SECOND)

    drain(town, MOMENT + 2 * SECOND)

    assert sorted(Notice.objects.values_list("code", flat=True)) == ["ACTED", "RECEIVED"]
    assert mail.outbox == []


def test_everybody_who_reported_an_incident_is_told(town, report, sender):
    submit_report(sender=sender, sent=sent(), at=MOMENT)
    second = Report.objects.exclude(pk=report.pk).get()
    incident = happened(report, IncidentChange.Kind.OPENED)
    IncidentReport.objects.create(district=town, incident=incident, report=second)
    happened(
        second,
        IncidentChange.Kind.JOINED,
        incident=incident,
        at=MOMENT + SECOND,
        report=str(second.pk),
    )
    happened(report, IncidentChange.Kind.ASSIGNED, incident=incident, at=MOMENT + 2 * SECOND)

    drain(town, MOMENT + 3 * SECOND)

    told = Notice.objects.exclude(code="RECEIVED").values_list("code", "report")
    assert ("JOINED", report.pk) not in set(told)
    assert {("JOINED", second.pk), ("ASSIGNED", report.pk), ("ASSIGNED", second.pk)} <= set(told)


def test_outreach_is_told_of_a_sighting_without_its_place(town, sender, make_member):
    outreach = make_member(town, Audience.OUTREACH)
    submit_report(
        sender=sender,
        sent=sent(category="rough_sleeping_concern", narrative="Behind the church"),
        at=MOMENT,
    )

    drain(town)

    (message,) = mail.outbox
    assert message.to == [outreach.email]
    assert "church" not in message.body
    assert str(LNG) not in message.body
    assert not Notice.objects.exists()


def test_sighting_waits_until_there_is_somebody_to_tell(town, sender, make_member, caplog):
    submit_report(sender=sender, sent=sent(category="encampment"), at=timezone.now())

    jobs.drain_outbox()

    event = OutboxEvent.objects.get()
    assert event.done_at is None
    assert event.due_at > timezone.now()
    assert "NobodyToTell" in caplog.text


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


# --- Crashes, leases and others -----------------------------------------------------------------


class _Died(BaseException):
    """The process ended here; not an Exception, so that nothing cleans up after it."""


def _die(*_, **__):
    raise _Died


@pytest.mark.parametrize(
    "step",
    ["incidents.actions.outbox.notifications.send", "incidents.actions.outbox.Notice"],
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


def test_change_and_what_it_owes_are_one(town, sender, monkeypatch):
    monkeypatch.setattr("incidents.actions.submitting.owe", _die)

    with pytest.raises(_Died):
        submit_report(sender=sender, sent=sent(), at=MOMENT)

    assert not Report.objects.exists()


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
