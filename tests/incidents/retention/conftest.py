"""Who and what the tests of this folder begin with."""

from __future__ import annotations

import pytest
from django.test import Client

from incidents.photo_place import photo_folder
from members.audiences import Audience
from tests.incidents.retention.ageing import stored


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return photo_folder()


@pytest.fixture
def photo(sender, report, folder):
    """A photograph of a report, stored at the moment."""
    return stored(sender, report, folder)


@pytest.fixture
def administrator(town, make_member):
    client = Client()
    client.force_login(make_member(town, Audience.ADMINISTRATOR))
    return client


@pytest.fixture
def operations(town, make_member):
    return make_member(town, Audience.OPERATIONS)
