"""One pack, and how it is altered."""

from __future__ import annotations

import io
import json
import zipfile

from hotspots.evidence.archive import packed, unpacked
from hotspots.evidence.contents import MANIFEST, pack_of, sha256, written
from hotspots.evidence.signing import new_key, signer_of
from members.audiences import Audience
from tests.hotspots.funding_payload import payload

SIGNER = signer_of(new_key())
KEYS = {"published_at": "https://x.invalid/evidence-keys.json",
        "keys": [{"id": SIGNER.key_id, "public": SIGNER.public}]}  # fmt: skip


def pack(audience: Audience = Audience.FUNDER) -> bytes:
    return pack_of(
        payload(audience), pdf=b"%PDF", geopackage=b"gpkg", version="1", keys=KEYS, signer=SIGNER
    )


PACK = pack()


def altered(name: str, content: bytes, *, hide: bool = False) -> bytes:
    """Return the pack with one file changed; `hide` mends the manifest, as a forger would."""
    files = unpacked(PACK)
    files[name] = content
    if hide:
        manifest = json.loads(files[MANIFEST])
        manifest["files"][name] = {"sha256": sha256(content), "bytes": len(content)}
        files[MANIFEST] = written(manifest)
    return packed(files)


def zipped(*entries: tuple[str, bytes], mode: int = 0, kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    written_ = io.BytesIO()
    with zipfile.ZipFile(written_, "w", kind) as archive:
        for name, content in entries:
            entry = zipfile.ZipInfo(name)
            entry.external_attr = mode << 16
            entry.compress_type = kind
            archive.writestr(entry, content)
    return written_.getvalue()
