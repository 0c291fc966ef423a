"""What every response carries."""

import logging
import re
from collections.abc import Callable
from ipaddress import ip_address

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from members.access import ask_second_factor, gave_second_factor
from members.idling import note_request
from ntars_geo.outages import is_outage
from ntars_geo.views import unavailable

logger = logging.getLogger(__name__)

# The public map and its files (`hotspots.views.public_map`).
_FOR_EVERYBODY = re.compile(r"/d/[^/]+/map/")


def responses(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Forbid caching of everything that is not a static file, and embedding by other sites.

    A page that differs by who is signed in must never be kept by a browser on a shared till,
    so a view has to ask for caching, and none does yet.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(self)")
        return response

    return middleware


def demo_stays_here(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """In demo mode answer this machine alone, however the server was started.

    The demo's passwords are public. gunicorn's settings refuse to listen elsewhere; this holds
    for any other server, too.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.DEMO and not _is_near(request.META.get("REMOTE_ADDR", "")):
            return HttpResponseForbidden("The demonstration answers this machine only.")
        return get_response(request)

    return middleware


def _is_near(address: str) -> bool:
    # A unix socket has no address; whoever can open ours is this machine.
    return not address or ip_address(address).is_loopback


class Unavailable:
    """Answer 503, never 500 and never half a page, while the database or the audit is away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn what passes by itself into a 503; leave every other error alone."""
        if not is_outage(error):
            return None
        logger.error("Unable to answer: %s", type(error).__name__)
        return unavailable(request)


class IdleEnds:
    """End what a sign-in may read after ten idle minutes (`members.idling`).

    A browser says what asked: only a page that somebody opens, and the one address by which an
    open page tells that it is in use, are signs of life. Browsers that say nothing count as people.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: object) -> None:
        """Note the request; here, so that an outage is answered with every header."""
        if _FOR_EVERYBODY.match(request.path):
            return  # asking who is signed in would make the answer theirs alone
        opened = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
        by_hand = opened or request.path == reverse("still_here")
        note_request(request, timezone.now(), by_hand=by_hand)


# Where a session gives its second factor: everybody who is signed in must get there.
_ASKS_IT = {
    "mfa_authenticate",
    "mfa_login_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
}
_CHANGES_SIGN_IN = {"account_email", "account_change_password", "account_set_password"}


class SecondFactorGuard:
    """Let nobody change a sign-in that has a second factor without having given it.

    A session from before the second factor was enrolled was opened with the password alone. It
    must not be able to take the factor off, or to add one of its own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponseBase | None:
        """Ask for the second factor first, where the sign-in has one."""
        name = (request.resolver_match and request.resolver_match.url_name) or ""
        guarded = name in _CHANGES_SIGN_IN or (name.startswith("mfa_") and name not in _ASKS_IT)
        if not guarded or not request.user.is_authenticated:
            return None
        if not is_mfa_enabled(request.user) or gave_second_factor(request):
            return None
        return ask_second_factor(request)
