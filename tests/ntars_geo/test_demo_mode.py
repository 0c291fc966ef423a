"""The demo's passwords are public, so it answers this machine alone."""

import pytest
from django.conf import settings

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["192.168.1.20", "8.8.8.8", "2001:db8::1", "10.0.0.1"])
def test_demo_refuses_other_machines(client, address, monkeypatch):
    monkeypatch.setattr(settings, "DEMO", True)

    assert client.get("/", REMOTE_ADDR=address).status_code == 403


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1", ""])
def test_demo_answers_this_machine(client, address, monkeypatch):
    monkeypatch.setattr(settings, "DEMO", True)

    assert client.get("/", REMOTE_ADDR=address).status_code == 200


def test_the_real_thing_answers_everybody(client, monkeypatch):
    monkeypatch.setattr(settings, "DEMO", False)

    assert client.get("/", REMOTE_ADDR="192.168.1.20").status_code == 200
