"""What a device seals, the server alone opens; every change of it is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from uuid import uuid4

import pytest

from incidents.sealing import Envelope, SealBroken, open_envelope, seal_key
from tests.alternative_sealing import sealed_as_a_browser_does

SECRET = "the secret of an installation"
KEY = str(uuid4())
FIELDS = {"key": KEY, "words": "Café, by the door."}


def envelope(secret: str = SECRET, district: str = "exampleton") -> Envelope:
    parts = sealed_as_a_browser_does(FIELDS, seal_key(secret, district), district)
    return Envelope(parts["key_name"], parts["point"], parts["nonce"], parts["content"])


def opened(sealed: Envelope, **changes: object) -> bytes:
    asked = {"secrets": [SECRET], "district": "exampleton", "client_key": KEY} | changes
    return open_envelope(sealed, **asked)  # type: ignore[arg-type]


def test_what_was_sealed_comes_out_as_it_was() -> None:
    assert json.loads(opened(envelope())) == {"words": "Café, by the door."}


def test_key_of_a_district_is_always_the_same_and_no_other_ones() -> None:
    assert seal_key(SECRET, "exampleton") == seal_key(SECRET, "exampleton")
    assert seal_key(SECRET, "exampleton") != seal_key(SECRET, "neighbour")
    assert seal_key(SECRET, "exampleton") != seal_key("another secret", "exampleton")


def test_two_seals_of_one_report_have_nothing_in_common() -> None:
    first, second = envelope(), envelope()

    assert first.point != second.point
    assert first.content[:40] != second.content[:40]


def test_older_secret_still_opens() -> None:
    assert opened(envelope("an older secret"), secrets=[SECRET, "an older secret"])


@pytest.mark.parametrize(
    "asked",
    [
        {"secrets": ["another secret"]},
        {"district": "neighbour"},
        {"client_key": str(uuid4())},
        {"secrets": []},
    ],
)
def test_nothing_else_opens_it(asked: dict[str, object]) -> None:
    with pytest.raises(SealBroken):
        opened(envelope(), **asked)


@pytest.mark.parametrize(
    "part",
    [
        {"point": ""},
        {"point": "BAAA"},
        {"nonce": ""},
        {"content": ""},
        {"content": "A"},
        {"content": "é"},
        {"content": "AAAA" * 50},
    ],
)
def test_damaged_envelope_says_so(part: dict[str, str]) -> None:
    with pytest.raises(SealBroken, match="damaged"):
        opened(replace(envelope(), **part))
