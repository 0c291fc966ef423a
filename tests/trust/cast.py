"""Everybody who could ask, and something of every kind to ask for, in two towns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from secrets import token_hex
from typing import Any, Final
from uuid import UUID, uuid4

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.utils import encrypt
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hotspots.models import FundingPlan, Pulse
from incidents.actions import SentReport, submit_report
from incidents.models import Bearer, BearerList, Incident, Photo
from incidents.photo_place import photo_folder
from members.access import Viewer, acting_in
from members.actions import (
    Enrolment,
    NewOrganisation,
    NewPremises,
    add_member,
    add_organisations,
    add_person,
    make_code,
)
from members.actions.training import record_session
from members.audiences import SECOND_FACTOR, Audience
from members.ids import new_id
from members.models import DevicePass, District, Invitation, Membership, Organisation, Person
from members.passes import hash_of, new_token
from members.permissions import MAY_BE_OF_A_BUSINESS
from members.senders import Sender
from tests.incidents.conftest import LAT, LNG, open_town

#: Signed out and without a pass. Everybody else is named as their audience is.
STRANGER: Final = "STRANGER"
EVERYBODY: Final = (STRANGER, *(one.value for one in Audience))

#: What an address can name beyond the district, where nothing has that name.
MISSING: Final[dict[str, Any]] = {
    "district": "no-such-town",
    "membership": 2**62,
    "invitation": UUID(int=1),
    "device": UUID(int=1),
    "report": UUID(int=1),
    "incident": UUID(int=1),
    "category": 2**62,
    "question": "no-such-question",
    "bearer": 2**31 - 1,
    "plan": UUID(int=1),
    "pulse": "no-such-town--0000",
    "session": UUID(int=1),
    "photo": UUID(int=1),
    "file": UUID(int=1),
    "size": "small",
    "reference": "0000-0000",
    "code": "0000-0000-0000-0000",
    "token": "x" * 43,
    "pk": 2**62,
    "key": "x",
    "uidb36": "1",
}


@dataclass(frozen=True)
class Town:
    """One district with a business, and the names of its things in addresses."""

    district: District
    business: Organisation
    viewer: Viewer
    things: dict[str, Any]


def build_town(slug: str) -> Town:
    """Make a district with one of everything that an address can name."""
    now = timezone.now()
    district = open_town(
        District.objects.create(
            slug=slug, name=slug.title(), force="northamptonshire", created_at=now
        )
    )
    shop = NewPremises(name="Invented Bakery", street="Drapery", lng=LNG, lat=LAT)
    new = NewOrganisation("Invented Bakery", "LEVY_PAYER", date(2020, 1, 1), [shop])
    business = add_organisations(district=district, organisations=[new], by="test", at=now)[0]
    staff = join(district, Audience.MEMBER, f"staff@{slug}.invalid", business)
    viewer = Viewer(staff.pk, district, Audience.MANAGER, business.pk)
    with acting_in(district.pk):
        things = {
            "district": slug,
            "membership": Membership.objects.get(person=staff).pk,
            "code": make_code(viewer=viewer, enrolment=Enrolment("Till", business.pk), at=now),
            **_invited(district, business),
            **_reported(district, business, staff),
            "plan": _planned(district),
            "pulse": _asked(district),
            "session": _trained(district, business),
        }
    return Town(district, business, viewer, things | {"device": _device_of(viewer)})


def join(
    district: District, audience: Audience, email: str, business: Organisation | None
) -> Person:
    """Make a person who is one audience of a district."""
    now = timezone.now()
    person = add_person(email=email, name="An invented person", password="a long one", at=now)
    add_member(
        district=district,
        person=person,
        audience=audience,
        organisation=business if audience in MAY_BE_OF_A_BUSINESS else None,
        starts_on=date(2020, 1, 1),
        by="test",
        at=now,
    )
    if audience in SECOND_FACTOR:
        secret = {"secret": encrypt(generate_totp_secret())}
        Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data=secret)
    return person


def _invited(district: District, business: Organisation) -> dict[str, Any]:
    now, token = timezone.now(), new_token()
    invitation = Invitation.objects.create(
        id=new_id(now),
        district=district,
        organisation=business,
        audience=Audience.MEMBER.value,
        email=f"invited@{district.slug}.invalid",
        token_sha256=hash_of(token),
        made_at=now,
        expires_at=now + timedelta(days=7),
    )
    return {"invitation": invitation.pk, "token": token}


def _reported(district: District, business: Organisation, staff: Person) -> dict[str, Any]:
    now = timezone.now()
    sent = SentReport(client_key=uuid4(), category="begging", lng=LNG, lat=LAT, occurred_at=now)
    sender = Sender(district, business.pk, person_id=staff.pk)
    receipt = submit_report(sender=sender, sent=sent, at=now).receipt
    photo = photographed(sender, receipt.pk)
    incident = Incident.objects.create(
        id=new_id(now),
        district=district,
        category=district.category_set.get(code="begging"),
        status=Incident.Status.OPEN,
        opened_at=now,
    )
    return {
        "report": receipt.pk,
        "reference": receipt.reference,
        "incident": incident.pk,
        "category": incident.category_id,
        "question": "manner",
        "bearer": _partner(district),
        "photo": photo.pk,
    }


def _partner(district: District) -> int:
    """Add a partner that only this district has, so that its number says whose it is."""
    number = 2 * district.pk + 100
    newest = BearerList.objects.get(district=district)
    Bearer.objects.create(
        district=district, list=newest, number=number, name="Invented team", position=99
    )
    return number


def photographed(sender: Sender, report_id: UUID | None) -> Photo:
    """Return a photograph of a report, with files of a few bytes that nobody decodes."""
    now = timezone.now()
    photo = Photo.objects.create(
        id=new_id(now),
        district=sender.district,
        reporter_id=sender.person_id,
        device=sender.device_id,
        report_id=report_id,
        client_key=uuid4(),
        body_sha256="0" * 64,
        sha256="0" * 64,
        size=5,
        width=1,
        height=1,
        stored_at=now,
    )
    photo_folder().put(sender.district.pk, photo.pk, large=b"large", small=b"small")
    return photo


def _planned(district: District) -> UUID:
    """Draft a funding plan without control towns; it can be looked at and saved, not frozen."""
    now = timezone.now()
    plan = FundingPlan.objects.create(
        id=new_id(now),
        district=district,
        funder="Invented Commissioner",
        amount=85_000,
        share=85,
        promise="Less trouble than elsewhere.",
        before_start=date(2023, 1, 1),
        after_start=date(2025, 1, 1),
        after_end=date(2026, 1, 1),
        categories=["anti-social-behaviour"],
        outlook={"lines": None, "why_not": "No records.", "missing": [], "months": 0, "of": 24},
        made_at=now,
        changed_at=now,
        changed_by="test",
    )
    return plan.pk


def _asked(district: District) -> str:
    """Open a round of the survey with one place, and return what stands in its address."""
    now = timezone.now()
    pulse = Pulse.objects.create(
        id=new_id(now),
        district=district,
        token=token_hex(8),
        opens_on=now.date() - timedelta(days=1),
        closes_on=now.date() + timedelta(days=9),
        places=[{"cell": "89195d28d0fffff", "name": "Drapery"}],
        made_at=now,
        made_by="test",
    )
    return f"{district.slug}--{pulse.token}"


def _trained(district: District, business: Organisation) -> UUID:
    """Record a training session to which somebody came."""
    now = timezone.now()
    return record_session(
        district=district,
        held_on=now.date(),
        subject="How to report",
        people={business.pk: 2},
        by="test",
        at=now,
    ).pk


def _device_of(viewer: Viewer) -> UUID:
    enrolled(viewer)
    with acting_in(viewer.district.pk):
        return DevicePass.objects.get().pk


def enrolled(viewer: Viewer) -> Client:
    """Return a browser that holds a pass of the viewer's business, and no sign-in."""
    assert viewer.organisation_id is not None
    enrolment = Enrolment("Till", viewer.organisation_id)
    code = make_code(viewer=viewer, enrolment=enrolment, at=timezone.now())
    browser = Client(raise_request_exception=False)
    browser.post(reverse("members:enrol", args=[code]))
    return browser


def browsers(town: Town) -> dict[str, Client]:
    """Return a browser for everybody: people of the town, a device of it, and a stranger."""
    found = {STRANGER: Client(raise_request_exception=False)}
    for audience in Audience:
        if audience is Audience.DEVICE:
            found[audience.value] = enrolled(town.viewer)
            continue
        email = f"{audience.value.lower()}@cast.invalid"
        browser = Client(raise_request_exception=False)
        browser.force_login(join(town.district, audience, email, town.business))
        found[audience.value] = browser
    return found


def is_about(browser: Client) -> None:
    """Let somebody who is signed in count as seen for the next day.

    Otherwise every request writes the sign of life down anew, and a test that undoes what each
    request does writes it every time.
    """
    session = browser.session
    if session.session_key:
        session["seen_at"] = (timezone.now() + timedelta(days=1)).timestamp()
        session.save()
