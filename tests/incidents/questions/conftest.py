"""Who and what the tests of this folder begin with."""

import pytest
from django.test import Client

from incidents.models import Category
from members.audiences import Audience


@pytest.fixture
def begging(town):
    return Category.objects.get(district=town, code="begging")


@pytest.fixture
def administrator(town, make_member):
    client = Client()
    client.force_login(make_member(town, Audience.ADMINISTRATOR))
    return client
