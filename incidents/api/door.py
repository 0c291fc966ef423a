"""The door of the machine interface: who may knock, and with what in their hands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie
from ninja.utils import check_csrf

from incidents.schemas import ProblemOut
from members.passes import sender_of
from members.problems import FieldProblem, Refusal
from members.senders import Sender

PROBLEMS: Final = dict.fromkeys((400, 401, 403, 409, 413, 415, 422, 429, 503), ProblemOut)


class SignIn(APIKeyCookie):
    """The cookie of a sign-in, or else that of a device's report-only pass.

    Browsers send cookies by themselves, so each needs the token against forged requests too.
    """

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self, check_envelope: Callable[[HttpRequest], None]) -> None:
        super().__init__()
        self._check_envelope = check_envelope

    def __call__(self, request: HttpRequest) -> bool:
        """Tell whether the request carries something that may open the door."""
        self._check_envelope(request)
        holds = request.user.is_authenticated or settings.PASS_COOKIE_NAME in request.COOKIES
        if holds and check_csrf(request) is not None:
            raise Refusal(403, "This page is out of date. Reload it; the report is kept.")
        return holds

    def authenticate(self, request: HttpRequest, key: str | None) -> bool:
        """Never called: the two cookies are looked at together."""
        raise AssertionError("SignIn answers by itself")


def known_sender(request: HttpRequest, district: str) -> Sender:
    """Return who sends; another scheme and one that does not exist are the same refusal."""
    sender = sender_of(request, district)
    if sender is not None:
        return sender
    if sender_of(request) is None:
        raise Refusal(401, "Sign in, or enrol this device, to send. The report is kept.")
    raise refused_field(400, "district", "You do not report to a scheme of that name.")


def refused_field(status: int, field: str, says: str) -> Refusal:
    """Return the refusal of one field, which says the same as the whole."""
    return Refusal(status, says, (FieldProblem(field, says),))
