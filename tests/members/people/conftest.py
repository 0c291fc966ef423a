"""A browser of the bakery's manager, and the link of an invitation."""

import re

import pytest
from django.core import mail
from django.utils import timezone

from members.actions import Asked, invite
from members.audiences import Audience


@pytest.fixture
def managed(client, manager):
    """A browser in which the bakery's manager is signed in."""
    client.force_login(manager)
    return client


@pytest.fixture
def link(viewer, bakery, django_capture_on_commit_callbacks):
    """The address in the e-mail of an invitation."""
    asked = Asked(["new@example.invalid"], Audience.MEMBER, bakery.pk)
    with django_capture_on_commit_callbacks(execute=True):
        invite(viewer=viewer, asked=asked, at=timezone.now())
    (found,) = re.findall(r"http://127.0.0.1:8000(/invited/\S+)", mail.outbox[-1].body)
    return found
