"""Every page behind the sign-in, by the rules of axe in both themes, and no wider than a phone.

And passkeys, with a virtual authenticator in a real browser: enrolled, and then signed in with.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, Page, expect, sync_playwright

from incidents.actions import triage
from incidents.models import Category, Report
from members.access import acting_in
from members.audiences import Audience
from members.models import Membership
from tests.conftest import MOMENT
from tests.front.conftest import CHROMIUM
from tests.trust.cast import Town, build_town, join

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

_IN: Final = "/d/exampleton/"
_ASKED: Final = f"{_IN}categories/{{category}}/questions/"
_ACCOUNT: Final = (
    "/account/password/change/",
    "/account/2fa/",
    "/account/2fa/totp/deactivate/",
    "/account/2fa/webauthn/",
    "/account/2fa/webauthn/add/",
    "/account/reauthenticate/",
    "/account/logout/",
)
PAGES: Final[dict[Audience | None, tuple[str, ...]]] = {
    None: ("/account/login/", "/account/password/reset/", "/report/", "/r/", "/enrol/"),
    Audience.MEMBER: (f"{_IN}report/", f"{_IN}my-reports/", f"{_IN}news/"),
    Audience.MANAGER: (f"{_IN}people/", f"{_IN}devices/", f"{_IN}devices/new/", f"{_IN}news/"),
    Audience.OPERATIONS: (
        *(f"{_IN}triage/", f"{_IN}triage/?q=nothing", f"{_IN}incidents/{{incident}}/"),
        *(f"{_IN}people/", f"{_IN}people/invite/", f"{_IN}categories/"),
        *(f"{_IN}triage/partners/", f"{_IN}triage/partners/new/"),
    ),
    Audience.ADMINISTRATOR: (
        *(f"{_IN}categories/", f"{_IN}categories/new/", f"{_IN}categories/{{category}}/"),
        *(_ASKED, f"{_ASKED}new/", f"{_ASKED}{{question}}/change/"),
        *(f"{_IN}photos/", f"{_IN}photos/period/"),
        *(f"{_IN}people/", f"{_IN}people/{{membership}}/end/", *_ACCOUNT),
    ),
}


@pytest.fixture(autouse=True)
def _plain_http(settings: Any, monkeypatch: pytest.MonkeyPatch, built: object) -> None:
    settings.SESSION_COOKIE_NAME = "session"  # Browsers refuse `__Host-` over plain http.
    settings.CSRF_COOKIE_NAME = "csrf"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    # Playwright's loop runs in this thread; the queries here never do at the same time.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    cache.clear()


@pytest.fixture
def town() -> Town:
    """A town with one of everything, and an incident with two reports and some news."""
    made = build_town("exampleton")
    with acting_in(made.district.pk):
        report = Report.objects.get()
        made.things["incident"] = triage.open_incident(report=report, by="x", at=MOMENT).pk
        made.things["category"] = Category.objects.get(code="begging").pk
        made.things["membership"] = Membership.objects.earliest("pk").pk
    return made


@pytest.fixture
def chromium_here(live_server: Any) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        connections.close_all()


Visit = Callable[..., Page]


@pytest.fixture
def visit(chromium_here: Browser, live_server: Any) -> Visit:
    """Return an opener of a browser of 390 pixels, signed in or not."""

    def opened(cookie: str | None, **options: Any) -> Page:
        size = {"width": 390, "height": 844}
        context = chromium_here.new_context(base_url=live_server.url, viewport=size, **options)
        if cookie:
            context.add_cookies([{"name": "session", "value": cookie, "url": live_server.url}])
        return context.new_page()

    return opened


def cookie_of(town: Town, audience: Audience | None) -> str | None:
    """Return the session of somebody who is one audience of the town."""
    if audience is None:
        return None
    client = Client()
    email = f"{audience.value.lower()}@cast.invalid"
    client.force_login(join(town.district, audience, email, town.business))
    return client.cookies["session"].value


def faults(page: Page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{page.url} {one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]


@pytest.mark.parametrize("audience", PAGES, ids=str)
def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(
    town: Town, visit: Visit, audience: Audience | None
) -> None:
    page = visit(cookie_of(town, audience))
    wrong: list[str] = []

    for pattern in PAGES[audience]:
        address = pattern.format(**town.things)
        answer = page.goto(address)
        if answer is None or answer.status not in {200, 403}:
            wrong.append(f"{address}: {answer and answer.status}")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            wrong += [f"{scheme} {fault}" for fault in faults(page)]
        if page.evaluate("document.documentElement.scrollWidth") > 390:
            wrong.append(f"{address}: wider than the phone")

    assert wrong == []


def test_passkey_is_enrolled_and_signs_in_as_a_whole(town: Town, visit: Visit) -> None:
    person = join(town.district, Audience.MEMBER, "passkey@example.invalid", town.business)
    with acting_in(town.district.pk):  # a manager, whose second factor the passkey will be
        Membership.objects.filter(person=person).update(audience=Audience.MANAGER)
    page = visit(None)
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto("/account/login/")
    page.get_by_label("Email").fill("passkey@example.invalid")
    page.get_by_label("Password").fill("a long one")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("button", name="Sign out")).to_be_attached()

    page.goto("/account/2fa/webauthn/add/")
    page.get_by_label("Password").fill("a long one")
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Name").fill("This phone")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add").click()
    expect(page).not_to_have_url(re.compile("webauthn/add/$"))

    page.context.clear_cookies()
    page.goto(f"{_IN}people/")
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page).to_have_url(re.compile(f"{_IN}people/$"))
    expect(page.get_by_role("heading", name="People")).to_be_visible()
