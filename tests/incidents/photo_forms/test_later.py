"""A photograph is added to one's own report later."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from incidents.models import Photo, Receipt, Report
from members.models import DevicePass
from members.passes import hash_of, new_token
from tests.conftest import MOMENT
from tests.incidents import pictures
from tests.incidents.photo_forms.forms import BROKEN, PAGE, fields, text

pytestmark = pytest.mark.django_db


def added_to(reference):
    return f"{PAGE}sent/{reference}/photo/"


def test_photograph_is_added_to_ones_own_report_and_told_on_its_pages(phone, reference):
    page = phone.get(added_to(reference))
    answer = phone.post(
        added_to(reference), {"key": str(uuid4()), "photo": fields(pictures.jpeg())["photo"]}
    )

    assert reference in text(page)
    assert answer.url == f"{PAGE}sent/{reference}/"
    assert "1 photograph is with it." in text(phone.get(answer.url))
    assert Photo.objects.get().report == Report.objects.get()
    assert added_to(reference) in text(phone.get("/d/exampleton/my-reports/"))


@pytest.mark.parametrize(("photos", "says"), [([], "Choose a photograph."), ([BROKEN], "damaged")])
def test_what_cannot_be_added_is_said(phone, reference, photos, says):
    answer = phone.post(added_to(reference), {"photo": fields(*photos)["photo"]})

    assert answer.status_code == 422
    assert says in text(answer)


def test_nobody_else_adds_and_nothing_is_added_to_a_welfare_report(phone, reference, manager):
    phone.post(PAGE, fields(category="encampment"))
    welfare = Receipt.objects.get(kind=Receipt.Kind.SIGHTING).reference
    boss = Client()
    boss.force_login(manager)

    answers = [
        boss.get(added_to(reference)),
        phone.get(added_to(welfare)),
        phone.get(added_to("0000-0000")),
    ]

    assert [one.status_code for one in answers] == [404, 404, 404]
    assert Client().get(added_to(reference)).status_code == 403


def test_till_adds_to_what_it_sent_itself(town, shop, phone, reference):
    token = new_token()
    DevicePass.objects.create(
        id=uuid4(), district=town, organisation=shop, label="Till", token_sha256=hash_of(token),
        made_at=MOMENT,
    )  # fmt: skip
    till = Client()
    till.cookies[settings.PASS_COOKIE_NAME] = token
    till.post(PAGE, fields())
    own = Receipt.objects.get(device__isnull=False).reference

    answer = till.post(added_to(own), {"photo": fields(pictures.jpeg())["photo"]})

    assert answer.status_code == 302
    assert Photo.objects.get().report.device is not None
    assert till.get(added_to(reference)).status_code == 404
