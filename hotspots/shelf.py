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

    def get(self, key: Key, make: Callable[[], bytes]) -> Kept:
        """Return what stands under a key, made now if it does not stand there any more.

        Two threads may make the same thing at once; both make the same bytes.
        """
        now = self._clock()
        with self._lock:
            made_at, kept = self._held.get(key, (None, None))
            if kept is not None and made_at is not None and now - made_at < self._seconds:
                self._held.move_to_end(key)
                return kept
        body = make()
        kept = Kept(body, sha256(body).hexdigest())
        with self._lock:
            self._put(key, now, kept)
        return kept

    def _put(self, key: Key, now: float, kept: Kept) -> None:
        if key in self._held:
            self._bytes -= len(self._held.pop(key)[1].body)
        self._held[key] = (now, kept)
        self._bytes += len(kept.body)
        while self._bytes > self._most_bytes and len(self._held) > 1:
            _, (_, oldest) = self._held.popitem(last=False)
            self._bytes -= len(oldest.body)
