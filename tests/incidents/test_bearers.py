"""Whom triage gives incidents to changes as dated versions; what was given keeps its name."""

import re
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from incidents.actions import bearers as actions
from incidents.actions.triage import assign, open_incident
from incidents.actions.vocabulary import NameTaken, VocabularyChanged
from incidents.bearers import BEARERS
from incidents.models import BearerList, Incident
from incidents.queries.bearers import bearer_file
from members.audiences import Audience
from members.models import AuditEvent
from tests.conftest import MOMENT

pytestmark = pytest.mark.django_db

LATER = MOMENT + timedelta(days=1)
LIST = "/d/exampleton/triage/partners/"


@pytest.fixture
def operations(town, make_member):
    client = Client()
    client.force_login(make_member(town, Audience.OPERATIONS))
    return client


def change(town, number, name, place=1, *, version=1, is_listed=True):
    entry = actions.BearerEntry(name, place, is_listed)
    return actions.change_bearer(
        district=town, number=number, entry=entry, version=version, by="x", at=LATER
    )


def add(town, name, place=1, *, version=1):
    entry = actions.BearerEntry(name, place)
    return actions.add_bearer(district=town, entry=entry, version=version, by="x", at=LATER)


def names(town):
    return list(bearer_file(town.pk).names.values())


def form(**changes):
    fields = {"name": "Night team", "place": "1", "is_listed": "on"}
    return {name: value for name, value in (fields | changes).items() if value is not None}


def test_new_district_has_the_first_list(town):
    assert names(town) == list(BEARERS)


def test_added_renamed_moved_and_ended(town):
    add(town, "Night team", place=2)
    change(town, 1, "Street rangers", place=3, version=2)
    change(town, 2, "", version=3, is_listed=False)

    assert names(town) == ["Night team", "Street rangers", *BEARERS[2:]]
    assert bearer_file(town.pk).version == 4
    assert AuditEvent.objects.filter(what="partners changed").count() == 3


def test_number_of_one_that_ended_is_not_given_again(town):
    change(town, 5, "", version=1, is_listed=False)

    add(town, "Night team", version=2)

    assert next(iter(bearer_file(town.pk).names)) == 6


def test_what_was_given_keeps_its_name(town, report, operations):
    incident = open_incident(report=report, by="x", at=MOMENT)
    assign(incident=incident, version=1, to="Town rangers", by="x", at=MOMENT)
    change(town, 1, "Street rangers")

    page = operations.get(f"/d/exampleton/incidents/{incident.pk}/").content.decode()

    assert Incident.objects.get().assigned_to == "Town rangers"
    assert "With Town rangers." in page
    assert "Given to Town rangers" in page
    assert '<option value="Street rangers">' in page
    assert '<option value="Town rangers">' not in page


def test_what_cannot_be_is_refused_and_leaves_nothing(town):
    with pytest.raises(VocabularyChanged, match="Somebody changed"):
        add(town, "Night team", version=2)
    with pytest.raises(VocabularyChanged, match="no longer listed"):
        change(town, 77, "Night team")
    with pytest.raises(NameTaken):
        add(town, "TOWN rangers")

    assert BearerList.objects.count() == 1


def test_list_is_neither_endless_nor_empty(town, monkeypatch):
    monkeypatch.setattr(actions, "MOST_BEARERS", len(BEARERS))
    with pytest.raises(actions.TooManyBearers):
        add(town, "Night team")
    for version, number in enumerate(range(1, len(BEARERS)), start=1):
        change(town, number, "", version=version, is_listed=False)

    with pytest.raises(actions.NobodyLeft):
        change(town, len(BEARERS), "", version=len(BEARERS), is_listed=False)


@pytest.mark.parametrize("table", ["bearerlist", "bearer"])
def test_versions_can_be_neither_edited_nor_deleted(town, table):
    for verb in (f"UPDATE incidents_{table} SET id = id", f"DELETE FROM incidents_{table}"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(verb)


def test_page_shows_what_is_and_what_was(town, operations):
    change(town, 1, "Street rangers")
    change(town, 2, "", version=2, is_listed=False)

    page = operations.get(LIST).content.decode()

    assert "4 partners to give incidents to." in page
    assert "“Town rangers” became “Street rangers”" in page
    assert "“Council ASB team” ended" in page
    assert "“Neighbourhood police” added" in page


def test_change_is_shown_before_it_is_made(town, operations):
    preview = operations.post(f"{LIST}1/", form(place="2")).content.decode()
    assert "Name: Town rangers → Night team" in preview
    assert "Place: 1 → 2" in preview
    assert BearerList.objects.count() == 1
    sent = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', preview))

    done = operations.post(f"{LIST}1/", sent | {"sure": "yes"}, follow=True)

    assert b"in force from now on" in done.content
    assert names(town)[:2] == ["Council ASB team", "Night team"]


def test_new_and_ended_by_the_page(town, operations):
    fields = form(place="6")
    assert b"can be chosen" in operations.post(f"{LIST}new/", fields).content
    operations.post(f"{LIST}new/", fields | {"sure": "yes", "version": "1"})
    assert names(town)[5] == "Night team"

    ending = form(is_listed=None)
    assert b"can no longer be chosen" in operations.post(f"{LIST}6/", ending).content
    operations.post(f"{LIST}6/", ending | {"sure": "yes", "version": "2"})

    assert names(town) == list(BEARERS)
    assert operations.get(f"{LIST}6/").status_code == 404


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": "x" * 61}, "at most 60 characters"),
        ({"place": "7"}, "The last place is 6."),
        ({"again": "yes"}, "Show what that changes"),
        ({"sure": "yes", "version": "7"}, "Somebody changed the partners"),
        ({"name": "Street cleaning", "sure": "yes", "version": "1"}, "has that name"),
    ],
)
def test_bad_input_is_told_and_changes_nothing(town, operations, changes, sentence):
    page = operations.post(f"{LIST}new/", form(**changes))

    assert sentence in page.content.decode()
    assert BearerList.objects.count() == 1


def test_no_change_makes_no_version(town, operations):
    page = operations.post(f"{LIST}1/", form(name="Town rangers"))

    assert b"That is how it stands already." in page.content
