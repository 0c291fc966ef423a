"""What people see of photographs that go, and of how long they stay."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from incidents.actions import retention as actions
from incidents.actions.triage import close_incident, open_incident
from incidents.actions.vocabulary import VocabularyChanged
from incidents.models import PhotoPeriod
from incidents.queries.retention import photo_days
from incidents.retention import USUAL_DAYS
from members.models import AuditEvent
from tests.conftest import MOMENT
from tests.incidents.retention.ageing import DUE, PAGE, erase, stored

pytestmark = pytest.mark.django_db


def test_pages_say_when_it_goes_that_it_is_held_and_that_it_went(
    town, report, photo, folder, operations
):
    client = Client()
    client.force_login(operations)
    queue = "/d/exampleton/triage/?days=0"
    assert "Goes on 4 May 2027" in client.get(queue).content.decode()
    incident = open_incident(report=report, by="x", at=MOMENT)
    page = f"/d/exampleton/incidents/{incident.pk}/"
    assert "Stays while the incident is open" in client.get(page).content.decode()
    close_incident(incident=incident, version=1, outcome="ADVISED", by="x", at=MOMENT)
    assert erase(town, folder, DUE) == 1

    text = client.get(page).content.decode()

    assert "A photograph was here. Its time was over on 4 May 2027." in text
    assert f"/photos/{photo.pk}/" not in text
    assert client.get(f"{PAGE}{photo.pk}/small.jpg").status_code == 404


def test_page_says_how_things_stand(administrator, report, photo, sender, folder, town):
    first = administrator.get(PAGE).content.decode()
    actions.change_photo_period(district=town, days=60, version=0, by="x", at=MOMENT)
    open_incident(report=report, by="x", at=MOMENT)

    second = administrator.get(PAGE).content.decode()

    assert "Photographs stay 183 days." in first
    assert "Six months is as far back" in first
    assert "4 May 2027" in first
    assert "Photographs stay 60 days." in second
    assert "183 days → 60 days" in second
    assert "No day: none is waiting to go" in second


def test_shorter_period_says_what_goes_with_it_before_it_is_made(
    administrator, sender, report, folder, town
):
    stored(sender, report, folder, timezone.now() - timedelta(days=100))

    preview = administrator.post(f"{PAGE}period/", {"days": "90"}).content.decode()
    assert "Photographs stay: 183 days → 90 days" in preview
    assert "1 photograph is older than that" in preview
    assert photo_days(town.pk) == USUAL_DAYS
    sent = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', preview))
    done = administrator.post(f"{PAGE}period/", sent | {"sure": "yes"}, follow=True)

    assert b"in force from now on" in done.content
    assert photo_days(town.pk) == 90
    assert AuditEvent.objects.filter(what="photo period changed").count() == 1


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"days": "29"}, "greater than or equal to 30"),
        ({"days": "731"}, "less than or equal to 730"),
        ({"days": "x"}, "Enter a whole number."),
        ({"days": "183"}, "That is how it stands already."),
        ({"days": "90", "again": "yes"}, "Show what that changes"),
        ({"days": "90", "sure": "yes", "version": "7"}, "Somebody changed the period"),
    ],
)
def test_bad_input_is_told_and_changes_nothing(administrator, sent, sentence):
    page = administrator.post(f"{PAGE}period/", sent)

    assert sentence in page.content.decode()
    assert PhotoPeriod.objects.count() == 0


def test_operations_see_and_do_not_change(operations):
    client = Client()
    client.force_login(operations)

    assert b"Change the period" not in client.get(PAGE).content
    assert client.get(f"{PAGE}period/").status_code == 404


def test_action_refuses_what_the_form_would(town):
    with pytest.raises(actions.PeriodOutOfBounds):
        actions.change_photo_period(district=town, days=29, version=0, by="x", at=MOMENT)
    actions.change_photo_period(district=town, days=60, version=0, by="x", at=MOMENT)
    with pytest.raises(VocabularyChanged):
        actions.change_photo_period(district=town, days=61, version=0, by="x", at=MOMENT)

    assert photo_days(town.pk) == 60
