"""Make a photograph that somebody sent anew, in a child process that can do no harm.

What is sent is looked at by `incidents/image_child.py` alone: without settings, secrets, files or
network, with 768 MB of address space and 5 s of processor time. What comes back has no byte of
the original. Children run one after another (`_turn`), and few requests may hold a photograph at
all (`in_hand`), so that photographs never keep pages waiting.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

MOST_BYTES: Final = 12_000_000
MOST_PIXELS: Final = 40_000_000
MOST_BOXES: Final = 20
#: Pixels of the longer side: a face or a number plate across the street can still be read.
LARGE_SIDE: Final = 2560
SMALL_SIDE: Final = 480

_MEMORY: Final = 768 * 2**20
_PROCESSOR_SECONDS: Final = 5
_WALL_SECONDS: Final = 20.0  # on a machine with nothing to spare
_PATIENCE: Final = 8.0  # seconds to wait for one's turn; together below nginx's 35
_CHILD: Final = Path(__file__).with_name("image_child.py")
_LEAST_BYTES: Final = 12
_BOX: Final = re.compile(r"(?:(?:0|1|0?\.[0-9]{1,4}|1\.0{1,4}),?){4}", re.ASCII)
#: These mean that decoding itself failed, and would again.
_BAD_ENDS: Final = frozenset(
    -number
    for number in (
        signal.SIGXCPU,
        signal.SIGSEGV,
        signal.SIGABRT,
        signal.SIGBUS,
        signal.SIGFPE,
        signal.SIGILL,
        signal.SIGSYS,
    )
)


class PhotoRefused(ValueError):
    """A photograph cannot be taken; the message is a sentence for its sender."""


class TooManyBytes(PhotoRefused):
    """More than 12,000,000 bytes."""


class NotAPhoto(PhotoRefused):
    """Neither JPEG nor PNG nor WebP."""


class BrokenPhoto(PhotoRefused):
    """A picture that cannot be read, is too large, or moves."""


class BadBoxes(PhotoRefused):
    """Boxes that are no boxes."""


class Busy(RuntimeError):
    """Other photographs are being read; the same one can be sent again in some seconds."""


_SENTENCES: Final = {
    "broken": "This picture is damaged or cut off, and cannot be read.",
    "moving": "This picture moves. Send one that stands still.",
    "too_many_pixels": "This picture has more than 40 million pixels. Send a smaller one.",
}
_NO_PHOTO: Final = "This is not a JPEG, PNG or WebP picture."
_PHONE_FORMAT: Final = (
    "This is a picture in a format of some phones (HEIC or AVIF). Send it as JPEG: on an iPhone,"
    " Settings, Camera, Formats, Most Compatible."
)


@dataclass(frozen=True)
class Box:
    """A part to cover: left, top, width, height, as parts (0 to 1) of the upright picture."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class CleanPhoto:
    """A photograph made anew as JPEG, and its small copy. `width`, `height` in pixels."""

    large: bytes
    small: bytes
    width: int
    height: int


def boxes_from_text(text: str) -> tuple[Box, ...]:
    """Return the boxes in ``left,top,width,height;...``, each number from 0 to 1.

    Raises
    ------
    BadBoxes
        For anything else, more than 20 of them, or one that leaves the picture.
    """
    if not text:
        return ()
    refusal = BadBoxes("Send boxes as left,top,width,height;... with numbers from 0 to 1.")
    parts = text[:2000].split(";")
    if len(text) > 2000 or len(parts) > MOST_BOXES:
        raise BadBoxes(f"Cover at most {MOST_BOXES} parts of a picture.")
    if not all(part.count(",") == 3 and _BOX.fullmatch(part) for part in parts):
        raise refusal
    boxes = tuple(Box(*(float(number) for number in part.split(","))) for part in parts)
    if any(one.left + one.width > 1.0001 or one.top + one.height > 1.0001 for one in boxes):
        raise refusal
    return boxes


def check_kind(content: bytes) -> None:
    """Refuse what does not begin as a JPEG, PNG or WebP file does, before anything decodes it.

    Raises
    ------
    PhotoRefused
        `TooManyBytes`, `BrokenPhoto` where there is next to nothing, else `NotAPhoto`.
    """
    if len(content) > MOST_BYTES:
        raise TooManyBytes(f"A picture has at most {MOST_BYTES:,} bytes.")
    if len(content) < _LEAST_BYTES:
        raise BrokenPhoto("This file is empty or cut off.")
    start = content[:16]
    if start.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return
    if start.startswith(b"RIFF") and start[8:12] == b"WEBP":
        return
    raise NotAPhoto(_PHONE_FORMAT if start[4:8] == b"ftyp" else _NO_PHOTO)


_hands: Final = threading.BoundedSemaphore(2)  # of a web process's four threads


@contextmanager
def in_hand() -> Iterator[None]:
    """Hold a photograph in this process; two at a time, so that threads are left for pages.

    Raises
    ------
    Busy
        At once, if two are held already.
    """
    if not _hands.acquire(blocking=False):
        raise Busy
    try:
        yield
    finally:
        _hands.release()


def clean(content: bytes, boxes: Sequence[Box], *, turns: Path) -> CleanPhoto:
    """Return a photograph made anew: upright, in sRGB, without metadata, parts of it covered.

    Takes 0.2 to 2 s. `turns` is a folder for the locks by which processes take turns.

    Raises
    ------
    PhotoRefused
        With a sentence for its sender.
    Busy
        If no turn came in time, or the machine gave the child none.
    """
    check_kind(content)
    limits = {
        "pixels": MOST_PIXELS,
        "side": LARGE_SIDE,
        "small": SMALL_SIDE,
        "boxes": [[box.left, box.top, box.width, box.height] for box in boxes],
        "memory": _MEMORY,
        "seconds": _PROCESSOR_SECONDS,
    }
    with _turn(turns):
        said = _ask_child(content, limits)
    head, _, files = said.partition(b"\n")
    told = json.loads(head)
    if "refused" in told:
        raise BrokenPhoto(_SENTENCES[told["refused"]])
    assert len(files) == told["large"] + told["small"], "the child ended well, so it said all"
    return CleanPhoto(files[: told["large"]], files[told["large"] :], told["width"], told["height"])


def _ask_child(content: bytes, limits: dict[str, Any]) -> bytes:
    child = subprocess.Popen(  # noqa: S603 - our own program, arguments of ours
        [sys.executable, "-I", str(_CHILD), json.dumps(limits)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"LC_ALL": "C.UTF-8"},  # none of the web process's: it holds the database's password
        cwd="/",
        start_new_session=True,
    )
    with child:
        try:
            said, _ = child.communicate(content, timeout=_WALL_SECONDS)
        except subprocess.TimeoutExpired as error:
            child.kill()
            raise Busy from error
    if child.returncode > 0 or child.returncode in _BAD_ENDS:
        raise BrokenPhoto(_SENTENCES["broken"])
    if child.returncode < 0:  # killed from outside: not the picture's fault
        raise Busy
    return said


@contextmanager
def _turn(folder: Path) -> Iterator[None]:
    """Wait for one of the places at which this machine decodes: half of its processors."""
    places = max(1, (os.cpu_count() or 1) // 2)
    end = time.monotonic() + _PATIENCE
    with ExitStack() as stack:
        files = [
            stack.enter_context((folder / f"turn-{number}.lock").open("w"))
            for number in range(places)
        ]
        while not any(_locks(file.fileno()) for file in files):
            if time.monotonic() > end:
                raise Busy
            time.sleep(0.05)
        yield  # closing the file gives the place back, also when this process is killed


def _locks(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
