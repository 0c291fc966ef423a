"""Every question that is asked of rows for somebody answers nothing to whoever reaches nothing.

The doors keep such a person out as well. Here nobody stands at a door: each question is asked
directly, so that it would still be answered rightly if a door were left open one day.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import pytest
from django.http import Http404
from django.test import Client
from django.utils import timezone

from incidents.actions import triage as triage_actions
from incidents.models import Notice, Photo, Report
from incidents.narrowing import Narrowing, Show
from incidents.queries import followup, notices, photos, suggesting, triage, week
from incidents.queries import incident as incident_file
from incidents.queries import report_lines as lines
from incidents.views import triage as triage_views
from members import actions, queries
from members.access import Viewer, acting_in
from members.actions.invitations import Asked
from members.audiences import Audience
from members.models import DevicePass, Invitation, Membership, Person
from tests.trust.cast import join
from tests.trust.test_reach import Scene, build_scene

pytestmark = pytest.mark.django_db

#: What the florist's pages would show of them, and the bakery's must not.
_BEYOND: Final = ("Invented Florist", "florist@")


def build_asked(slug: str = "exampleton") -> Scene:
    """Make two businesses, an incident of the other one's report, and news of every report."""
    scene = build_scene(slug)
    with acting_in(scene.town.district.pk, Audience.OPERATIONS):
        theirs = Report.objects.get(organisation=scene.beyond)
        triage_actions.open_incident(report=theirs, by="test", at=timezone.now())
        Notice.objects.update(code="OPENED")
    return scene


def wrong_answers(scene: Scene) -> list[str]:
    """Return the questions that tell somebody something who reaches nothing."""
    district, at = scene.town.district, timezone.now()
    person = join(district, Audience.FUNDER, f"nobody@{district.slug}.invalid", None)
    nobody = Viewer(person.pk, district, Audience.FUNDER, None)
    runs = Viewer(person.pk, district, Audience.OPERATIONS, None)
    with acting_in(district.pk, Audience.OPERATIONS):
        found = {**_of_people(nobody, at), **_of_reports(nobody, runs, at)}
    return [name for name, told in found.items() if told]


def _of_people(nobody: Viewer, at: Any) -> dict[str, Any]:
    today = timezone.localdate(at)
    return {
        "people": queries.people_of(nobody, today),
        "people_page": queries.people_page(nobody, today, words="", page=1).people,
        "open_invitations": queries.open_invitations(nobody, at),
        "devices": queries.devices_of(nobody),
        "organisations": queries.organisations_of(nobody, today),
    }


def _of_reports(nobody: Viewer, runs: Viewer, at: Any) -> dict[str, Any]:
    asked = Narrowing(at=at, show=Show.ALL, days=0)
    waiting, opened = triage.narrowed(runs, asked)
    reports = list(Report.objects.all())
    incident = opened.filter(links__isnull=False)[0]
    told = lines.report_lines(waiting)
    mine, mine_too = triage.narrowed(nobody, asked)
    shortest = Narrowing(at=at + timedelta(days=60), days=1)
    return {
        "narrowed": [*mine, *mine_too],
        "narrowed to what is open": list(triage.narrowed(
            nobody, Narrowing(at=at, show=Show.OPEN, days=0))[1]),
        "lines": triage._lines(nobody, waiting, 0, 9),
        "queue": triage.queue(nobody, asked).items,
        "exported": triage.exported(nobody, asked),
        "widened": triage.widened(nobody, shortest) != shortest,
        "lines_by_incident": lines.lines_by_incident(nobody, [incident.pk]),
        "open_tellings": suggesting._open_tellings(nobody, told),
        "photos_of": [one for every in photos.photos_of(
            nobody, [one.pk for one in reports]).values() for one in every],
        "photo_seen": photos.photo_seen(nobody, Photo.objects.filter(report__isnull=False)[0].pk),
        "incident_file": incident_file.incident_file(nobody, incident.pk),
        "own_reports": followup.own_reports(nobody, page=1).reports,
        "own_reports of a week": week.own_reports(nobody, at - timedelta(days=7), at),
        "news": notices.news_page(nobody, page=1).items,
        "unread": notices._unread(nobody),
        "toast": triage_views._toast(nobody, str(incident.pk), []),
        "one incident": not _missing(triage_views._incident, nobody, incident.pk),
        "one report": not _missing(triage_views._report, nobody, reports[0].pk),
    }  # fmt: skip


def _missing(question: Any, viewer: Viewer, key: Any) -> bool:
    try:
        question(viewer, key)
    except Http404:
        return True
    return False


def wrong_between_businesses(scene: Scene) -> list[str]:
    """Return where a manager meets something of another business of the same district."""
    district, beyond = scene.town.district, scene.beyond
    manager = join(district, Audience.MANAGER, f"head@{district.slug}.invalid", scene.town.business)
    browser = Client(raise_request_exception=False)
    browser.force_login(manager)
    base, wrong = f"/d/{district.slug}", []
    for page in ("people/", "people/invite/", "devices/", "devices/new/", "my-reports/", "news/"):
        answer = browser.get(f"{base}/{page}")
        if answer.status_code != 200 or any(word in answer.text for word in _BEYOND):
            wrong.append(f"{page}: {answer.status_code}")
    with acting_in(district.pk, Audience.OPERATIONS):
        things = (
            f"people/{Membership.objects.get(organisation=beyond).pk}/end/",
            f"people/invitations/{Invitation.objects.get(organisation=beyond).pk}/withdraw/",
            f"devices/{DevicePass.objects.get(organisation=beyond).pk}/revoke/",
            f"my-reports/{Report.objects.get(organisation=beyond).pk}/still/",
        )
    for thing in things:
        answer = browser.post(f"{base}/{thing}")
        if answer.status_code != 404:
            wrong.append(f"{thing}: {answer.status_code}")
    return wrong + _wrong_invitation(scene, manager)


def _wrong_invitation(scene: Scene, manager: Person) -> list[str]:
    district, at = scene.town.district, timezone.now()
    viewer = Viewer(manager.pk, district, Audience.MANAGER, scene.town.business.pk)
    with acting_in(district.pk, Audience.OPERATIONS):
        theirs = Invitation.objects.get(organisation=scene.beyond)
    asked = Asked([theirs.email], Audience.MEMBER, scene.town.business.pk)
    actions.invite(viewer=viewer, asked=asked, at=at)
    with acting_in(district.pk, Audience.OPERATIONS):
        theirs.refresh_from_db()
    return ["an invitation of another business is replaced"] if theirs.closed_at else []


def test_nobody_is_told_what_they_do_not_reach() -> None:
    assert wrong_answers(build_asked()) == []


def test_manager_meets_nothing_of_another_business() -> None:
    assert wrong_between_businesses(build_asked()) == []
