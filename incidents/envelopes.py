"""Sealed reports and photographs as they arrive: opened, and joined to whoever sealed them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.core import signing
from django.http import HttpRequest

from incidents.sealing import Envelope, SealBroken, open_envelope, open_photo_envelope
from layers.strict_text import InputRefused, load_json
from members.passes import sender_of
from members.queries import active_person
from members.senders import Sender

#: Words of 4,000 characters, sealed and in base64, and once more around what they mend.
MOST_BYTES: Final = 64 * 1024
_SALT: Final = "ntars.sealed-by"
_PARTS: Final = ("key", "key_name", "point", "nonce", "content")
#: Beside the envelope: keys of photographs that somebody chose to leave out. The seal says which
#: belong to the report, and nobody who carries it can add to them.
_WITHOUT: Final = "without"
_MOST_MENDINGS: Final = 4
#: The kind of a sealed photograph: a line of JSON as a report's envelope has, without `key` and
#: `content`, and after it the bytes. What was sealed is a line of JSON, and the picture.
SEALED_PHOTO: Final = "application/vnd.ntars.sealed-photo"
_PHOTO_PARTS: Final = ("key_name", "point", "nonce")
_MOST_LINE: Final = 2048
# Another's report that this one is the same as stays chosen too, unless another answer is given.
_KEPT_SEALED: Final = ("words", "police_log", "same_as")


def sealed_by(sender: Sender) -> str:
    """Return the sender's name, signed, for a page to seal into its reports."""
    return signing.dumps(sender.actor, salt=_SALT)


def open_parts(content: bytes, district: str) -> dict[str, str]:
    """Return the fields of a sealed report.

    What a mended report leaves out, words above all, is filled in from the one that it mends, so
    that they never have to come back out of the seal.

    Raises
    ------
    InputRefused
        If the content is no envelope.
    SealBroken
        If it cannot be opened.
    """
    return _open(content, district, _MOST_MENDINGS)


def open_photo(content: bytes, district: str, key: str) -> tuple[str, bytes]:
    """Return who sealed a photograph, as the page named them, and its bytes.

    Raises
    ------
    InputRefused
        If the content is no sealed photograph.
    SealBroken
        If it cannot be opened.
    """
    parts, sealed = _line_and_rest(content)
    if set(parts) != set(_PHOTO_PARTS):
        raise InputRefused("This is no sealed photograph.")
    opened = open_photo_envelope(
        Envelope(parts["key_name"], parts["point"], parts["nonce"], content=""),
        sealed,
        secrets=[settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS],
        district=district,
        client_key=key,
    )
    about, photo = _line_and_rest(opened)
    return about.get("sealed_by", ""), photo


def _line_and_rest(content: bytes) -> tuple[dict[str, str], bytes]:
    refusal = InputRefused("This is no sealed photograph.")
    end = content.find(b"\n", 0, _MOST_LINE)
    if end < 0:
        raise refusal
    try:
        line = load_json(content[:end], max_bytes=_MOST_LINE)
    except InputRefused as error:
        raise refusal from error
    if not isinstance(line, dict) or not all(isinstance(one, str) for one in line.values()):
        raise refusal
    return line, content[end + 1 :]


def with_carried(data: Mapping[str, Any], district: str) -> dict[str, Any]:
    """Return a form's fields, completed from the sealed report that it mends, if it mends one."""
    return _complete({name: str(data[name]) for name in data}, district, _MOST_MENDINGS)


def sender_sealed(request: HttpRequest, district: str, named: str) -> Sender | None:
    """Return who sealed a report that this request brings, or None if they may send no more.

    Anybody who may send may bring what another sealed on the same device: a till sends what its
    last user left in it, as theirs. The name is signed and lies inside the seal.
    """
    try:
        actor = str(signing.loads(named, salt=_SALT))
    except signing.BadSignature:
        return None
    candidates = (sender_of(request, district), *_others(request, district, actor))
    return next((one for one in candidates if one and one.actor == actor), None)


def _others(request: HttpRequest, district: str, actor: str) -> list[Sender | None]:
    device = HttpRequest()  # The same device, with nobody signed in.
    device.COOKIES = request.COOKIES
    found = [sender_of(device, district)]
    kind, _, number = actor.partition(" ")
    if kind == "person":
        author = HttpRequest()
        person = active_person(int(number))
        if person is not None:
            author.user = person
            found.append(sender_of(author, district))
    return found


def _open(content: bytes, district: str, depth: int) -> dict[str, str]:
    parts = load_json(content, max_bytes=MOST_BYTES)
    if not isinstance(parts, dict) or set(parts) - {_WITHOUT} != set(_PARTS):
        raise InputRefused("This is no sealed report.")
    if not all(isinstance(part, str) for part in parts.values()):
        raise InputRefused("This is no sealed report.")
    envelope = Envelope(parts["key_name"], parts["point"], parts["nonce"], parts["content"])
    opened = open_envelope(
        envelope,
        secrets=[settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS],
        district=district,
        client_key=parts["key"],
    )
    fields = load_json(opened, max_bytes=MOST_BYTES)
    if not isinstance(fields, dict) or not all(isinstance(one, str) for one in fields.values()):
        raise InputRefused("This is no sealed report.")
    whole = _complete({**fields, "key": parts["key"]}, district, depth)
    left_out = parts.get(_WITHOUT, "").split()
    named = [one for one in whole.get("photos", "").split() if one not in left_out]
    return {**whole, "photos": " ".join(named)}


def _complete(fields: dict[str, str], district: str, depth: int) -> dict[str, str]:
    carried = fields.pop("carried", "")
    if not carried:
        return fields
    if depth == 0:
        raise SealBroken("This report was mended too often. Send it as a new one.")
    earlier = _open(carried.encode(), district, depth - 1)
    if earlier["key"] != fields.get("key"):
        raise SealBroken("This report mends another one.")
    kept = {name: earlier.get(name, "") for name in _KEPT_SEALED if not fields.get(name)}
    named = f"{earlier['photos']} {fields.get('photos', '')}".split()
    return {**fields, **kept, "photos": " ".join(dict.fromkeys(named))}
