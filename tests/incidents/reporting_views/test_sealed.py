"""What a device sealed: it arrives once, as its sender's, or stays and says why."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from incidents.models import Report
from tests.incidents.conftest import LNG
from tests.incidents.reporting_views.sealing import PAGE, fields, seal, send

pytestmark = pytest.mark.django_db


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
