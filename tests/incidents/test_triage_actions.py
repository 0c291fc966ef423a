"""Incidents: every step is appended, recorded, owed to the reporters, and made once."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from incidents.actions import outbox, triage
from incidents.models import (
    ActionTaken,
    Category,
    Incident,
    IncidentChange,
    IncidentReport,
    Notice,
    OutboxEvent,
    Report,
)
from members.models import AuditEvent
from tests.conftest import MOMENT
from tests.incidents.conftest import LNG
from tests.incidents.reporting import report as make_report

pytestmark = pytest.mark.django_db

LATER = MOMENT + timedelta(hours=1)
BY = {"by": "person 1", "at": LATER}
KINDS = IncidentChange.Kind


@pytest.fixture
def person(make_person):
    return make_person()


@pytest.fixture
def told(town, shop, person):
    return make_report(town, shop, person)


@pytest.fixture
def incident(told):
    return triage.open_incident(report=told, **BY)


def kinds(incident):
    return list(incident.changes.order_by("after__version").values_list("kind", flat=True))


def category(town, code):
    return Category.objects.get(district=town, code=code)


def test_incident_opens_as_it_was_reported_with_the_usual_qualifier(told, incident):
    assert (incident.category, incident.qualifier) == (told.category, "nuisance")
    assert (incident.status, incident.version) == (Incident.Status.OPEN, 1)
    assert incident.links.get().report == told
    assert kinds(incident) == [KINDS.OPENED]


def test_every_step_is_audited_and_owed_to_the_reporters(incident):
    triage.assign(incident=incident, version=1, to="Town rangers", **BY)

    assert AuditEvent.objects.filter(what="incident changed").count() == 2
    owed = OutboxEvent.objects.filter(kind=OutboxEvent.Kind.INCIDENT_CHANGED)
    assert [one.subject for one in owed] == [incident.pk, incident.pk]


def test_report_tells_of_one_incident(told, incident):
    with pytest.raises(triage.ReportAlreadyTriaged):
        triage.open_incident(report=told, **BY)

    assert Incident.objects.count() == 1


def test_report_that_a_colleague_joined_meanwhile_is_refused_with_a_sentence(
    told, incident, monkeypatch
):
    monkeypatch.setattr(IncidentReport.objects, "filter", lambda **_: IncidentReport.objects.none())

    with pytest.raises(triage.ReportAlreadyTriaged):
        triage.open_incident(report=told, **BY)


def test_incident_cannot_be_of_a_welfare_category_or_of_another_districts(town, told):
    with pytest.raises(triage.TriageRefused):
        triage.open_incident(report=told, category=category(town, "encampment"), **BY)


def test_joining_combines_and_counts_the_version_up(town, shop, person, incident):
    other = make_report(town, shop, person, narrative="Again.")

    joined = triage.join_report(incident=incident, report=other, version=1, **BY)

    assert joined.version == 2
    assert joined.links.count() == 2
    assert AuditEvent.objects.filter(kind=AuditEvent.Kind.COMBINATION).count() == 1


def test_report_of_another_district_cannot_be_joined(incident, told):
    told.district_id = 0

    with pytest.raises(triage.TriageRefused):
        triage.join_report(incident=incident, report=told, version=1, **BY)


def test_change_made_from_an_older_state_is_refused_and_leaves_nothing(incident):
    triage.assign(incident=incident, version=1, to="Town rangers", **BY)

    with pytest.raises(triage.IncidentChanged):
        triage.close_incident(incident=incident, version=1, outcome="ADVISED", **BY)

    incident.refresh_from_db()
    assert (incident.status, incident.version) == (Incident.Status.ASSIGNED, 2)
    assert kinds(incident) == [KINDS.OPENED, KINDS.ASSIGNED]


def test_category_is_set_with_its_qualifier_and_the_history_keeps_both(town, incident):
    triage.set_category(
        incident=incident, version=1, category=category(town, "graffiti"), qualifier="", **BY
    )

    incident.refresh_from_db()
    change = incident.changes.get(kind=KINDS.CATEGORISED)
    assert (incident.category.code, incident.qualifier) == ("graffiti", "environmental")
    assert change.before == {"category": "begging", "qualifier": "nuisance"}


def test_assigning_to_nobody_opens_it_again(incident):
    triage.assign(incident=incident, version=1, to="Town rangers", **BY)

    triage.assign(incident=incident, version=2, to="", **BY)

    incident.refresh_from_db()
    assert (incident.status, incident.assigned_to) == (Incident.Status.OPEN, "")


def test_action_is_recorded_with_who_when_and_minutes(incident):
    done = triage.Done("Spoke to the person", "Olwen", MOMENT, minutes=10)

    triage.record_action(incident=incident, version=1, done=done, **BY)

    action = ActionTaken.objects.get()
    assert (action.what, action.who, action.minutes) == ("Spoke to the person", "Olwen", 10)
    assert incident.changes.get(kind=KINDS.ACTED).after["action"] == str(action.pk)


@pytest.mark.parametrize(
    "done",
    [triage.Done(" ", "Olwen", MOMENT), triage.Done("Went", "Olwen", LATER + timedelta(hours=1))],
)
def test_action_without_words_or_still_to_come_is_refused(incident, done):
    with pytest.raises(triage.TriageRefused):
        triage.record_action(incident=incident, version=1, done=done, **BY)


def test_closed_incident_is_closed_once_and_not_assigned(incident):
    triage.close_incident(incident=incident, version=1, outcome="MOVED_ON", **BY)

    with pytest.raises(triage.IncidentIsClosed):
        triage.close_incident(incident=incident, version=2, outcome="MOVED_ON", **BY)
    with pytest.raises(triage.IncidentIsClosed):
        triage.assign(incident=incident, version=2, to="Town rangers", **BY)


def test_reopened_incident_is_with_whoever_had_it(incident):
    triage.assign(incident=incident, version=1, to="Town rangers", **BY)
    triage.close_incident(incident=incident, version=2, outcome="MOVED_ON", **BY)

    opened = triage.reopen_incident(incident=incident, version=3, **BY)

    assert (opened.status, opened.outcome) == (Incident.Status.ASSIGNED, "")
    with pytest.raises(triage.IncidentIsOpen):
        triage.reopen_incident(incident=incident, version=4, **BY)


def test_undo_appends_the_reverse_and_erases_nothing(town, incident):
    triage.set_category(
        incident=incident, version=1, category=category(town, "noise"), qualifier="", **BY
    )

    triage.undo_last_change(incident=incident, version=2, **BY)

    incident.refresh_from_db()
    assert incident.category.code == "begging"
    assert kinds(incident) == [KINDS.OPENED, KINDS.CATEGORISED, KINDS.CATEGORISED]


def test_undo_of_a_closing_reopens_and_of_an_assignment_takes_it_back(incident):
    triage.assign(incident=incident, version=1, to="Town rangers", **BY)
    back = triage.undo_last_change(incident=incident, version=2, **BY)
    triage.close_incident(incident=incident, version=3, outcome="ADVISED", **BY)

    opened = triage.undo_last_change(incident=incident, version=4, **BY)

    assert (back.status, back.assigned_to) == (Incident.Status.OPEN, "")
    assert (opened.status, opened.outcome) == (Incident.Status.OPEN, "")


def test_report_that_was_joined_by_mistake_is_taken_out_and_waits_again(
    town, shop, person, incident, told
):
    other = make_report(town, shop, person)
    triage.join_report(incident=incident, report=other, version=1, **BY)

    taken = triage.take_out_report(incident=incident, report=other, version=2, **BY)

    assert taken.version == 3
    assert [link.report for link in incident.links.all()] == [told]
    assert list(Report.objects.waiting()) == [other]
    assert kinds(incident) == [KINDS.OPENED, KINDS.JOINED, KINDS.TAKEN_OUT]
    assert AuditEvent.objects.filter(detail__step="TAKEN_OUT").count() == 1
    triage.open_incident(report=other, **BY)


def test_taking_out_and_joining_undo_each_other(town, shop, person, incident):
    other = make_report(town, shop, person)
    triage.join_report(incident=incident, report=other, version=1, **BY)

    triage.undo_last_change(incident=incident, version=2, **BY)
    assert incident.links.count() == 1
    triage.undo_last_change(incident=incident, version=3, **BY)

    assert incident.links.count() == 2
    assert kinds(incident)[1:] == [KINDS.JOINED, KINDS.TAKEN_OUT, KINDS.JOINED]


def test_last_report_and_a_strange_one_are_not_taken_out(town, shop, person, incident, told):
    other = make_report(town, shop, person)

    with pytest.raises(triage.LastReport):
        triage.take_out_report(incident=incident, report=told, version=1, **BY)
    with pytest.raises(triage.NotJoined):
        triage.take_out_report(incident=incident, report=other, version=1, **BY)
    triage.join_report(incident=incident, report=other, version=1, **BY)
    with pytest.raises(triage.IncidentChanged):
        triage.take_out_report(incident=incident, report=other, version=1, **BY)


def test_sender_of_a_report_that_is_taken_out_is_told_and_nobody_else(town, shop, person, incident):
    other = make_report(town, shop, person)
    triage.join_report(incident=incident, report=other, version=1, **BY)
    triage.take_out_report(incident=incident, report=other, version=2, **BY)

    while event := outbox.claim_next(district=town, at=LATER):
        outbox.settle(event=event, at=LATER)

    told = Notice.objects.filter(code="TAKEN_OUT").values_list("report", flat=True)
    assert list(told) == [other.pk]


def test_opening_cannot_be_undone(incident):
    with pytest.raises(triage.NothingToUndo):
        triage.undo_last_change(incident=incident, version=1, **BY)


def test_still_happening_opens_what_was_closed_and_is_said_once_in_half_a_day(shop, incident):
    triage.close_incident(incident=incident, version=1, outcome="NOT_FOUND", **BY)

    opened = triage.mark_still_happening(incident=incident, organisation_id=shop.pk, **BY)

    assert opened.status == Incident.Status.OPEN
    assert kinds(incident)[-1] == KINDS.STILL_HAPPENING
    with pytest.raises(triage.SaidAlready):
        triage.mark_still_happening(incident=incident, organisation_id=shop.pk, **BY)


def test_still_happening_of_an_open_one_is_appended_and_changes_no_status(shop, incident):
    again = triage.mark_still_happening(incident=incident, organisation_id=shop.pk, **BY)

    assert (again.status, again.version) == (Incident.Status.OPEN, 2)


def test_business_that_reported_nothing_cannot_say_that_it_goes_on(incident):
    with pytest.raises(triage.TriageRefused):
        triage.mark_still_happening(incident=incident, organisation_id=0, **BY)


@pytest.mark.parametrize("model", [IncidentChange, ActionTaken])
@pytest.mark.parametrize("deed", ["UPDATE {} SET district_id = district_id", "DELETE FROM {}"])
def test_database_refuses_to_edit_history(town, model, deed):
    statement = deed.format(model._meta.db_table)

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_usual_qualifier_follows_the_newest_crosswalk(town, shop, person):
    theft = make_report(town, shop, person, category="shop_theft", lng=LNG + 0.0001)

    assert triage.open_incident(report=theft, **BY).qualifier == ""
