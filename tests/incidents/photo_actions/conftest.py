"""A folder of the test's own, and a report that was accepted."""

from __future__ import annotations

import pytest

from incidents.actions.submitting import submit_report
from incidents.photo_place import photo_folder
from tests.conftest import MOMENT
from tests.incidents.test_submitting import sent


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return photo_folder()


@pytest.fixture
def accepted(sender):
    return submit_report(sender=sender, sent=sent(), at=MOMENT).receipt
