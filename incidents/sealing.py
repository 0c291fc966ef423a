"""Open reports and photographs that a device sealed when Send was pressed; itself it cannot.

Each district has one P-256 key, derived from the installation's secret and never stored. Pages
carry its public half. A device makes a key pair for one report alone, agrees on a secret with
the district's key, encrypts, and forgets its half at once (the construction known as ECIES; why:
`docs/adr/0061-sealed-outbox.md`). The script that seals is `ntars_geo/assets/js/outbox/seal.js`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

VERSION: Final = 1
_CURVE: Final = ec.SECP256R1()  # The one curve that every browser's WebCrypto has.
_ORDER: Final = int("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16)
_NONCE_BYTES: Final = 12


class SealBroken(ValueError):
    """An envelope cannot be opened; the message is a sentence for whoever sent it."""


@dataclass(frozen=True)
class SealKey:
    """The public half of a district's key, as a page carries it."""

    name: str
    point: str  # uncompressed, in base64 for addresses


@dataclass(frozen=True)
class Envelope:
    """One sealed report as it travels: texts in base64 for addresses, without padding."""

    key_name: str
    point: str
    nonce: str
    content: str


def seal_key(secret: str, district: str) -> SealKey:
    """Return the public key with which reports to a district are sealed."""
    point = _point_of(_private_key(secret, district).public_key())
    return SealKey(name=_name_of(point), point=_to_text(point))


def open_envelope(
    envelope: Envelope, *, secrets: Sequence[str], district: str, client_key: str
) -> bytes:
    """Return what was sealed.

    Parameters
    ----------
    secrets : the installation's secrets, the present one first; older ones still open.
    client_key : the report's idempotency key, to which the seal is bound: an envelope cannot be
        sent again under another.

    Raises
    ------
    SealBroken
        If no secret opens it, or a bit of it was changed.
    """
    content = _from_text(envelope.content)
    context = f"ntars report {VERSION} {district} {client_key}"
    return _open(envelope, content, secrets, district, context)


def open_photo_envelope(
    envelope: Envelope,
    content: bytes,
    *,
    secrets: Sequence[str],
    district: str,
    client_key: str,
) -> bytes:
    """Return what was sealed as a photograph; as `open_envelope`, its `content` beside it as bytes.

    A report's envelope is none of a photograph, and the other way round.
    """
    context = f"ntars photo {VERSION} {district} {client_key}"
    return _open(envelope, content, secrets, district, context)


def _open(
    envelope: Envelope, content: bytes, secrets: Sequence[str], district: str, context: str
) -> bytes:
    for secret in secrets:
        private = _private_key(secret, district)
        own = _point_of(private.public_key())
        if _name_of(own) == envelope.key_name:
            return _decrypt(envelope, content, private, own, context)
    raise SealBroken("This was sealed for a key that this service no longer has.")


def _decrypt(
    envelope: Envelope,
    content: bytes,
    private: ec.EllipticCurvePrivateKey,
    own: bytes,
    context: str,
) -> bytes:
    try:
        point = _from_text(envelope.point)
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, point)
        agreed = private.exchange(ec.ECDH(), theirs)
        key = HKDF(SHA256(), 32, salt=point + own, info=context.encode()).derive(agreed)
        nonce = _from_text(envelope.nonce)
        if len(nonce) != _NONCE_BYTES:
            raise SealBroken("This sealed report is damaged.")
        return AESGCM(key).decrypt(nonce, content, context.encode())
    except (InvalidTag, ValueError) as error:
        raise SealBroken("This sealed report is damaged.") from error


def _private_key(secret: str, district: str) -> ec.EllipticCurvePrivateKey:
    # 48 bytes for a 32-byte order: the bias of the remainder is below 2 to the power of -128.
    info = f"ntars report seal {VERSION} {district}".encode()
    drawn = HKDF(SHA256(), 48, salt=None, info=info).derive(secret.encode())
    return ec.derive_private_key(int.from_bytes(drawn) % (_ORDER - 1) + 1, _CURVE)


def _point_of(public: ec.EllipticCurvePublicKey) -> bytes:
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _name_of(point: bytes) -> str:
    return hashlib.sha256(point).hexdigest()[:16]


def _to_text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _from_text(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise SealBroken("This sealed report is damaged.") from error
