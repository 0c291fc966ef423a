"""Somebody who reports, and a place with a name."""

import pytest
from django.core.cache import cache

from layers.models import PlaceName
from tests.incidents.alike.near import METRE
from tests.incidents.conftest import LAT, LNG


@pytest.fixture(autouse=True)
def _nobody_counts():
    cache.clear()


@pytest.fixture
def person(make_person):
    return make_person()


@pytest.fixture
def square(town):
    return PlaceName.objects.create(
        district=town, name="Example Square", kind="SQUARE", source="invented",
        point=f"SRID=4326;POINT({LNG} {LAT + 30 * METRE})",
    )  # fmt: skip
