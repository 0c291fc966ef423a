""" "Same as this?" is asked by the page and answered with no more than it must."""

import pytest
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from redis import RedisError

from incidents.handles import report_of
from incidents.models import Receipt
from tests.incidents.alike.near import form
from tests.incidents.conftest import LAT
from tests.incidents.reporting import report as make_report

pytestmark = pytest.mark.django_db


def test_page_learns_kind_rough_place_and_rough_time_and_nothing_else(
    phone, town, shop, person, square
):
    report = make_report(town, shop, person, at=timezone.now(), narrative="Canary", lat=LAT)

    answer = phone.post(reverse("incidents:report_alike", args=["exampleton"]), form())

    ((name, words),) = answer.json()["alike"]
    assert words == "Begging near Example Square, in the last hour"
    assert answer["Cache-Control"] == "no-store"
    assert report_of(name, secrets=[settings.SECRET_KEY], district="exampleton") == report.pk
    told = answer.content.decode()
    reference = Receipt.objects.get(pk=report.pk).reference
    for secret in (str(report.pk), report.pk.hex, "Canary", shop.name, reference, person.email):
        assert secret not in told


@pytest.mark.parametrize(
    "changes",
    [
        {"category": ""},
        {"category": "encampment"},
        {"place": ""},
        {"lng": ""},
        {"lng": "1e309"},
        {"when": "at", "when_at": "tomorrow"},
        {"when": "never"},
    ],
)
def test_half_a_form_is_answered_with_nothing(phone, town, shop, person, changes):
    make_report(town, shop, person, at=timezone.now())

    answer = phone.post(reverse("incidents:report_alike", args=["exampleton"]), form(**changes))

    assert (answer.status_code, answer.json()) == (200, {"alike": []})


def test_thirteenth_question_in_a_minute_is_not_answered(phone, town):
    ask = reverse("incidents:report_alike", args=["exampleton"])

    statuses = [phone.post(ask, form()).status_code for _ in range(13)]

    assert statuses == [200] * 12 + [429]


def test_while_nobody_counts_nobody_asks(phone, town, monkeypatch):
    def away(*_, **__):
        raise RedisError

    monkeypatch.setattr(cache, "add", away)

    answer = phone.post(reverse("incidents:report_alike", args=["exampleton"]), form())

    assert answer.status_code == 429
