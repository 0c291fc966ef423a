"""Which rows each audience reaches, of every table that is read row by row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import EmptyResultSet
from django.test import Client
from django.utils import timezone

from incidents.actions import SentReport, submit_report
from incidents.jobs import drain_outbox
from incidents.models import Incident, Notice, Photo, Report
from incidents.views.triage import TRIAGE
from members.access import READING_ENDED, Viewer, acting_in, viewer_of
from members.actions import Enrolment, NewOrganisation, NewPremises, add_organisations, make_code
from members.audiences import Audience
from members.ids import new_id
from members.models import DevicePass, District, Invitation, Membership, Organisation, Premises
from members.passes import hash_of, new_token
from members.permissions import LINKS, links_of, may_admit
from members.senders import Sender
from tests.incidents.conftest import LAT, LNG
from tests.trust.cast import Town, build_town, join, photographed

pytestmark = pytest.mark.django_db

#: What is reached, from all of the district down to nothing. What is not listed is NOTHING.
ALL, SHOP, OWN, NOTHING = "all of it", "the own business's", "one's own", "nothing"
_RUNS: Final = {Audience.OPERATIONS: ALL, Audience.ADMINISTRATOR: ALL, Audience.MANAGER: SHOP}
_CASES: Final = dict.fromkeys(
    (Audience.OPERATIONS, Audience.INTELLIGENCE, Audience.POLICE, Audience.COUNCIL), ALL
)
REACH: Final[dict[Any, dict[Audience, str]]] = {
    Organisation: _RUNS,
    Premises: _RUNS,
    Membership: _RUNS,
    DevicePass: _RUNS,
    Invitation: _RUNS,
    # Whoever is none of these reaches what they have sent themselves.
    Report: dict.fromkeys(Audience, OWN) | _CASES | {Audience.MANAGER: SHOP},
    Incident: _CASES,
    Photo: {Audience.OPERATIONS: ALL, Audience.MANAGER: SHOP, Audience.MEMBER: OWN},
    Notice: {Audience.MANAGER: SHOP, Audience.MEMBER: OWN},
}


@dataclass(frozen=True)
class Scene:
    """A district with two businesses, and of one of them two people; and who sent what."""

    town: Town
    colleague: int
    beyond: Organisation


def build_scene(slug: str = "exampleton") -> Scene:
    """Make a district with something of every kind in two businesses."""
    town = build_town(slug)
    district, at = town.district, timezone.now()
    shop = NewPremises(name="Invented Florist", street="Drapery", lng=LNG, lat=LAT)
    new = NewOrganisation("Invented Florist", "LEVY_PAYER", date(2020, 1, 1), [shop])
    (beyond,) = add_organisations(district=district, organisations=[new], by="test", at=at)
    colleague = join(district, Audience.MEMBER, f"colleague@{slug}.invalid", town.business)
    florist = join(district, Audience.MEMBER, f"florist@{slug}.invalid", beyond)
    join(district, Audience.POLICE, f"constable@{slug}.invalid", None)  # of no business
    with acting_in(district.pk):
        for organisation, person in ((town.business, colleague), (beyond, florist)):
            _something_of(district, organisation, person.pk)
    drain_outbox()  # makes the news
    return Scene(town, colleague.pk, beyond)


def _something_of(district: District, organisation: Organisation, person_id: int) -> None:
    at = timezone.now()
    sent = SentReport(uuid4(), "begging", LNG, LAT, occurred_at=at - timedelta(minutes=5))
    sender = Sender(district, organisation.pk, person_id=person_id)
    photographed(sender, None)  # no report names it yet
    photographed(sender, submit_report(sender=sender, sent=sent, at=at).receipt.pk)
    viewer = Viewer(person_id, district, Audience.MANAGER, organisation.pk)
    make_code(viewer=viewer, enrolment=Enrolment("Till", organisation.pk), at=at)
    DevicePass.objects.create(
        id=new_id(at), district=district, organisation=organisation, label="Till",
        token_sha256=hash_of(new_token()), made_at=at,
    )  # fmt: skip
    Invitation.objects.create(
        id=new_id(at), district=district, organisation=organisation,
        audience=Audience.MEMBER.value, email=f"invited-{organisation.pk}@example.invalid",
        token_sha256=hash_of(new_token()), made_at=at, expires_at=at + timedelta(days=7),
    )  # fmt: skip


def of_business(model: Any) -> str:
    return {Organisation: "pk", Photo: "report__organisation"}.get(model, "organisation")


def of_person(model: Any) -> str:
    return {Report: "reporter"}.get(model, "report__reporter")


def expected(model: Any, scene: Scene, audience: Audience) -> set[Any]:
    """Return the keys that an audience should reach, by the table above."""
    every = model.objects.filter(district=scene.town.district)
    if model is Photo:
        every = every.filter(report__isnull=False)
    match REACH[model].get(audience, NOTHING):
        case "all of it":
            return set(every.values_list("pk", flat=True))
        case "the own business's":
            mine = every.filter(**{of_business(model): scene.town.business.pk})
        case "one's own":
            mine = every.filter(**{of_person(model): scene.colleague})
        case _:
            return set()
    return set(mine.values_list("pk", flat=True))


def wrong_reaches(scene: Scene) -> list[str]:
    """Return where somebody reaches more or less than the table says, or another district."""
    wrong = []
    district = scene.town.district
    for audience in Audience:
        viewer = Viewer(scene.colleague, district, audience, scene.town.business.pk)
        homeless = Viewer(scene.colleague, district, audience, None)
        with acting_in(district.pk, audience, person_id=scene.colleague):
            for model in REACH:
                found = model.objects.visible_to(viewer)
                if set(found.values_list("pk", flat=True)) != expected(model, scene, audience):
                    wrong.append(f"{audience}: {model.__name__}")
                if not _names_its_district(found):
                    wrong.append(f"{audience}: {model.__name__} of any district")
                if REACH[model].get(audience) == SHOP and _reaches_a_business(model, homeless):
                    wrong.append(f"{audience}: {model.__name__} without a business")
    return wrong


def _names_its_district(found: Any) -> bool:
    """Tell whether a query keeps to a district by itself: the policies are a second wall."""
    try:
        where = str(found.query).partition(" WHERE ")[2]
    except EmptyResultSet:
        return True
    return '."district_id" = ' in where


def _reaches_a_business(model: Any, homeless: Viewer) -> bool:
    """Tell whether a manager of no business reaches what they have not sent themselves."""
    found = model.objects.visible_to(homeless)
    if model in {Report, Photo}:
        found = found.exclude(**{of_person(model): homeless.person_id})
    return bool(found.exists())


def wrong_doors(town: Town) -> list[str]:
    """Return where somebody gets in who should have been asked for more first."""
    slug = town.district.slug
    person = join(town.district, Audience.OPERATIONS, f"door@{slug}.invalid", None)
    with acting_in(town.district.pk):
        memberships = list(Membership.objects.filter(person=person).select_related("district"))
    wrong = []
    other = join(town.district, Audience.COUNCIL, f"council@door.{slug}.invalid", None)
    if _door(other, slug) != 404:
        wrong.append("another audience gets in")
    if viewer_of(memberships, "elsewhere", TRIAGE):
        wrong.append("a membership opens any district")
    if viewer_of(memberships, slug, frozenset({Audience.POLICE})):
        wrong.append("a membership opens what is for another audience")
    for what, status, kept in (
        ("whole", 200, {}),
        ("idle", 302, {READING_ENDED: True}),
        ("no second factor", 302, {"account_authentication_methods": []}),
    ):
        if (found := _door(person, slug, kept)) != status:
            wrong.append(f"{what}: {found}")
    Authenticator.objects.filter(user=person).delete()
    kept = {
        "account_authentication_methods": [{"method": "mfa", "at": 0}],
        "account_authentication_methods_user": str(person.pk),
    }
    if _door(person, slug, kept) != 302:
        wrong.append("a second factor that was taken away still counts")
    return wrong


def _door(person: Any, slug: str, kept: Any = None) -> int:
    """Return what somebody with things in their session is told at the door of triage."""
    browser = Client(raise_request_exception=False)
    browser.force_login(person)
    session = browser.session
    session.update(kept or {})
    session.save()
    return browser.get(f"/d/{slug}/triage/").status_code


def wrong_tables() -> list[str]:
    """Return what the tables of permissions give to somebody who is not listed."""
    wrong = [one.value for one in Audience if one not in {Audience.MANAGER, Audience.OPERATIONS,
             Audience.ADMINISTRATOR} and may_admit(one)]  # fmt: skip
    for audience in Audience:
        for link in links_of(audience, of_a_business=False):
            if audience not in link.audiences or link.needs_business:
                wrong.append(f"{audience}: {link.words}")
    assert any(link.needs_business for link in LINKS)
    return wrong


def test_everybody_reaches_what_the_table_says_and_nothing_else() -> None:
    assert wrong_reaches(build_scene()) == []


def test_nobody_gets_in_who_should_be_asked_for_more_first() -> None:
    assert wrong_doors(build_town("exampleton")) == []


def test_nobody_is_given_what_no_table_lists() -> None:
    assert wrong_tables() == []


def test_every_model_that_is_read_row_by_row_is_in_the_table() -> None:
    with_scope = {
        model
        for model in (Report, Incident, Photo, Notice, *Organisation._meta.apps.get_models())
        if hasattr(getattr(model, "objects", None), "visible_to")
    }

    assert with_scope == set(REACH)
