"""Take a signing key into use, and keep the packs that it signed."""

from __future__ import annotations

import hashlib
import os
from datetime import datetime
from pathlib import Path

from django.db import transaction

from hotspots.evidence.signing import NoSigningKey, Signer, new_key, signer_of
from hotspots.models import Disclosed, EvidencePack, SigningKey
from members import audit
from members.models import AuditEvent


def make_key(*, path: Path, at: datetime) -> SigningKey:
    """Make a new signing key in place of the one in a file, and publish its public half.

    The earlier private key is gone afterwards; its public half stays published for ever.
    """
    signer = signer_of(pem := new_key())
    new = path.with_name(f"{path.name}.new")
    path.parent.mkdir(parents=True, exist_ok=True)
    with transaction.atomic():
        SigningKey.objects.filter(until__isnull=True).update(until=at)
        key = SigningKey.objects.create(id=signer.key_id, public=signer.public, since=at)
        _write_private(new, pem)
        new.replace(path)  # at once or not at all, and before the key counts as published
    return key


def _write_private(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def signer_in_use(path: Path) -> Signer:
    """Return the signer of the key in use.

    Raises
    ------
    NoSigningKey
        If there is no key file, or its public half is not published or has been ended.
    """
    try:
        pem = path.read_bytes()
    except OSError as error:
        raise NoSigningKey("No signing key is set up; see docs/evidence-packs.md.") from error
    signer = signer_of(pem)
    if not SigningKey.objects.filter(pk=signer.key_id, until__isnull=True).exists():
        raise NoSigningKey("The signing key is not the one that is published.")
    return signer


def keep_pack(
    *, disclosed: Disclosed, content: bytes, key_id: str, by: str, at: datetime
) -> EvidencePack:
    """Store a signed pack; it is never made again."""
    with transaction.atomic():
        pack = EvidencePack.objects.create(
            district_id=disclosed.district_id,
            disclosed=disclosed,
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
            key_id=key_id,
            made_at=at,
        )
        audit.record(
            district_id=disclosed.district_id,
            by=by,
            at=at,
            kind=AuditEvent.Kind.DISCLOSURE,
            what="evidence pack signed",
            pack=pack.pk,
            sha256=pack.sha256,
            key=key_id,
        )
    return pack


def note_download(*, pack: EvidencePack, by: str, at: datetime) -> None:
    """Write down who was given a pack; if that fails, they are not."""
    audit.record(
        district_id=pack.district_id,
        by=by,
        at=at,
        kind=AuditEvent.Kind.DISCLOSURE,
        what="evidence pack downloaded",
        pack=pack.pk,
        sha256=pack.sha256,
    )
