"""Decode one photograph where a broken decoder can do no harm, and make it anew.

A program of its own, started by `incidents/cleaning.py` as ``python -I image_child.py LIMITS``. It
reads the bytes that somebody sent from its input and writes a line of JSON and two JPEG files to
its output. It imports nothing of this project, gets neither settings nor secrets, and before it
reads the first byte it gives up memory, time, files, forks and the network. No other module may
call `Image.open`.
"""

from __future__ import annotations

import ctypes
import io
import json
import os
import resource
import sys
import warnings
from collections.abc import Sequence
from typing import Any, Final

from PIL import Image, ImageCms, ImageDraw, MpoImagePlugin, WebPImagePlugin

FORMATS: Final = ("JPEG", "PNG", "WEBP")
_ORIENTATION: Final = 0x0112
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_DEEP: Final = {"I", "I;16", "I;16B", "I;16L", "I;16N"}
_NEW_NAMESPACES: Final = 0x10000000 | 0x40000000  # CLONE_NEWUSER | CLONE_NEWNET
_NO_NEW_PRIVILEGES: Final = 38

assert MpoImagePlugin, "phones write several pictures into one file; loaded while files still open"
assert WebPImagePlugin, "loaded while files still open"


class Refused(Exception):
    """A picture is not taken; its argument is a code that the parent has a sentence for."""


def confine(memory: int, seconds: int) -> None:
    """Give up what decoding needs none of, before the first byte is read.

    Three open files are input, output and errors: with them taken, no file and no socket can be
    opened any more. A network of its own, which is empty, stands behind that where the kernel
    allows it to ordinary users.
    """
    os.nice(10)  # pages come first
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    libc.unshare(_NEW_NAMESPACES)
    # A second more to the hard limit: the signal of the soft one says that it was the picture.
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    for limit, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 3),
    ):
        resource.setrlimit(limit, (value, value))


def clean(
    content: bytes, *, pixels: int, side: int, small: int, boxes: Sequence[Sequence[float]]
) -> tuple[Image.Image, Image.Image]:
    """Return a picture upright, without its metadata, covered by the boxes; and a small copy.

    Parameters
    ----------
    pixels : the most that the picture may have, as it was sent.
    side, small : the most that the longer side of each copy may have.
    boxes : (left, top, width, height), as parts of the upright picture's sides.
    """
    picture = _opened(content, pixels)
    turn = _TURNS.get(_orientation(picture))
    picture.draft("RGB", (side, side))  # a JPEG is decoded at the size that is needed
    picture.load()
    picture.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    picture = _in_plain_colours(picture)
    if turn is not None:
        picture = picture.transpose(turn)
    _cover(picture, boxes)
    copy = picture.copy()
    copy.thumbnail((small, small), Image.Resampling.LANCZOS)
    return picture, copy


def _opened(content: bytes, pixels: int) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = pixels
    try:
        picture = Image.open(io.BytesIO(content), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused("too_many_pixels") from error
    if picture.width * picture.height > pixels:
        raise Refused("too_many_pixels")
    # The second picture of a phone's JPEG is a depth or brightness map of the first.
    if picture.format != "MPO" and getattr(picture, "n_frames", 1) > 1:
        raise Refused("moving")
    return picture


def _orientation(picture: Image.Image) -> int:
    """Return which way is up; where the file tells nonsense of itself, as it lies."""
    try:
        return int(picture.getexif().get(_ORIENTATION, 1))
    except Exception:  # whatever an untrusted block of metadata can cause
        return 1


def _in_plain_colours(picture: Image.Image) -> Image.Image:
    """Return new pixels in sRGB on white, with nothing that the old file said beside them."""
    if picture.mode in _DEEP:
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    clear = picture.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in picture.info
    mask = picture.convert("RGBA").getchannel("A") if clear else None
    plain = Image.new("RGB", picture.size, "white")
    plain.paste(_in_srgb(picture), mask=mask)
    return plain


def _in_srgb(picture: Image.Image) -> Image.Image:
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in {"RGB", "CMYK", "L"}:
        try:
            found = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            srgb = ImageCms.createProfile("sRGB")
            changed = ImageCms.profileToProfile(picture, found, srgb, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
            pass  # a profile that fits nothing: the numbers are shown as they are
        else:
            assert changed is not None, "a new picture was asked for"
            return changed
    return picture.convert("RGBA").convert("RGB") if picture.mode == "P" else picture.convert("RGB")


def _cover(picture: Image.Image, boxes: Sequence[Sequence[float]]) -> None:
    draw = ImageDraw.Draw(picture)
    for left, top, width, height in boxes:
        # Outwards to whole pixels: an edge that shows through half a pixel tells too much.
        first = int(left * picture.width), int(top * picture.height)
        last = int((left + width) * picture.width) + 1, int((top + height) * picture.height) + 1
        draw.rectangle((first, last), fill="black")


def _as_jpeg(picture: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality, optimize=True)
    return file.getvalue()


def answer(content: bytes, limits: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Return what the parent is told, and the bytes that follow it."""
    try:
        picture, copy = clean(content, **limits)
    except Refused as refusal:
        return {"refused": str(refusal)}, b""
    except MemoryError:
        return {"refused": "too_many_pixels"}, b""
    except Exception:  # whatever decoders raise for bytes that somebody made up
        return {"refused": "broken"}, b""
    large, small = _as_jpeg(picture, 85), _as_jpeg(copy, 80)
    told = {"width": picture.width, "height": picture.height, "large": len(large)}
    return told | {"small": len(small)}, large + small


def main() -> None:
    """Read limits and bytes, and write what came of them."""
    limits = json.loads(sys.argv[1])
    Image.preinit()
    warnings.simplefilter("error")
    warnings.simplefilter("ignore", DeprecationWarning)
    confine(limits.pop("memory"), limits.pop("seconds"))
    told, files = answer(sys.stdin.buffer.read(), limits)
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + files)


if __name__ == "__main__":
    main()
