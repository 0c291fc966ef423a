"""A code that the manager shows, and a device that has used it."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.actions import (
    Enrolment,
    make_code,
)
from tests.members.passes.asking import acted


@pytest.fixture
def code(viewer, bakery):
    shop = acted(bakery, lambda: bakery.premises.get())
    enrolment = Enrolment("Till 1", bakery.pk, shop.pk)
    return make_code(viewer=viewer, enrolment=enrolment, at=timezone.now())


@pytest.fixture
def device(code):
    """A browser that holds a pass."""
    browser = Client()
    browser.post(reverse("members:enrol", args=[code]))
    return browser
