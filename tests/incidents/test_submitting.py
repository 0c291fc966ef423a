"""One report: accepted whole, once, with everything it owes; or refused with a sentence."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connections

from incidents import actions
from incidents.actions import SentReport, submit_report
from incidents.models import OutboxEvent, Photo, Receipt, Report
from incidents.references import as_reference
from members.access import acting_in
from members.actions import NewOrganisation, add_organisations
from members.audiences import Audience
from members.ids import new_id
from members.models import AuditEvent
from members.senders import Sender
from outreach.models import Sighting
from tests.conftest import MOMENT
from tests.incidents.conftest import LAT, LNG, open_town

pytestmark = pytest.mark.django_db


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


def test_report_is_stored_with_its_receipt_audit_event_and_what_it_owes(sender):
    accepted = submit_report(sender=sender, sent=sent(narrative="By the door."), at=MOMENT)

    report = Report.objects.get()
    owed = OutboxEvent.objects.get()
    assert accepted.is_new
    assert (report.pk, owed.subject) == (accepted.receipt.pk, accepted.receipt.pk)
    assert owed.kind == OutboxEvent.Kind.REPORT_ACCEPTED
    assert report.narrative == "By the door."
    assert AuditEvent.objects.filter(what="report accepted").count() == 1
    assert as_reference(accepted.receipt.reference) == accepted.receipt.reference


def test_same_key_and_content_is_the_same_report(sender):
    message = sent()
    first = submit_report(sender=sender, sent=message, at=MOMENT)

    again = submit_report(sender=sender, sent=message, at=MOMENT + timedelta(days=2))

    assert (first.is_new, again.is_new) == (True, False)
    assert again.receipt == first.receipt
    assert (Report.objects.count(), OutboxEvent.objects.count()) == (1, 1)


def test_same_key_with_other_content_is_refused(sender):
    message = sent()
    submit_report(sender=sender, sent=message, at=MOMENT)

    with pytest.raises(actions.KeyReused):
        submit_report(sender=sender, sent=replace(message, narrative="Other."), at=MOMENT)

    assert Report.objects.count() == 1


def test_same_key_of_another_sender_is_another_report(sender):
    message = sent()
    submit_report(sender=sender, sent=message, at=MOMENT)
    till = replace(sender, person_id=None, device_id=uuid4())

    submit_report(sender=till, sent=message, at=MOMENT)

    assert Report.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "refusal", "sentence"),
    [
        ({"category": "asb"}, actions.UnknownCategory, "does not offer"),
        ({"photos": (UUID(int=1),)}, actions.PhotoNotYours, "Add it again"),
        ({"lng": 0.0, "lat": 0.0}, actions.OutsideDistrict, "far outside"),
        ({"lng": LAT, "lat": LNG}, actions.OutsideDistrict, "look swapped"),
        (
            {"lng": LNG + 0.0064},
            actions.OutsideDistrict,
            r"\d+ metres outside .* to the west",
        ),
        ({"lat": LAT + 0.02}, actions.OutsideDistrict, r"1\.\d km outside .* to the south"),
        (
            {"category": "encampment", "photos": (UUID(int=1),)},
            actions.WelfareTakesNoPhoto,
            "no photograph",
        ),
    ],
)
def test_refusal_is_a_sentence_and_stores_nothing(sender, changes, refusal, sentence):
    with pytest.raises(refusal, match=sentence):
        submit_report(sender=sender, sent=sent(**changes), at=MOMENT)

    assert not Report.objects.exists()
    assert not Receipt.objects.exists()
    assert not OutboxEvent.objects.exists()


@pytest.mark.parametrize(("east_m", "inside"), [(0.0, True), (4.5, True), (6.0, False)])
def test_pin_within_five_metres_of_the_boundary_counts(sender, east_m, inside):
    edge = LNG + 0.005
    pin = edge + east_m / 68_300  # metres in a degree of longitude here

    if inside:
        assert submit_report(sender=sender, sent=sent(lng=pin), at=MOMENT).is_new
    else:
        with pytest.raises(actions.OutsideDistrict):
            submit_report(sender=sender, sent=sent(lng=pin), at=MOMENT)


def test_welfare_report_goes_to_outreach_and_leaves_only_a_receipt(sender, town):
    accepted = submit_report(sender=sender, sent=sent(category="rough_sleeping_concern"), at=MOMENT)

    assert not Report.objects.exists()
    assert not Sighting.objects.exists(), "the sender's district role cannot read it back"
    assert accepted.receipt.kind == Receipt.Kind.SIGHTING
    with acting_in(town.pk, Audience.OUTREACH):
        assert Sighting.objects.get().pk == accepted.receipt.pk


def test_welfare_report_sent_again_is_one_sighting(sender, town):
    message = sent(category="encampment")
    submit_report(sender=sender, sent=message, at=MOMENT)

    again = submit_report(sender=sender, sent=message, at=MOMENT)

    assert not again.is_new
    with acting_in(town.pk, Audience.OUTREACH):
        assert Sighting.objects.count() == 1


def photo_of(sender, **changes):
    return Photo.objects.create(
        **{
            "id": new_id(MOMENT),
            "district": sender.district,
            "reporter_id": sender.person_id,
            "device": sender.device_id,
            "client_key": uuid4(),
            "body_sha256": "0" * 64,
            "sha256": "0" * 64,
            "size": 1,
            "width": 1,
            "height": 1,
            "stored_at": MOMENT,
        }
        | changes
    )


def test_photographs_are_claimed_with_the_report(sender):
    photo = photo_of(sender)

    accepted = submit_report(sender=sender, sent=sent(photos=(photo.pk,)), at=MOMENT)

    photo.refresh_from_db()
    assert photo.report_id == accepted.receipt.pk


def test_photograph_of_somebody_else_or_already_claimed_is_refused(sender):
    stranger = photo_of(sender, reporter_id=None, device=uuid4())
    taken = photo_of(sender)
    submit_report(sender=sender, sent=sent(photos=(taken.pk,)), at=MOMENT)

    for photo in (stranger, taken):
        with pytest.raises(actions.PhotoNotYours):
            submit_report(sender=sender, sent=sent(photos=(photo.pk,)), at=MOMENT)

    assert Report.objects.count() == 1


def test_flood_is_stopped_and_what_was_accepted_stays(sender):
    for _ in range(30):
        submit_report(sender=sender, sent=sent(), at=MOMENT)

    with pytest.raises(actions.TooManyReports):
        submit_report(sender=sender, sent=sent(), at=MOMENT)
    submit_report(sender=sender, sent=sent(), at=MOMENT + timedelta(minutes=1))

    assert Report.objects.count() == 31


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_eight_at_once_with_one_key_make_one_report(make_district, make_person):
    town = open_town(make_district())
    new = NewOrganisation(name="Invented Bakery", kind="LEVY_PAYER", starts_on=date(2020, 1, 1))
    (shop,) = add_organisations(district=town, organisations=[new], by="test", at=MOMENT)
    sender = Sender(town, organisation_id=shop.pk, person_id=make_person().pk)
    message = sent()

    def send(_):
        try:
            return submit_report(sender=sender, sent=message, at=MOMENT).is_new
        except actions.StillInFlight:
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))

    assert answers.count(True) == 1
    with acting_in(town.pk):
        assert Report.objects.count() == 1
