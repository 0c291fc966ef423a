"""What was made of a published snapshot, kept in this process so that it is made once.

A snapshot never changes, so whatever was rendered of it holds until it is thrown out for want
of room, or after a few minutes because of what stands around it (streets, an upgrade). The key
is the district, the audience and the snapshot; nothing personal may be put here, and a page
that names its reader puts only the part on the shelf that does not.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import Final

#: District, audience, and what was made of which snapshot.
Key = tuple[int, str, str]

_MOST_BYTES: Final = 32 * 1024 * 1024  # some 300 pages a process
_SECONDS: Final = 300.0


@dataclass(frozen=True, slots=True)
class Kept:
    """Some bytes, and the fingerprint by which a browser asks whether it still has them."""

    body: bytes
    sha256: str


class Shelf:
    """The newest things made, up to so many bytes; safe among threads."""

    def __init__(
        self,
        clock: Callable[[], float],
        *,
        most_bytes: int = _MOST_BYTES,
        seconds: float = _SECONDS,
    ) -> None:
        self._clock = clock
        self._most_bytes = most_bytes
        self._seconds = seconds
        self._held: OrderedDict[Key, tuple[float, Kept]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()
        self._makers: dict[Key, Lock] = {}

    def get(self, key: Key, make: Callable[[], bytes]) -> Kept:
        """Return what stands under a key, made now if it does not stand there any more.

        Whoever asks for it meanwhile waits, so that a crowd before a new map has it made once.
        """
        kept = self._standing(key)
        if kept is not None:
            return kept
        with self._maker_of(key):
            kept = self._standing(key)  # made while we waited
            if kept is None:
                body = make()
                kept = Kept(body, sha256(body).hexdigest())
                self._put(key, kept)
        return kept

    def _standing(self, key: Key) -> Kept | None:
        with self._lock:
            made_at, kept = self._held.get(key, (0.0, None))
            if kept is None or self._clock() - made_at >= self._seconds:
                return None
            self._held.move_to_end(key)
            return kept

    def _maker_of(self, key: Key) -> Lock:
        with self._lock:
            return self._makers.setdefault(key, Lock())

    def _put(self, key: Key, kept: Kept) -> None:
        with self._lock:
            self._take_off(key)
            self._held[key] = (self._clock(), kept)
            self._bytes += len(kept.body)
            while self._bytes > self._most_bytes and len(self._held) > 1:
                self._take_off(next(iter(self._held)))

    def _take_off(self, key: Key) -> None:
        if key in self._held:
            self._bytes -= len(self._held.pop(key)[1].body)
            self._makers.pop(key, None)
