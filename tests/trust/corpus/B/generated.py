"""The photographs of corpus B, each made when it is asked for: bombs are not committed."""

from __future__ import annotations

import gzip
import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from PIL import Image

from incidents.cleaning import MOST_BYTES
from tests.incidents.pictures import as_file, drawn, jpeg, told_on

SVG = (
    b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script>&x;'
    b"<foreignObject><body/></foreignObject></svg>"
)


@dataclass(frozen=True)
class Sent:
    """One request: its bytes, the headers that differ (`None`: left out), and its query."""

    body: bytes
    headers: Mapping[str, str | None] = field(default_factory=dict)
    query: str = "district=exampleton"
    method: str = "POST"


Maker = Callable[[], Sent]


def _plain(body: bytes) -> Maker:
    return lambda: Sent(body)


def _made(make: Callable[[], bytes], **headers: str | None) -> Maker:
    return lambda: Sent(make(), {name.replace("_", "-"): one for name, one in headers.items()})


def _png_of(width: int, height: int) -> bytes:
    """Return a PNG of one bit a pixel, all black: some kilobytes, however large it says it is."""

    def chunk(name: bytes, content: bytes) -> bytes:
        check = zlib.crc32(name + content)
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)

    row = b"\0" * (1 + (width + 7) // 8)
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def _flat(width: int, height: int) -> bytes:
    return as_file(Image.new("RGB", (width, height), "navy"), quality=30)


def noisy(width: int = 4000, height: int = 3000) -> bytes:
    """Return a JPEG as full of detail as a photograph of a crowd."""
    rough = Image.effect_noise((width // 4, height // 4), 60).resize((width, height))
    return as_file(Image.merge("RGB", (rough, rough.rotate(180), rough)), quality=88)


def _moving(kind: str) -> bytes:
    frames = [Image.new("RGB", (32, 32), (shade, 0, 0)) for shade in (0, 120, 240)]
    file = io.BytesIO()
    frames[0].save(file, kind, save_all=True, append_images=frames[1:], duration=40)
    return file.getvalue()


def _zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("../../etc/passwd", "x" * 100)
    return file.getvalue()


def _text_bomb() -> bytes:
    """Return a PNG whose compressed text would fill 64 MB."""
    text = zlib.compress(b"a" * 2**26, 9)
    content = b"Comment\0\0" + text
    chunk = struct.pack(">I", len(content)) + b"zTXt" + content
    chunk += struct.pack(">I", zlib.crc32(b"zTXt" + content))
    plain = as_file(drawn(), "PNG")
    return plain[:33] + chunk + plain[33:]


def _icc_bomb() -> bytes:
    return as_file(drawn(), icc_profile=b"\xff" * 400_000)


def _long_exif() -> bytes:
    """Return a JPEG whose directory of metadata points at itself."""
    loop = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", 1) + b"\x69\x87\x04\0\x01\0\0\0"
    loop += struct.pack("<I", 8) + struct.pack("<I", 8)
    plain = jpeg()
    return plain[:2] + b"\xff\xe1" + struct.pack(">H", len(loop) + 2) + loop + plain[2:]


def _twelve_bits() -> bytes:
    return jpeg().replace(b"\xff\xc0\x00\x11\x08", b"\xff\xc1\x00\x11\x0c", 1)


def _file(kind: str, mode: str = "RGB") -> bytes:
    return as_file(drawn(mode=mode), kind)


def _turned(turn: int) -> Callable[[], bytes]:
    def make() -> bytes:
        exif = Image.Exif()
        exif[0x0112] = turn
        return as_file(drawn(), exif=exif)

    return make


def _query(query: str) -> Maker:
    return lambda: Sent(jpeg(), query=query)


HEIC = b"\0\0\0\x18ftypheic\0\0\0\0heicmif1" + b"\0" * 200
AVIF = b"\0\0\0\x18ftypavif\0\0\0\0avifmif1" + b"\0" * 200

MAKERS: dict[str, Maker] = {
    "B00-a-photograph": _made(jpeg),
    "B00-webp": _made(lambda: _file("WEBP"), Content_Type="image/webp"),
    "B00-png": _made(lambda: _file("PNG"), Content_Type="image/png"),
    "B00-one-pixel": _made(lambda: jpeg(1, 1)),
    "B01-png-12000": _made(lambda: _png_of(12_000, 12_000)),
    "B02-png-19000": _made(lambda: _png_of(19_000, 19_000)),
    "B02-png-of-two-thousand-million": _made(lambda: _png_of(60_000, 40_000)[:100_000]),
    "B03-jpeg-89-million": _made(lambda: _flat(10_000, 8_900)),
    "B03-just-40-million": _made(lambda: _flat(8_000, 5_000)),
    "B03-a-row-more": _made(lambda: _flat(8_000, 5_001)),
    "B03-very-long": _made(lambda: _flat(60_000, 2)),
    "B04-told-on": _made(told_on),
    "B04-twelve-million": _made(noisy),
    **{f"B05-turned-{turn}": _made(_turned(turn)) for turn in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9)},
    "B07-cut-off": _made(lambda: noisy(2000, 1500)[:50_000]),
    "B08-nothing": _plain(b""),
    "B08-one-byte": _plain(b"\xff"),
    "B08-three-bytes": _plain(b"\xff\xd8\xff"),
    "B09-svg": _plain(SVG),
    "B10-html-after-magic": _plain(b"\xff\xd8\xff\xe0<html><script>alert(1)</script></html>" * 4),
    "B10-jpeg-and-zip": _made(lambda: jpeg() + _zip()),
    "B10-pdf-in-a-comment": _made(lambda: as_file(drawn(), comment=b"%PDF-1.7 CANARY")),
    "B11-gif": _made(lambda: _moving("GIF")),
    "B11-apng": _made(lambda: _moving("PNG")),
    "B11-webp": _made(lambda: _moving("WEBP")),
    "B12-tiff": _made(lambda: _moving("TIFF")),
    "B12-big-tiff": _plain(b"II+\0\x08\0\0\0" + b"\0" * 100),
    "B13-heic": _plain(HEIC),
    "B13-avif": _plain(AVIF),
    "B13-jpeg-xl": _plain(b"\0\0\0\x0cJXL \r\n\x87\n" + b"\0" * 50),
    "B13-jpeg-2000": _plain(b"\0\0\0\x0cjP  \r\n\x87\n" + b"\0" * 50),
    "B13-psd": _plain(b"8BPS\0\x01" + b"\0" * 50),
    "B13-eps": _plain(b"%!PS-Adobe-3.0 EPSF-3.0\n" + b"x" * 50),
    "B13-ico": _plain(b"\0\0\x01\0\x01\0" + b"\0" * 50),
    "B13-bmp": _made(lambda: _file("BMP")),
    "B14-cmyk": _made(lambda: _file("JPEG", "CMYK")),
    "B14-grey": _made(lambda: _file("JPEG", "L")),
    "B14-palette": _made(lambda: _file("PNG", "P")),
    "B14-clear": _made(lambda: _file("PNG", "RGBA")),
    "B14-sixteen-bits": _made(lambda: as_file(Image.new("I;16", (40, 40), 30_000), "PNG")),
    "B14-twelve-bit-jpeg": _made(_twelve_bits),
    "B15-text-bomb": _made(_text_bomb),
    "B15-profile-of-nonsense": _made(_icc_bomb),
    "B15-metadata-in-a-circle": _made(_long_exif),
    "B19-html-by-its-header": _made(jpeg, Content_Type="text/html"),
    "B19-form-by-its-header": _made(jpeg, Content_Type="application/octet-stream"),
    "B19-zip-by-the-name-of-jpeg": _made(_zip),
    "B19-compressed": _made(lambda: gzip.compress(jpeg()), Content_Encoding="gzip"),
    "B19-sealed-by-nobody": _made(jpeg, Content_Type="application/vnd.ntars.sealed-photo"),
    "B19-sealed-nonsense": _made(
        lambda: b'{"key_name":"x","point":"y","nonce":"z"}\n' + b"q" * 500,
        Content_Type="application/vnd.ntars.sealed-photo",
    ),
    "B20-a-byte-too-many": _made(lambda: jpeg() + b"\0" * (MOST_BYTES + 1 - len(jpeg()))),
    "B20-just-twelve-million": _made(lambda: jpeg() + b"\0" * (MOST_BYTES - len(jpeg()))),
    "B23-another-district": _query("district=neighbour"),
    "B23-no-district": _query("district=nowhere"),
    "B23-unknown-key": _query(""),
    "B24-boxes-of-nonsense": _query("district=exampleton&boxes=../../etc/passwd"),
    "B24-boxes-by-the-thousand": _query("district=exampleton&boxes=" + "0,0,1,1;" * 200),
    "B24-covered": _query("district=exampleton&boxes=0,0,0.5,0.5;.9,.9,.1,.1"),
    "B26-virus-in-a-comment": _made(
        lambda: as_file(
            drawn(), comment=rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!"
        )
    ),
    "B36-no-key": _made(jpeg, Idempotency_Key=None),
    "B36-emoji-as-key": _made(jpeg, Idempotency_Key="caf%C3%A9"),
    "G08-no-token": _made(jpeg, X_CSRFToken=None),
    "G12-get": lambda: Sent(b"", method="GET"),
}


def flipped(content: bytes, seed: int) -> bytes:
    """Return a file with one to eight bits turned, anywhere in it but its first letters."""
    chance = random.Random(seed)
    found = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        found[chance.randrange(12, len(found))] ^= 1 << chance.randrange(8)
    return bytes(found)


def good_files() -> dict[str, bytes]:
    """Return the files whose bits are turned."""
    return {
        "jpeg": told_on(),
        "png": as_file(drawn(200, 150), "PNG"),
        "webp": as_file(drawn(200, 150), "WEBP"),
    }
