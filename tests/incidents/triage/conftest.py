"""A report that waits, and a browser of operations."""

import pytest
from django.test import Client
from django.utils import timezone

from members.audiences import Audience
from tests.incidents.reporting import report as make_report


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def person(make_person):
    return make_person()


@pytest.fixture
def told(town, shop, person, now):
    return make_report(town, shop, person, at=now)


@pytest.fixture
def operations(town, make_member):
    client = Client()
    client.force_login(make_member(town, Audience.OPERATIONS))
    return client
