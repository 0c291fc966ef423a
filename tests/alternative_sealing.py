"""Seal as a browser does (ntars_geo/assets/js/outbox/seal.js), for tests without one."""

from __future__ import annotations

import base64
import json
import os

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from incidents.sealing import SealKey


def sealed_as_a_browser_does(fields: dict[str, str], key: SealKey, district: str) -> dict[str, str]:
    """Return the envelope of a report's fields."""
    content = {name: text for name, text in fields.items() if name != "key"}
    plain = json.dumps(content).encode()
    plain += b" " * (-len(plain) % 1024)
    ours, nonce, sealed = _locked(plain, key, f"ntars report 1 {district} {fields['key']}")
    return {
        "key": fields["key"],
        "key_name": key.name,
        "point": _text(ours),
        "nonce": _text(nonce),
        "content": _text(sealed),
    }


def sealed_photo_as_a_browser_does(
    photo: bytes, photo_key: str, sealed_by: str, key: SealKey, district: str
) -> bytes:
    """Return the body of a sealed photograph."""
    plain = json.dumps({"sealed_by": sealed_by}).encode() + b"\n" + photo
    ours, nonce, sealed = _locked(plain, key, f"ntars photo 1 {district} {photo_key}")
    head = {"key_name": key.name, "point": _text(ours), "nonce": _text(nonce)}
    return json.dumps(head).encode() + b"\n" + sealed


def _locked(plain: bytes, key: SealKey, about: str) -> tuple[bytes, bytes, bytes]:
    """Return the sender's public point, the nonce and what was sealed."""
    theirs = base64.urlsafe_b64decode(key.point + "=" * (-len(key.point) % 4))
    private = ec.generate_private_key(ec.SECP256R1())
    ours = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
    agreed = private.exchange(ec.ECDH(), public)
    lock = HKDF(SHA256(), 32, salt=ours + theirs, info=about.encode()).derive(agreed)
    nonce = os.urandom(12)
    return ours, nonce, AESGCM(lock).encrypt(nonce, plain, about.encode())


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
