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
    theirs = base64.urlsafe_b64decode(key.point + "=" * (-len(key.point) % 4))
    private = ec.generate_private_key(ec.SECP256R1())
    ours = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
    context = f"ntars report 1 {district} {fields['key']}".encode()
    agreed = private.exchange(ec.ECDH(), public)
    lock = HKDF(SHA256(), 32, salt=ours + theirs, info=context).derive(agreed)
    plain = json.dumps(content).encode()
    plain += b" " * (-len(plain) % 1024)
    nonce = os.urandom(12)
    return {
        "key": fields["key"],
        "key_name": key.name,
        "point": _text(ours),
        "nonce": _text(nonce),
        "content": _text(AESGCM(lock).encrypt(nonce, plain, context)),
    }


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
