"""A file on a server, read like one on disk a piece at a time."""

import io

import httpx

from layers.fetchers.downloads import Patience, Remote, read_piece

_LEAST = 1 << 16  # Bytes fetched at once, at least: a request costs more than that many bytes.


class RemoteFile(io.RawIOBase):
    """A remote file that is read like one on disk, a piece at a time."""

    def __init__(self, client: httpx.Client, remote: Remote, patience: Patience) -> None:
        super().__init__()
        self._client, self._remote, self._patience = client, remote, patience
        self._at = 0
        self._held_from, self._held = 0, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._remote.size}[whence]
        if base + offset < 0:
            raise OSError("A place before the beginning of the file.")
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def hold(self, start: int, length: int) -> None:
        """Fetch a piece that will be read soon, in one request."""
        length = max(min(length, self._remote.size - start), 0)
        self._held = read_piece(self._client, self._remote, start, length, self._patience)
        self._held_from = start

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        length = max(min(len(buffer), self._remote.size - self._at), 0)
        inside = self._at - self._held_from
        if inside < 0 or inside + length > len(self._held):
            self.hold(self._at, max(length, _LEAST))
            inside = 0
        buffer[:length] = self._held[inside : inside + length]
        self._at += length
        return length
