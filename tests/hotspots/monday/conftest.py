"""A district whose last week has been analysed, and somewhere to keep its files."""

from __future__ import annotations

from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.utils import encrypt

from hotspots.actions import build_week
from hotspots.models import Analysis
from members.access import acting_in
from members.actions import add_member
from members.audiences import SECOND_FACTOR, Audience
from tests.hotspots.weekly.conftest import MONDAY, WEEK, northampton, send, shops

__all__ = ["northampton", "send", "shops"]


@pytest.fixture(autouse=True)
def kept(settings, tmp_path):
    """Keep files where they are gone after the test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def reported(send):
    """Send a year's worth of quiet weeks, and one busy one."""
    for number in range(4):
        send([1 + 3 * back + number for back in range(8)], shop=number)
    send([0] * 9)


@pytest.fixture
def analysis(northampton, reported) -> Analysis:
    return build_week(district=northampton, week=WEEK, by="test", at=MONDAY).analysis


@pytest.fixture
def enlist(northampton, make_person):
    """Return a maker of people who belong to the district as some audience."""

    def maker(email: str, audience: Audience, organisation=None):
        person = make_person(email)
        with acting_in(northampton.pk):
            add_member(
                district=northampton,
                person=person,
                audience=audience,
                organisation=organisation,
                starts_on=date(2026, 1, 1),
                by="test",
                at=MONDAY,
            )
        if audience in SECOND_FACTOR:
            Authenticator.objects.create(
                user=person,
                type=Authenticator.Type.TOTP,
                data={"secret": encrypt(generate_totp_secret())},
            )
        return person

    return maker
