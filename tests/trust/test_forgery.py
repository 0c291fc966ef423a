"""P33: another site cannot make a browser change anything, whoever is signed in there."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from members.audiences import Audience
from tests.trust.cast import MISSING, Town, build_town, enrolled, join
from tests.trust.matrix import routes

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def town() -> Town:
    return build_town("exampleton")


def victims(town: Town) -> list[Client]:
    """Return a browser with a sign-in and one with a pass, both with tokens of their own."""
    manager = Client(enforce_csrf_checks=True)
    manager.force_login(join(town.district, Audience.MANAGER, "m@cast.invalid", town.business))
    device = Client(enforce_csrf_checks=True)
    device.cookies.update(enrolled(town.viewer).cookies)
    for browser in (manager, device):
        browser.get(reverse("account_login"))
    return [manager, device]


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "null"}, {"Origin": "https://evil.invalid"}, {"X-CSRFToken": "a" * 64}],
    ids=["no token", "no origin", "another site", "another token"],
)
def test_nothing_changes_without_the_pages_own_token(town: Town, headers: dict[str, str]) -> None:
    let_in = []

    for browser in victims(town):
        for route in routes().values():
            named = {name: {**MISSING, **town.things}[name] for name in route.takes}
            answer = browser.post(
                reverse(route.name, kwargs=named), data="{}", headers=headers,
                content_type="application/json",
            )  # fmt: skip
            # The interface says 401 to a sign-in that it does not take; nothing at its root.
            if answer.status_code not in {401, 403} and route.name != "api:api-root":
                let_in.append((route.name, answer.status_code))

    assert let_in == []
