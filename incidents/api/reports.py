"""The reporting interface: one report in, one receipt out, or one sentence about why not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any, Final

from django.http import HttpRequest
from django.utils import timezone
from ninja import Header, Router, Status
from ninja.parser import Parser

from incidents import actions
from incidents.actions import Accepted, ReportRefused, SentReport
from incidents.api.door import PROBLEMS, SignIn, known_sender, refused_field
from incidents.schemas import AcceptedReport, Identity, ReportIn
from incidents.strict import MOST_BYTES, load_object
from layers.queries.boundaries import NoBoundary
from layers.strict_text import InputRefused
from members.problems import FieldProblem, Refusal
from members.senders import Sender

router = Router(tags=["Reports"])

#: A clock that runs ahead is forgiven by a day; the page sends the server's time anyway.
_AHEAD: Final = timedelta(days=1)
_KINDS: Final = {"application/json", "application/json;charset=utf-8"}
_CODINGS: Final = {"", "identity"}


class StrictBody(Parser):
    """Read a JSON body once its kind, its coding and its size are right."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Return the object in the body, its numbers as they were written."""
        announced = request.headers.get("Content-Length", "")
        if announced.isdecimal() and int(announced) != len(request.body):
            raise Refusal(400, "The request ended before its body did.")
        try:
            return load_object(request.body)
        except InputRefused as refusal:
            raise Refusal(400, str(refusal)) from refusal


def check_envelope(request: HttpRequest) -> None:
    """Refuse a body that is not plain JSON in UTF-8, or too large, before any of it is read."""
    kind = request.headers.get("Content-Type", "").strip().lower().replace("; ", ";")
    if kind not in _KINDS:
        raise Refusal(415, "Send the report as application/json in UTF-8.")
    if request.headers.get("Content-Encoding", "").strip().lower() not in _CODINGS:
        raise Refusal(415, "Send the report as it is, not compressed.")
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length[:20]) > MOST_BYTES:
        raise Refusal(413, f"A report has at most {MOST_BYTES:,} bytes.")


@router.post(
    "/reports",
    auth=SignIn(check_envelope),
    response={201: AcceptedReport, 200: AcceptedReport, **PROBLEMS},
    operation_id="submit_report",
    summary="Report something",
)
def post_report(
    request: HttpRequest,
    sent: ReportIn,
    idempotency_key: Annotated[
        Identity,
        Header(alias="Idempotency-Key", description="A new UUID for each report, in lower case."),
    ],
) -> Status[AcceptedReport]:
    """Accept one report, once for each key.

    The same key with the same content is the same report (200); with other content it is refused.
    """
    at = timezone.now()
    sender = known_sender(request, sent.district)
    _check_not_ahead(sent.occurred_at, at)
    report = SentReport(
        client_key=idempotency_key,
        premises_id=sent.premises,
        photos=tuple(sent.photos),
        **sent.model_dump(exclude={"district", "premises", "photos"}),
    )
    accepted = _submit(sender, report, at)
    receipt = AcceptedReport(id=accepted.receipt.pk, reference=accepted.receipt.reference)
    return Status(201 if accepted.is_new else 200, receipt)


def _check_not_ahead(occurred_at: datetime, at: datetime) -> None:
    if occurred_at > at + _AHEAD:
        raise refused_field(400, "occurred_at", "This moment lies more than a day ahead.")


def _submit(sender: Sender, report: SentReport, at: datetime) -> Accepted:
    try:
        return actions.submit_report(sender=sender, sent=report, at=at)
    except (ReportRefused, actions.OutsideDistrict) as refusal:
        raise _refusal(refusal) from refusal
    except NoBoundary as refusal:
        raise Refusal(422, "This scheme takes no reports yet: it has no boundary.") from refusal


def _refusal(refusal: ValueError) -> Refusal:
    says = str(refusal)
    match refusal:
        case actions.UnknownCategory():
            return refused_field(400, "category", says)
        case actions.StillInFlight():
            return Refusal(409, says, retry_after=1)
        case actions.TooManyReports():
            return Refusal(429, says, retry_after=60)
        case actions.PremisesNotYours():
            return refused_field(400, "premises", says)
        case actions.TooManyWordsForOutreach():
            return refused_field(422, "narrative", says)
        case actions.PhotoNotYours() | actions.WelfareTakesNoPhoto():
            return refused_field(422, "photos", says)
        case actions.OutsideDistrict():
            return Refusal(422, says, (FieldProblem("lng", says), FieldProblem("lat", says)))
        case _:
            return Refusal(422, says)
