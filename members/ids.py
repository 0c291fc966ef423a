"""Identifiers made by the server."""

from datetime import datetime
from secrets import token_bytes
from uuid import UUID


def new_id(at: datetime, randomness: bytes | None = None) -> UUID:
    """Return a UUID of version 7: it sorts by its moment and tells nothing else.

    Parameters
    ----------
    at : an aware moment, kept to the millisecond.
    randomness : 10 bytes; drawn from the system's generator unless given.

    Source: RFC 9562, section 5.7.
    """
    random = int.from_bytes(randomness if randomness is not None else token_bytes(10))
    milliseconds = int(at.timestamp() * 1000)
    value = (milliseconds & (1 << 48) - 1) << 80 | random & (1 << 80) - 1
    value = value & ~(0xF << 76) | 7 << 76
    return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)
