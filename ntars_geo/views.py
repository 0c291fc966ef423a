"""The front page, the health check and the error pages."""

import sys
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from redis import Redis, RedisError

from members.access import memberships_for
from members.audiences import Audience
from members.models import District, Membership
from members.permissions import links_of
from ntars_geo import api
from ntars_geo.outages import is_outage


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Say what this is, in plain words."""
    # Their names are on every town's website; what they hold is not told here.
    districts = District.objects.order_by("name")
    context = {"districts": districts, "places": _places(memberships_for(request))}
    return render(request, "home.html", context)


def _places(memberships: list[Membership]) -> list[tuple[Membership, str, str]]:
    """Return each membership with the page that its audience reads first: words, and address."""
    found = []
    for one in memberships:
        links = links_of(Audience(one.audience), of_a_business=one.organisation_id is not None)
        words, address = "", ""
        if links:
            words, address = links[0].words, reverse(links[0].route, args=[one.district.slug])
        found.append((one, words, address))
    return found


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 if the database and Redis answer, else 503 with the name of what is down."""
    parts = {"database": _database_answers(), "redis": _redis_answers()}
    healthy = all(parts.values())
    response = JsonResponse(
        {"status": "ok" if healthy else "unavailable", **parts}, status=200 if healthy else 503
    )
    if not healthy:
        response.headers["Retry-After"] = "5"
    return response


@require_safe
def still_here(request: HttpRequest) -> HttpResponse:
    """Take an open page's word that it is in use; the middleware notes it."""
    return HttpResponse(status=204)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _redis_answers() -> bool:
    if not settings.REDIS_URL:
        return False
    try:
        with Redis.from_url(settings.REDIS_URL, socket_timeout=2) as redis:
            return bool(redis.ping())
    except RedisError:
        return False


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def unavailable(request: HttpRequest) -> HttpResponse:
    """Answer 503: for a moment something that the page needs is away."""
    if request.path.startswith("/api/"):
        return api.unavailable()
    # Without the request: the context processors would ask the database again.
    answer = render(None, "503.html", status=503)
    answer.headers["Retry-After"] = "5"
    return answer


def server_error(request: HttpRequest, *args: Any) -> HttpResponse:
    """Answer 500, or 503 where an outage met what runs round the views: sessions, for one."""
    if is_outage(sys.exc_info()[1]):
        return unavailable(request)
    # Without the request: whatever broke may break its context processors too.
    return render(None, "500.html", status=500)
