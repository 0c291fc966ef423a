"""What every response carries."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


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
