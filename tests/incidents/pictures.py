"""Invented pictures, made by drawing, and how a browser sends them."""

from __future__ import annotations

import io
from typing import Any
from uuid import uuid4

from PIL import Image, ImageDraw

URL = "/api/v1/photos"


def drawn(width: int = 120, height: int = 80, mode: str = "RGB") -> Image.Image:
    """Return a picture whose upper left quarter is red and whose rest is green."""
    picture = Image.new("RGB", (width, height), (0, 160, 0))
    corner = max(0, width // 2 - 1), max(0, height // 2 - 1)
    ImageDraw.Draw(picture).rectangle((0, 0, *corner), fill=(200, 0, 0))
    return picture.convert(mode)


def as_file(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """Return a picture as a file of a kind."""
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def jpeg(width: int = 120, height: int = 80, **options: Any) -> bytes:
    """Return a drawn picture as JPEG."""
    return as_file(drawn(width, height), **options)


def told_on() -> bytes:
    """Return a JPEG that tells where, when and with what it was taken, and shows a thumbnail."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0xA431] = "Canary Camera", "Model 7", "SERIAL-1234"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 14.0, 19.0), 3: "W", 4: (0.0, 53.0, 50.0)})
    exif.get_ifd(0x8769).update({0x9003: "2026:11:01 21:15:00", 0x927C: b"CANARY-MAKER-NOTE"})
    return as_file(
        drawn(), exif=exif, comment=b"EICAR-CANARY", xmp=b"<x:xmpmeta>CANARY-XMP</x:xmpmeta>"
    )


def opened(content: bytes) -> Image.Image:
    """Return a file's picture, whole."""
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def send(client: Any, content: bytes, key: object = None, **more: Any) -> Any:
    """Send a photograph as a page or another system does."""
    query = {"district": more.pop("district", "exampleton")}
    if "boxes" in more:
        query["boxes"] = more.pop("boxes")
    headers = {"Idempotency-Key": str(key or uuid4())} | more.pop("headers", {})
    return client.post(
        URL,
        content,
        content_type=more.pop("content_type", "image/jpeg"),
        query_params=query,
        headers=headers,
    )
