"""Answer requests for a part of a file (RFC 9110, section 14)."""

import re
from typing import Final

_ONE_RANGE: Final = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})", re.ASCII)


class RangeRefused(ValueError):
    """The header asks for no part of the file, or for several, or is not understood."""


def one_range(header: str, *, size: int, most: int) -> range:
    """Return the positions of the bytes that a Range header asks for, at most `most` of them.

    Parameters
    ----------
    header : str
        Such as ``bytes=0-499``, ``bytes=500-`` or ``bytes=-500``.
    size : int
        Length of the file in bytes.
    most : int
        A longer range is cut to its first `most` bytes, as a server may.

    Raises
    ------
    RangeRefused
        If no byte of the file is meant, or more than one range.
    """
    found = _ONE_RANGE.fullmatch(header.strip())
    if found is None:
        raise RangeRefused("Only one range of bytes is served at a time.")
    first, last = found.groups()
    if first:
        part = range(int(first), min(int(last) + 1 if last else size, size))
    else:
        part = range(max(size - int(last or 0), 0), size)
    if not part:
        raise RangeRefused("The file has no such bytes.")
    return part[:most]
