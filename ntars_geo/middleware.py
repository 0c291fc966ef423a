"""What every response carries."""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden


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
