"""News: each sees their own, unread is counted, read stays read, and mail names nobody."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from incidents.actions import outbox, triage
from incidents.models import NoticeReader, Receipt
from members.access import acting_in
from members.actions import NewOrganisation, add_member, add_organisations
from members.audiences import Audience
from members.models import AuditEvent, Membership
from tests.conftest import MOMENT
from tests.incidents.reporting import report as make_report

pytestmark = pytest.mark.django_db

PAGE = "/d/exampleton/news/"
LATER = MOMENT + timedelta(hours=1)


def drain(town, at=LATER):
    while event := outbox.claim_next(district=town, at=at):
        outbox.settle(event=event, at=at)


def opened(report, at=MOMENT):
    return triage.open_incident(report=report, by="person 1", at=at)


@pytest.fixture
def told(town, shop, member):
    """A report of the member that operations have opened, with its news delivered."""
    report = make_report(town, shop, member, narrative="Canary words.")
    opened(report)
    drain(town)
    return report


@pytest.fixture
def boss(manager):
    client = Client()
    client.force_login(manager)
    return client


def test_member_reads_what_came_of_their_report(phone, told):
    page = phone.get(PAGE).content.decode()

    assert "1 new thing about your reports." in page
    assert "Somebody is looking at it." in page
    assert Receipt.objects.get(pk=told.pk).reference in page
    assert "Canary words." not in page
    assert '<span class="nav-count">1<span' in page


def test_arrival_alone_is_no_news(phone, town, shop, member):
    make_report(town, shop, member)
    drain(town)

    page = phone.get(PAGE).content.decode()

    assert "Nothing new about your reports." in page
    assert "No news yet" in page
    assert "nav-count" not in page


def test_read_stays_read_and_what_comes_later_is_new(phone, told, town):
    until = phone.get(PAGE).context["page"].until

    back = phone.post(f"{PAGE}read/", {"until": until}, follow=True)

    assert b"Nothing new" in back.content
    assert b"news-new" not in back.content
    incident = told.link.incident
    triage.assign(incident=incident, version=1, to="Town rangers", by="x", at=LATER)
    drain(town, LATER + timedelta(hours=1))
    again = phone.get(PAGE).content
    assert b"1 new thing" in again
    assert again.count(b"news-new") == 1


def test_marking_never_goes_back_nor_ahead(phone, member, told):
    phone.post(f"{PAGE}read/", {"until": (timezone.now() + timedelta(days=9)).isoformat()})
    first = NoticeReader.objects.get(person=member).read_until
    phone.post(f"{PAGE}read/", {"until": MOMENT.isoformat()})

    assert first <= timezone.now()
    assert NoticeReader.objects.get(person=member).read_until == first


@pytest.mark.parametrize("until", ["", "yesterday", "2026-11-21T10:00:00"])
def test_moment_that_no_page_gave_is_refused(phone, told, until):
    assert phone.post(f"{PAGE}read/", {"until": until}).status_code == 400


def test_colleague_sees_nothing_and_manager_sees_the_business(told, shop, town, boss, make_person):
    colleague = make_person("colleague@example.invalid")
    add_member(
        district=town,
        person=colleague,
        audience=Audience.MEMBER,
        organisation=shop,
        starts_on=date(2024, 1, 1),
        by="test",
        at=MOMENT,
    )
    browser = Client()
    browser.force_login(colleague)

    assert b"Nothing new" in browser.get(PAGE).content
    assert b"1 new thing" in boss.get(PAGE).content


def test_business_next_door_sees_nothing(told, town, make_member):
    new = NewOrganisation(name="Next Door", kind="VOLUNTARY", starts_on=MOMENT.date())
    other = add_organisations(district=town, organisations=[new], by="test", at=MOMENT)[0]
    person = make_member(town, Audience.MANAGER)
    Membership.objects.filter(person=person).update(organisation=other)
    browser = Client()
    browser.force_login(person)

    assert b"Nothing new" in browser.get(PAGE).content


def test_reading_is_recorded_once(phone, told):
    before = AuditEvent.objects.filter(what="news of reports").count()

    phone.get(PAGE)

    assert AuditEvent.objects.filter(what="news of reports").count() == before + 1


def test_long_news_has_pages(phone, town, shop, member, monkeypatch):
    monkeypatch.setattr("incidents.queries.notices.PAGE", 2)
    for minutes in range(3):
        opened(make_report(town, shop, member), MOMENT + timedelta(minutes=minutes))
    drain(town)

    first, second = phone.get(PAGE), phone.get(PAGE, {"page": "2"})

    assert len(first.context["page"].lines) == 2
    assert first.context["page"].has_more
    assert len(second.context["page"].lines) == 1
    assert not second.context["page"].has_more
    assert phone.get(PAGE, {"page": "0"}).status_code == 400


# --- By e-mail ----------------------------------------------------------------------------------


def test_manager_is_mailed_until_they_say_no(boss, manager, town, shop, member):
    page = boss.post(f"{PAGE}email/", {"by_email": "no"}, follow=True)
    assert b"You get no e-mail when a report has a new status." in page.content
    opened(make_report(town, shop, member))
    drain(town)
    assert mail.outbox == []

    boss.post(f"{PAGE}email/", {"by_email": "yes"})
    opened(make_report(town, shop, member), LATER)
    drain(town, LATER + timedelta(hours=1))

    assert [one.to for one in mail.outbox] == [[manager.email]]
    assert AuditEvent.objects.filter(what="news by e-mail chosen").count() == 2


def test_member_is_mailed_once_they_say_yes_and_of_their_own_alone(
    phone, town, shop, member, make_person
):
    phone.post(f"{PAGE}email/", {"by_email": "yes"})
    mine = make_report(town, shop, member, narrative="Canary words.")
    theirs = make_report(town, shop, make_person("other@example.invalid"))
    incident = opened(mine)
    triage.join_report(incident=incident, report=theirs, version=1, by="x", at=MOMENT)
    drain(town)

    letters = [one for one in mail.outbox if one.to == [member.email]]

    text = " ".join(one.subject + one.body for one in letters)
    assert Receipt.objects.get(pk=mine.pk).reference in text
    assert Receipt.objects.get(pk=theirs.pk).reference not in text
    for secret in ("Canary", member.name, member.email, shop.name, "Begging", str(mine.pk)):
        assert secret not in text
    assert "/d/exampleton/news/" in text


def test_who_left_is_mailed_no_more(phone, town, shop, member):
    phone.post(f"{PAGE}email/", {"by_email": "yes"})
    with acting_in(town.pk):
        Membership.objects.filter(person=member).update(ends_on=MOMENT.date())
    opened(make_report(town, shop, member))
    drain(town)

    assert mail.outbox == []


@pytest.mark.parametrize("choice", ["", "perhaps"])
def test_no_choice_is_refused(phone, choice):
    assert phone.post(f"{PAGE}email/", {"by_email": choice}).status_code == 400


def test_saying_the_same_twice_is_one_event(phone):
    for _ in range(2):
        phone.post(f"{PAGE}email/", {"by_email": "yes"})

    assert AuditEvent.objects.filter(what="news by e-mail chosen").count() == 1
