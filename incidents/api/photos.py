"""One photograph in, its id out: cleaned and stored until a report names it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Header, Query, Router, Status

from incidents.actions import ReportRefused
from incidents.actions.photos import NewPhoto, NoRoomForPhotos, TooManyPhotos, store_photo
from incidents.api.door import PROBLEMS, SignIn, known_sender, refused_field
from incidents.cleaning import (
    MOST_BYTES,
    BadBoxes,
    Busy,
    NotAPhoto,
    PhotoRefused,
    TooManyBytes,
    boxes_from_text,
    check_kind,
    in_hand,
)
from incidents.envelopes import SEALED_PHOTO, open_photo, sender_sealed
from incidents.photo_place import cleaned, photo_folder
from incidents.schemas import AcceptedPhoto, Code, Identity, ProblemOut
from incidents.sealing import SealBroken
from layers.strict_text import InputRefused
from members.problems import Refusal
from members.senders import Sender

router = Router(tags=["Photographs"])

#: A sealed one brings its envelope along.
_MOST_SEALED: Final = MOST_BYTES + 4096
_BUSY_SECONDS: Final = 3
_BINARY: Final = {"schema": {"type": "string", "format": "binary", "maxLength": MOST_BYTES}}
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "The file itself, at most 12,000,000 bytes and 40 million pixels; or what"
        " the report page has sealed.",
        "content": dict.fromkeys(("image/jpeg", "image/png", "image/webp", SEALED_PHOTO), _BINARY),
    }
}


def check_envelope(request: HttpRequest) -> None:
    """Refuse a body that is compressed or too large before any of it is read."""
    if request.headers.get("Content-Encoding", "").strip().lower() not in {"", "identity"}:
        raise Refusal(415, "Send the picture as it is, not compressed.")
    if request.headers.get("Transfer-Encoding"):
        raise Refusal(411, "Say how long the picture is, in the header Content-Length.")
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length[:20]) > _MOST_SEALED:
        raise Refusal(413, f"A picture has at most {MOST_BYTES:,} bytes.")


@router.post(
    "/photos",
    auth=SignIn(check_envelope),
    response={201: AcceptedPhoto, 200: AcceptedPhoto, **PROBLEMS, 411: ProblemOut, 507: ProblemOut},
    operation_id="send_photo",
    summary="Send a photograph, for a report to name",
    openapi_extra=_BODY,
)
def post_photo(
    request: HttpRequest,
    district: Annotated[Code, Query(description="The short name of the scheme.")],
    idempotency_key: Annotated[
        Identity,
        Header(alias="Idempotency-Key", description="A new UUID for each photograph."),
    ],
    boxes: Annotated[
        str,
        Query(
            description="Parts to cover before anything is stored: left,top,width,height as parts"
            " (0 to 1) of the upright picture, up to 20 of them with ; between.",
            max_length=2000,
        ),
    ] = "",
) -> Status[AcceptedPhoto]:
    """Clean one photograph and store it for an hour, in which a report names it by its id.

    What is stored has new pixels and nothing of what the file said beside them: no place, no
    time, no device. The same key with the same bytes is the same photograph (200).
    """
    sender = known_sender(request, district)
    try:
        with in_hand():
            return _store(request, sender, idempotency_key, boxes, timezone.now())
    except Busy as busy:
        says = "Other photographs are being read at this moment. Send it again shortly."
        raise Refusal(503, says, retry_after=_BUSY_SECONDS) from busy


def _store(
    request: HttpRequest, sender: Sender, key: UUID, boxes: str, at: datetime
) -> Status[AcceptedPhoto]:
    content = _body(request)
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    try:
        if kind == SEALED_PHOTO:
            sender, content = _unsealed(request, sender, key, content)
        check_kind(content)
        new = NewPhoto(key, content, boxes_from_text(boxes))
        stored = store_photo(sender=sender, new=new, folder=photo_folder(), clean=cleaned, at=at)
    except (PhotoRefused, ReportRefused) as refusal:
        raise _refusal(refusal) from refusal
    photo = stored.photo
    receipt = AcceptedPhoto(id=photo.pk, width=photo.width, height=photo.height)
    return Status(201 if stored.is_new else 200, receipt)


def _body(request: HttpRequest) -> bytes:
    """Return the body; a longer one is not read to its end."""
    content = request.read(_MOST_SEALED + 1)
    if len(content) > _MOST_SEALED:
        raise Refusal(413, f"A picture has at most {MOST_BYTES:,} bytes.")
    announced = request.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) != len(content):
        raise Refusal(400, "The request ended before its body did.")
    return content


def _unsealed(
    request: HttpRequest, carrier: Sender, key: UUID, content: bytes
) -> tuple[Sender, bytes]:
    """Return who sealed a photograph, and its bytes; whoever may send may carry it here."""
    district = carrier.district.slug
    try:
        named, photo = open_photo(content, district, str(key))
    except InputRefused as refusal:
        raise Refusal(400, str(refusal)) from refusal
    except SealBroken as refusal:
        raise Refusal(422, str(refusal)) from refusal
    sender = sender_sealed(request, district, named)
    if sender is None:
        raise Refusal(422, "Whoever took this photograph no longer sends for this scheme.")
    return sender, photo


def _refusal(refusal: ValueError) -> Refusal:
    says = str(refusal)
    match refusal:
        case BadBoxes():
            return refused_field(400, "boxes", says)
        case TooManyBytes():
            return Refusal(413, says)
        case NotAPhoto():
            return Refusal(415, says)
        case TooManyPhotos():
            return Refusal(429, says, retry_after=60)
        case NoRoomForPhotos():
            return Refusal(507, says, retry_after=600)
        case _:
            return Refusal(422, says)
