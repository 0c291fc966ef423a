"""Names under which somebody may point at another's report: they tell nothing about it.

A report's key holds the moment at which it arrived, to the millisecond, and whoever knows the key
of a report can name it elsewhere. So "same as this?" hands out neither the key nor the reference,
but the key encrypted: different each time, and opened by this service alone, for one district.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from secrets import token_bytes
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES: Final = 12
_LENGTH: Final = 60  # nonce, key and tag in base64: 44 bytes, with one sign of padding
_INFO: Final = b"ntars report handle 1"


def handle_of(report: UUID, *, secret: str, district: str) -> str:
    """Return a name for a report that tells nothing and differs each time."""
    nonce = token_bytes(_NONCE_BYTES)
    sealed = AESGCM(_key(secret)).encrypt(nonce, report.bytes, district.encode())
    return base64.urlsafe_b64encode(nonce + sealed).decode()


def report_of(handle: str, *, secrets: Sequence[str], district: str) -> UUID | None:
    """Return the report that a handle names, or None if it is none of ours for this district.

    `secrets` are the installation's, the present one first; older ones still open.
    """
    try:
        parts = base64.b64decode(handle, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(handle) != _LENGTH:
        return None
    nonce, sealed = parts[:_NONCE_BYTES], parts[_NONCE_BYTES:]
    for secret in secrets:
        try:
            return UUID(bytes=AESGCM(_key(secret)).decrypt(nonce, sealed, district.encode()))
        except InvalidTag:
            continue
    return None


def _key(secret: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=_INFO).derive(secret.encode())
