"""The machine interface: its routes, its description, and how it refuses."""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from incidents.api import StrictBody
from incidents.api import router as incidents_router
from incidents.schemas import problems_of
from members.problems import MEDIA_TYPE, Refusal
from ntars_geo.outages import is_outage

_AGAIN_SECONDS: Final = 5
_PIECE: Final = 64 * 1024

api = NinjaAPI(
    title="NTARS Geo",
    version="1",
    description=(
        "Reports of anti-social behaviour and low-level crime, from members of a scheme.\n\n"
        "Every refusal is `application/problem+json` with a sentence and the fields that it is"
        " about. Unsafe requests carry the cookie of a sign-in or of a device's pass, and the"
        " header `X-CSRFToken`."
    ),
    parser=StrictBody(),
    openapi_url=None,  # described below, with the media type of refusals
    docs_url=None,
    urls_namespace="api",
)
api.add_router("", incidents_router)


def problem(refusal: Refusal) -> HttpResponse:
    """Return a refusal as the response that a machine reads."""
    response = JsonResponse(refusal.body, status=refusal.status, content_type=MEDIA_TYPE)
    if refusal.retry_after is not None:
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def unavailable() -> HttpResponse:
    """Return the answer to a machine while the database is away."""
    return problem(
        Refusal(503, "The service is away for a moment. Send again.", retry_after=_AGAIN_SECONDS)
    )


@api.exception_handler(Refusal)
def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return _after_the_body(request, refusal)


def _after_the_body(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer once the body has been taken off the line, unless it is the body that is too large.

    Who is answered in the middle of a photograph finds the line cut and never reads why.
    """
    try:
        while refusal.status != HTTPStatus.REQUEST_ENTITY_TOO_LARGE and request.read(_PIECE):
            pass
    except UnreadablePostError:
        pass  # nobody is left to answer
    return problem(refusal)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = problems_of(error.errors)
    return _after_the_body(request, Refusal(400, "This cannot be taken as it was sent.", fields))


@api.exception_handler(AuthenticationError)
def _stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    says = "Sign in, or enrol this device, to send. The report is kept."
    return _after_the_body(request, Refusal(401, says))


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    # ninja wraps whatever the parser raised.
    if isinstance(error.__cause__, Refusal):
        return problem(error.__cause__)
    return problem(Refusal(error.status_code, "The request cannot be read."))


@api.exception_handler(UnreadablePostError)
def _cut_off(request: HttpRequest, error: UnreadablePostError) -> HttpResponse:
    return problem(Refusal(400, "The request ended before its body did."))


@api.exception_handler(RequestDataTooBig)
def _too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problem(Refusal(413, "The request is too large."))


@api.exception_handler(InterfaceError)
@api.exception_handler(DatabaseError)
def _no_database(request: HttpRequest, error: Exception) -> HttpResponse:
    if not is_outage(error):
        raise error
    return unavailable()


@cache
def description() -> dict[str, Any]:
    """Return the OpenAPI 3.1 description, refusals with the media type that they really have."""
    schema: dict[str, Any] = dict(api.get_openapi_schema(path_prefix="api/v1"))
    for methods in schema["paths"].values():
        for operation in methods.values():
            if "security" in operation:
                operation["security"].append({"DevicePass": []})
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    response["content"] = {MEDIA_TYPE: response["content"]["application/json"]}
                    _describe_retry(int(status), response)
    schema["components"]["securitySchemes"]["DevicePass"] = {
        "type": "apiKey",
        "in": "cookie",
        "name": settings.PASS_COOKIE_NAME,
    }
    return schema


def _describe_retry(status: int, response: dict[str, Any]) -> None:
    if status in {409, 429, 503}:
        seconds = {"type": "integer", "minimum": 0}
        response["headers"] = {"Retry-After": {"description": "Seconds.", "schema": seconds}}


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """Describe the interface."""
    return JsonResponse(description())
