"""Ed25519 signatures of packs: one line over the manifest, which names every other file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


class NoSigningKey(LookupError):
    """There is no private key to sign with, or the file is none."""


@dataclass(frozen=True)
class Signer:
    """A private key, and the id of its public half."""

    private: Ed25519PrivateKey

    @property
    def public(self) -> str:
        """Return the public key in hex."""
        return self.private.public_key().public_bytes_raw().hex()

    @property
    def key_id(self) -> str:
        """Return the id of the key."""
        return key_id_of(self.public)

    def sign(self, content: bytes) -> str:
        """Return the signature of some bytes in hex; the same bytes give the same signature."""
        return self.private.sign(content).hex()


def key_id_of(public: str) -> str:
    """Return the first 16 hex digits of the SHA-256 of a public key."""
    return hashlib.sha256(bytes.fromhex(public)).hexdigest()[:16]


def new_key() -> bytes:
    """Return a new private key as PEM (PKCS 8, not encrypted)."""
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def signer_of(pem: bytes) -> Signer:
    """Return the signer of a PEM file.

    Raises
    ------
    NoSigningKey
        If it is not an Ed25519 private key.
    """
    try:
        private = serialization.load_pem_private_key(pem, password=None)
    except (ValueError, TypeError) as error:
        raise NoSigningKey("The signing key is no private key in PEM.") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise NoSigningKey("The signing key is of another kind than Ed25519.")
    return Signer(private)


def is_signed(content: bytes, signature: str, public: str) -> bool:
    """Tell whether a signature in hex is that of some bytes by a public key in hex."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), content)
    except (InvalidSignature, ValueError):
        return False
    return True
