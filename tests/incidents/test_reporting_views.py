"""The report page without a browser: who may send, what is kept, what a reference shows."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from incidents.envelopes import sealed_by
from incidents.models import Incident, IncidentReport, OutboxEvent, Receipt, Report
from incidents.sealing import seal_key
from members.access import acting_in
from members.actions import NewOrganisation, NewPremises, add_member, add_organisations
from members.audiences import Audience
from members.ids import new_id
from members.models import DevicePass
from members.passes import hash_of, new_token
from members.senders import Sender
from outreach.models import Sighting
from tests.alternative_sealing import sealed_as_a_browser_does
from tests.conftest import MOMENT, TODAY
from tests.incidents.conftest import LAT, LNG

pytestmark = pytest.mark.django_db

PAGE = "/d/exampleton/report/"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


@pytest.fixture
def bakery(town):
    new = NewOrganisation(
        name="Invented Bakery",
        kind="LEVY_PAYER",
        starts_on=TODAY.replace(year=2020),
        premises=[NewPremises(name="Invented Bakery", street="Example Row", lng=LNG, lat=LAT)],
    )
    return add_organisations(district=town, organisations=[new], by="test", at=MOMENT)[0]


@pytest.fixture
def staff(town, bakery, make_person):
    """Return a maker of members of staff of the bakery."""

    def make(email="staff@example.invalid"):
        person = make_person(email)
        add_member(
            district=town,
            person=person,
            audience=Audience.MEMBER,
            organisation=bakery,
            starts_on=TODAY.replace(year=2020),
            by="test",
            at=MOMENT,
        )
        return person

    return make


@pytest.fixture
def merrily(staff):
    return staff()


@pytest.fixture
def client(merrily):
    signed_in = Client()
    signed_in.force_login(merrily)
    return signed_in


def fields(**changes):
    return {
        "key": str(uuid4()),
        "category": "begging",
        "place": "doorway",
        "when": "now",
    } | changes


def seal(data, person, bakery, *, district="exampleton", **more):
    sender = Sender(bakery.district, bakery.pk, person_id=person.pk)
    content = {"sealed_by": sealed_by(sender), "sealed_at": f"{timezone.now():%FT%TZ}"}
    return sealed_as_a_browser_does(
        data | content | more, seal_key(settings.SECRET_KEY, district), district
    )


def send(client, envelope, address=f"{PAGE}sealed/"):
    return client.post(address, json.dumps(envelope), content_type="application/json")


# --- Who may send ------------------------------------------------------------------------------


def test_stranger_is_told_how_to_begin_and_nothing_of_the_district(town):
    known, unknown = Client().get(PAGE), Client().get("/d/nowhere/report/")

    assert (known.status_code, unknown.status_code) == (403, 403)
    assert known.content == unknown.content
    assert b"Exampleton" not in known.content


def test_start_leads_to_the_senders_own_district(client):
    assert client.get("/report/").url == PAGE
    assert Client().get("/report/").status_code == 403


def test_person_of_another_district_is_a_stranger(client, make_district):
    make_district("neighbour")

    assert client.get("/d/neighbour/report/").status_code == 403


def test_page_shows_own_premises_and_is_kept_by_nobody(client):
    page = client.get(PAGE)

    assert "Invented Bakery, Example Row" in page.content.decode()
    assert page.headers["Cache-Control"] == "no-store"


# --- Without script ----------------------------------------------------------------------------


def test_plain_form_is_one_report_however_often_it_is_sent(client):
    data = fields(words="By the door.", told_police="101", minutes_lost="10", q_manner="asking")

    first, second = client.post(PAGE, data), client.post(PAGE, data)

    report = Report.objects.get()
    reference = Receipt.objects.get().reference
    assert first.url == second.url == f"{PAGE}sent/{reference}/"
    assert (report.narrative, report.told_police, report.minutes_lost) == (
        "By the door.",
        "101",
        10,
    )
    assert report.answers == {"manner": "asking", "spot": "doorway"}
    assert reference in client.get(first.url).content.decode()


def test_doorway_is_the_point_of_the_premises_with_its_accuracy(client):
    client.post(PAGE, fields(place="rear", when="60"))

    report = Report.objects.get()
    assert (round(report.point.x, 6), round(report.point.y, 6)) == (LNG, LAT)
    assert report.accuracy_m == 40
    assert report.premises is not None
    assert timedelta(minutes=59) < report.submitted_at - report.occurred_at < timedelta(minutes=61)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"category": ""}, "Choose what you saw."),
        ({"category": "arson"}, "This scheme does not offer that."),
        ({"place": ""}, "Choose where it was."),
        ({"place": "moon"}, "Choose where it was."),
        ({"place": "named", "place_name": "Nowhere Street"}, "The map has no place of that name."),
        ({"place": "map"}, "Open the map and put the cross"),
        ({"place": "map", "lng": "1e308", "lat": "1"}, "plain decimal number"),
        ({"place": "map", "lng": str(LNG), "lat": "52.2600"}, "outside Exampleton"),
        ({"premises": "999999"}, "Choose one of your own premises."),
        ({"premises": "99999999999999999999"}, "Choose one of your own premises."),
        ({"when": "at"}, "Give the date and time"),
        ({"when": "at", "when_at": "2199-01-01T10:00"}, "That lies in the future."),
        ({"when": "at", "when_at": "2001-01-01T10:00"}, "more than 90 days ago"),
        ({"when": "later"}, "Choose when it was."),
        ({"minutes_lost": "-1"}, "greater than or equal to 0"),
        ({"words": "a\x00b"}, "Control characters cannot be stored."),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_typed_is_lost(client, changes, says):
    page = client.post(PAGE, {"words": "What I typed.", "q_manner": "sitting"} | fields(**changes))

    text = page.content.decode()
    assert page.status_code == 422
    assert says in text
    assert "What I typed." in text or "words" in changes
    assert 'value="sitting" checked' in text
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    "changes", [{"danger": "1"}, {"category": "rough_sleeping_concern", "child": "1"}]
)
def test_danger_and_a_child_are_a_call_and_no_report(client, changes):
    page = client.post(PAGE, fields(**changes))

    assert "Call 999 now" in page.content.decode()
    assert not Receipt.objects.exists()


def test_child_is_asked_of_welfare_alone(client):
    client.post(PAGE, fields(child="1"))

    assert Report.objects.count() == 1


def test_rough_sleeping_goes_to_outreach_with_what_the_person_said(client, town):
    answer = client.post(
        PAGE,
        fields(category="rough_sleeping_concern", asked="SAID_NO", words="Blue bag.", danger=""),
    )

    assert not Report.objects.exists()
    with acting_in(town.pk, Audience.OUTREACH):
        sighting = Sighting.objects.get()
    assert sighting.asked == "SAID_NO"
    assert sighting.place == "In the doorway, Invented Bakery, Example Row. Blue bag."
    assert "Outreach workers are told" in client.get(answer.url).content.decode()


# --- Sealed ------------------------------------------------------------------------------------


def test_sealed_report_arrives_once_and_says_its_reference(client, merrily, bakery):
    envelope = seal(fields(words="Sealed words."), merrily, bakery)

    first, second = send(client, envelope), send(client, envelope)

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert Report.objects.get().narrative == "Sealed words."


def test_what_is_sealed_cannot_be_read(merrily, bakery):
    envelope = seal(fields(words="Canary"), merrily, bakery)

    assert set(envelope) == {"key", "key_name", "point", "nonce", "content"}
    assert "Canary" not in json.dumps(envelope)
    assert len(envelope["content"]) > 1300  # padded, so that its length tells nothing


def test_envelope_under_another_key_or_changed_is_refused(client, merrily, bakery):
    envelope = seal(fields(), merrily, bakery)

    for changed in (
        envelope | {"key": str(uuid4())},
        envelope | {"content": "A" + envelope["content"][1:]},
        envelope | {"nonce": "AAAA"},
        envelope | {"point": "AAAA"},
        envelope | {"key_name": "0" * 16},
        envelope | {"content": "é"},
    ):
        answer = send(client, changed)
        assert answer.status_code == 422
        assert answer.headers["Content-Type"] == "application/problem+json"
    assert not Report.objects.exists()


@pytest.mark.parametrize("body", ["", "[]", "null", "{}", '{"key": 1}', "[" * 100_000])
def test_no_envelope_at_all_is_said_to_be_none(client, body):
    answer = client.post(f"{PAGE}sealed/", body, content_type="application/json")

    assert answer.status_code == 400


def test_stranger_keeps_the_report_and_is_told_to_sign_in(merrily, bakery):
    answer = send(Client(), seal(fields(), merrily, bakery))

    assert answer.status_code == 401
    assert "Sign in" in answer.json()["detail"]


def test_next_user_of_a_till_carries_what_another_sealed_as_theirs(staff, merrily, bakery):
    magnus = Client()
    magnus.force_login(staff("magnus@example.invalid"))
    envelope = seal(fields(), merrily, bakery)

    answer = send(magnus, envelope)
    again = send(magnus, envelope)

    assert (answer.status_code, again.status_code) == (201, 200)
    assert Report.objects.get().reporter_id == merrily.pk


def test_forged_sender_is_refused(client, merrily, bakery):
    envelope = seal(fields(), merrily, bakery, sealed_by="person 1")

    assert send(client, envelope).status_code == 422


def test_leaver_sends_no_more(staff, merrily, bakery):
    magnus = Client()
    magnus.force_login(staff("magnus@example.invalid"))
    envelope = seal(fields(), merrily, bakery)
    type(merrily).objects.filter(pk=merrily.pk).update(is_active=False)

    answer = send(magnus, envelope)

    assert answer.status_code == 422
    assert "no longer sends" in answer.json()["detail"]


@pytest.mark.parametrize("clock", ["1970-01-01T00:00:00Z", "2199-01-01T00:00:00Z", "tea time", ""])
def test_wrong_clock_never_refuses_and_says_the_same_twice(client, merrily, bakery, clock):
    envelope = seal(fields(when="15"), merrily, bakery, sealed_at=clock)

    first, second = send(client, envelope), send(client, envelope)

    report = Report.objects.get()
    assert (first.status_code, second.status_code) == (201, 200)
    assert abs(report.submitted_at - report.occurred_at - timedelta(minutes=15)) < timedelta(
        minutes=1
    )


def test_report_that_waited_two_days_happened_two_days_ago(client, merrily, bakery):
    sealed_at = timezone.now() - timedelta(days=2)
    send(client, seal(fields(when="60"), merrily, bakery, sealed_at=sealed_at.isoformat()))

    report = Report.objects.get()
    assert report.occurred_at == sealed_at - timedelta(hours=1)


def test_refused_report_is_mended_without_its_words_coming_out(client, merrily, bakery):
    key = str(uuid4())
    far = seal(
        fields(key=key, place="map", lng=str(LNG), lat="52.26", words="Canary", police_log="X9"),
        merrily,
        bakery,
    )
    refused = send(client, far)
    form = client.post(f"{PAGE}mend/", {"envelope": json.dumps(far)}).content.decode()
    mended = seal(fields(key=key, carried=json.dumps(far)), merrily, bakery)

    assert refused.status_code == 422
    assert "outside Exampleton" in refused.json()["detail"]
    assert "still sealed" in form
    assert "Canary" not in form
    assert send(client, mended).status_code == 201
    assert (Report.objects.get().narrative, Report.objects.get().police_log) == ("Canary", "X9")


def test_refused_report_is_mended_without_script(client, merrily, bakery):
    key = str(uuid4())
    far = seal(fields(key=key, place="map", words="Canary"), merrily, bakery)

    answer = client.post(PAGE, fields(key=key, carried=json.dumps(far)))

    assert answer.status_code == 302
    assert Report.objects.get().narrative == "Canary"


def test_nobody_else_mends(staff, merrily, bakery):
    magnus = Client()
    magnus.force_login(staff("magnus@example.invalid"))
    far = seal(fields(place="map"), merrily, bakery)

    assert magnus.post(f"{PAGE}mend/", {"envelope": json.dumps(far)}).status_code == 403
    assert magnus.post(f"{PAGE}mend/", {"envelope": "{}"}).status_code == 403


def test_thirty_a_minute_and_the_rest_stays(client, merrily, bakery):
    for _ in range(30):
        assert client.post(PAGE, fields()).status_code == 302

    plain = client.post(PAGE, fields())
    sealed = send(client, seal(fields(), merrily, bakery))

    assert (plain.status_code, sealed.status_code) == (429, 429)
    assert plain.headers["Retry-After"] == sealed.headers["Retry-After"] == "60"
    assert Report.objects.count() == 30


# --- Status by reference -----------------------------------------------------------------------


@pytest.fixture
def reference(client):
    client.post(PAGE, fields(words="Canary"))
    return Receipt.objects.get().reference


def status_of(reference):
    return Client().get(f"/r/{reference}/")


def test_reference_shows_the_status_and_nothing_else(reference, town):
    page = status_of(reference).content.decode()

    assert "Received" in page
    assert not [word for word in ("Canary", "Bakery", "Exampleton", "egging") if word in page]


@pytest.mark.parametrize(
    ("status", "outcome", "word"),
    [
        ("OPEN", "", "Being looked at"),
        ("ASSIGNED", "", "With somebody"),
        ("CLOSED", "ADVISED", "Closed"),
    ],
)
def test_status_is_that_of_the_incident(reference, town, status, outcome, word):
    report = Report.objects.get()
    incident = Incident.objects.create(
        id=new_id(MOMENT),
        district=town,
        category=report.category,
        status=status,
        outcome=outcome,
        opened_at=MOMENT,
    )
    IncidentReport.objects.create(district=town, incident=incident, report=report)

    assert word in status_of(reference).content.decode()


def test_welfare_says_when_outreach_was_told(client, town):
    client.post(PAGE, fields(category="encampment"))
    reference = Receipt.objects.get().reference
    before = status_of(reference).content.decode()
    OutboxEvent.objects.update(done_at=MOMENT)

    assert "Received" in before
    assert "Outreach told" in status_of(reference).content.decode()


def test_unknown_and_malformed_references_look_the_same(reference):
    unknown, malformed = status_of("0000-0000"), status_of("%27 OR 1=1")

    assert (unknown.status_code, malformed.status_code) == (404, 404)
    assert unknown.content == malformed.content


def test_typed_reference_is_read_kindly(reference):
    typed = reference.lower().replace("-", " ").replace("0", "o")

    assert Client().get("/r/", {"reference": typed}).url == f"/r/{reference}/"


def test_guessing_is_slowed_down(reference):
    answers = {status_of("0000-0000").status_code for _ in range(31)}

    assert answers == {404, 429}


# --- The app itself ----------------------------------------------------------------------------


def test_shell_and_what_a_device_keeps_are_the_same_for_everybody(client):
    for address in ("/report/shell/", "/sw.js", "/manifest.webmanifest"):
        mine, anybodys = client.get(address), Client().get(address)

        assert mine.status_code == 200
        assert mine.content == anybodys.content
        assert not [
            word for word in (b"example.invalid", b"Exampleton", b"Bakery") if word in mine.content
        ]


def test_worker_can_be_taken_off_every_device(settings):
    settings.OFFLINE = False

    script = Client().get("/sw.js").content.decode()

    assert "unregister" in script
    assert "indexedDB" not in script


def test_sent_page_is_for_its_sender(reference, staff):
    magnus = Client()
    magnus.force_login(staff("magnus@example.invalid"))

    assert magnus.get(f"{PAGE}sent/{reference}/").status_code == 404
    assert Client().get(f"{PAGE}sent/{reference}/").status_code == 403


# --- A device with a pass ----------------------------------------------------------------------


@pytest.fixture
def held(town, bakery):
    token = new_token()
    with acting_in(town.pk):
        return token, DevicePass.objects.create(
            id=new_id(MOMENT),
            district=town,
            organisation=bakery,
            premises=bakery.premises.get(),
            label="The till",
            token_sha256=hash_of(token),
            made_at=MOMENT,
        )


@pytest.fixture
def till(held):
    browser = Client()
    browser.cookies[settings.PASS_COOKIE_NAME] = held[0]
    return browser


def seal_on(held, data):
    sender = Sender(held.district, held.organisation_id, held.premises_id, device_id=held.pk)
    content = data | {"sealed_by": sealed_by(sender), "sealed_at": f"{timezone.now():%FT%TZ}"}
    return sealed_as_a_browser_does(
        content, seal_key(settings.SECRET_KEY, "exampleton"), "exampleton"
    )


def test_till_reports_from_its_own_premises_without_a_sign_in(till, held):
    assert till.get("/report/").url == PAGE
    sent = till.post(PAGE, fields(place="outside"))

    report = Report.objects.get()
    assert sent.status_code == 302
    assert (report.device, report.reporter_id) == (held[1].pk, None)
    assert report.premises_id == held[1].premises_id


def test_what_a_till_sealed_arrives_as_the_tills_whoever_is_signed_in(till, held, merrily):
    envelope = seal_on(held[1], fields())
    till.force_login(merrily)

    first, second = send(till, envelope), send(till, envelope)

    assert (first.status_code, second.status_code) == (201, 200)
    assert Report.objects.get().device == held[1].pk


def test_till_carries_what_somebody_sealed_before_signing_out(till, merrily, bakery):
    answer = send(till, seal(fields(), merrily, bakery))

    assert answer.status_code == 201
    assert Report.objects.get().reporter_id == merrily.pk


def test_revoked_till_keeps_its_report_and_is_told_so(till, held, make_person):
    envelope = seal_on(held[1], fields())
    with acting_in(held[1].district_id):
        DevicePass.objects.update(revoked_at=MOMENT, revoked_by=make_person("m@example.invalid"))

    assert send(till, envelope).status_code == 401
    assert till.get(PAGE).status_code == 403
    assert not Report.objects.exists()
