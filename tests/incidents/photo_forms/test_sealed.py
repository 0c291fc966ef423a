"""A sealed report names its photographs by their keys."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from incidents.models import Report
from tests.incidents.photo_forms.forms import photographed, post, sealed

pytestmark = pytest.mark.django_db


def test_seal_names_its_photographs_by_their_keys(phone, staff):
    keys = [photographed(phone, staff, width) for width in (100, 110)]
    envelope = sealed(staff, photos=" ".join(keys))

    first, again = post(phone, envelope), post(phone, envelope)

    assert (first.status_code, again.status_code) == (201, 200)
    assert {str(one.client_key) for one in Report.objects.get().photos.all()} == set(keys)


def test_photograph_that_was_thrown_away_is_a_field_of_the_problem(phone, staff):
    answer = post(phone, sealed(staff, photos=str(uuid4())))

    assert answer.status_code == 422
    assert answer.json()["fields"][0]["field"] == "photos"


def test_photograph_can_be_left_out_and_none_be_put_in(phone, staff):
    key, other = photographed(phone, staff), photographed(phone, staff, 130)
    envelope = sealed(staff, photos=f"{key} {uuid4()}")
    missing = str(uuid4())

    assert post(phone, envelope, photos=other).status_code == 400
    assert post(phone, envelope, without=missing).status_code == 422
    gone = sealed(staff, photos=f"{key} {missing}")
    assert post(phone, gone, without=missing).status_code == 201
    assert [str(one.client_key) for one in Report.objects.get().photos.all()] == [key]


def test_mended_report_keeps_its_photographs_and_adds_to_them(phone, staff):
    first, second = photographed(phone, staff), photographed(phone, staff, 130)
    far = sealed(staff, photos=first, lat="52.2600")
    assert post(phone, far).status_code == 422

    mended = sealed(staff, key=far["key"], carried=json.dumps(far), photos=second)

    assert post(phone, mended).status_code == 201
    assert {str(one.client_key) for one in Report.objects.get().photos.all()} == {first, second}
