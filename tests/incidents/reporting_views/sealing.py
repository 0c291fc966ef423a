"""The form's fields, and how a device seals and sends them."""

from __future__ import annotations

import json
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from incidents.envelopes import sealed_by
from incidents.sealing import seal_key
from members.senders import Sender
from tests.alternative_sealing import sealed_as_a_browser_does

PAGE = "/d/exampleton/report/"


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


def seal_on(held, data):
    sender = Sender(held.district, held.organisation_id, held.premises_id, device_id=held.pk)
    content = data | {"sealed_by": sealed_by(sender), "sealed_at": f"{timezone.now():%FT%TZ}"}
    return sealed_as_a_browser_does(
        content, seal_key(settings.SECRET_KEY, "exampleton"), "exampleton"
    )
