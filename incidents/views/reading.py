"""Reading personal data: recorded first, or not read at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial, wraps
from typing import ParamSpec

from django.db import DatabaseError
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

from members import audit
from members.access import Viewer, at_the_end
from members.models import AuditEvent

P = ParamSpec("P")


class NotRecorded(RuntimeError):
    """The audit trail took no event, so nothing may be shown."""


def record_reading(
    viewer: Viewer,
    what: str,
    *,
    at: datetime,
    kind: AuditEvent.Kind = AuditEvent.Kind.CONSULTATION,
    **detail: object,
) -> None:
    """Append one event for everything personal that an answer is about to show.

    It is appended when the page is made and before it is sent, in the transaction that has read:
    the chain's lock would otherwise be held while a page is drawn, and everybody else of the
    district would wait for it. `NotRecorded` comes from `only_for`, if it cannot be written.
    """
    at_the_end(partial(_append, viewer, what, at=at, kind=kind, detail=detail))


def _append(
    viewer: Viewer, what: str, *, at: datetime, kind: AuditEvent.Kind, detail: dict[str, object]
) -> None:
    try:
        audit.record(
            district_id=viewer.district.pk,
            by=viewer.actor,
            at=at,
            kind=kind,
            what=what,
            **detail,
        )
    except (DatabaseError, audit.AuditUnavailable) as error:
        raise NotRecorded("Unable to record a reading.") from error


def or_unavailable(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """Answer 503 where a reading could not be recorded. Stands outside `only_for`.

    Outside, because the failure has ended the transaction that `only_for` opened.
    """

    @wraps(view)
    def inner(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(*args, **kwargs)
        except NotRecorded:
            return _unavailable()

    return inner


def _unavailable() -> HttpResponse:
    # Without the request: what broke may break its context processors too.
    response = HttpResponse(render_to_string("503.html"), status=503)
    response.headers["Retry-After"] = "5"
    return response
