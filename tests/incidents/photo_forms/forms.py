"""The form with photographs, plain and sealed."""

from __future__ import annotations

import json
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from incidents.envelopes import SEALED_PHOTO, sealed_by
from incidents.sealing import seal_key
from tests.alternative_sealing import sealed_as_a_browser_does, sealed_photo_as_a_browser_does
from tests.incidents import pictures
from tests.incidents.conftest import LAT, LNG

PAGE = "/d/exampleton/report/"
BROKEN = b"\xff\xd8\xff\xe0" + b"no picture " * 20


def fields(*photos, name="IMG_1.jpg", **changes):
    files = [SimpleUploadedFile(name, one, "image/jpeg") for one in photos]
    return {
        "key": str(uuid4()),
        "category": "begging",
        "place": "map",
        "lng": str(LNG),
        "lat": str(LAT),
        "when": "now",
        "photo": files,
    } | changes


def text(answer):
    return answer.content.decode()


def sealed(staff, **changes):
    plain = {name: one for name, one in fields(**changes).items() if name != "photo"}
    content = plain | {"sealed_by": sealed_by(staff), "sealed_at": f"{timezone.now():%FT%TZ}"}
    key = seal_key(settings.SECRET_KEY, "exampleton")
    return sealed_as_a_browser_does(content, key, "exampleton")


def photographed(phone, staff, width=120):
    """Send one sealed photograph and return its key."""
    key = str(uuid4())
    district = (seal_key(settings.SECRET_KEY, "exampleton"), "exampleton")
    photo = sealed_photo_as_a_browser_does(pictures.jpeg(width), key, sealed_by(staff), *district)
    assert pictures.send(phone, photo, key, content_type=SEALED_PHOTO).status_code == 201
    return key


def post(phone, envelope, **more):
    address = f"{PAGE}sealed/"
    return phone.post(address, json.dumps(envelope | more), content_type="application/json")
