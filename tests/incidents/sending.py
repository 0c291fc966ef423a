"""Reports as a browser sends them."""

import json
from uuid import uuid4

from tests.incidents.conftest import LAT, LNG

URL = "/api/v1/reports"


def body(**changes):
    return {
        "district": "exampleton",
        "category": "begging",
        "lng": LNG,
        "lat": LAT,
        "occurred_at": "2026-11-01T21:15:00Z",
    } | changes


def post(client, content, key=None, **headers):
    content = content if isinstance(content, bytes | str) else json.dumps(content)
    return client.post(
        URL,
        content,
        content_type=headers.pop("content_type", "application/json"),
        headers={"Idempotency-Key": str(key or uuid4())} | headers,
    )
