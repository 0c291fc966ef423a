"""A folder of the test's own, a report with a reference, and staff who seal."""

from __future__ import annotations

import pytest

from incidents.models import Receipt
from members.senders import Sender
from tests.incidents.photo_forms.forms import PAGE, fields


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def reference(phone):
    phone.post(PAGE, fields())
    return Receipt.objects.get().reference


@pytest.fixture
def staff(town, shop, member):
    return Sender(town, organisation_id=shop.pk, person_id=member.pk)
