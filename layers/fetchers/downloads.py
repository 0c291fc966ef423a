"""Download from servers that fail: whole files that resume, and pieces of files by range.

Every request has a timeout, every wait has an end, and nothing is taken for what was asked for
until its size, its version and its first bytes say so.
"""

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from typing import Final, TypeVar

import httpx

MAX_BYTES: Final = 20_000_000_000
"""Largest file that is downloaded whole; an archive of all forces has under 2 GB."""
_MAX_PIECE: Final = 200_000_000

_TIMEOUT: Final = httpx.Timeout(30.0, connect=10.0)
_RETRY: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_CONTENT_RANGE: Final = re.compile(r"bytes ([0-9]{1,15})-([0-9]{1,15})/([0-9]{1,15})")
_ZIP: Final = b"PK"
Found = TypeVar("Found")
_PROGRESS: Final = 1 << 16  # Bytes after which an attempt was worth while.


class DownloadFailed(Exception):
    """A download cannot be had; the message is one sentence that says why."""


class _Interrupted(Exception):
    """One attempt ended early; `wait` is how many seconds the server asked for, if it did."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


@dataclass(frozen=True)
class Patience:
    """How often to try again and how long to wait for it, in seconds."""

    attempts: int = 6
    first_wait: float = 1.0
    longest_wait: float = 120.0
    sleep: Callable[[float], None] = time.sleep

    def rest(self, attempt: int, asked: float | None, reason: str) -> None:
        """Wait before the next attempt (the first one is 0).

        Raises
        ------
        DownloadFailed
            If there have been enough attempts, or the server asks for a longer wait.
        """
        if attempt + 1 >= self.attempts:
            raise DownloadFailed(f"Gave up after {self.attempts} attempts: {reason}.")
        if asked is not None and asked > self.longest_wait:
            raise DownloadFailed(
                f"The server asks to wait {asked:,.0f} seconds ({reason}); try again then."
            )
        backoff = min(self.first_wait * 2**attempt, self.longest_wait)
        self.sleep(max(backoff, asked or 0.0))


@dataclass(frozen=True)
class Remote:
    """A file on a server that gives pieces of it: its size and the mark of its version."""

    url: str
    size: int
    version: str | None


def new_client() -> httpx.Client:
    """Return a client with timeouts that says who it is and asks for bytes as they are."""
    return httpx.Client(
        timeout=_TIMEOUT,
        follow_redirects=True,
        max_redirects=5,
        headers={"User-Agent": "ntars-geo", "Accept-Encoding": "identity"},
    )


def find(client: httpx.Client, url: str, patience: Patience) -> Remote | None:
    """Return a remote file, or None if its server does not give pieces of files.

    Raises
    ------
    DownloadFailed
        If it is not there, or the server does not answer.
    """

    def ask() -> Remote | None:
        with _answer(client, url, {"Range": "bytes=0-0"}) as response:
            if response.status_code != HTTPStatus.PARTIAL_CONTENT:
                return None
            _, _, size = _content_range(response)
            return Remote(url, size, _version(response))

    return _trying(ask, patience)


def read_piece(
    client: httpx.Client, remote: Remote, start: int, length: int, patience: Patience
) -> bytes:
    """Return `length` bytes of a remote file from `start`, going on where an attempt broke off.

    Raises
    ------
    DownloadFailed
        If the file has changed meanwhile, the server gives other bytes than asked for, or
        does not answer.
    """
    if length > _MAX_PIECE or start + length > remote.size:
        raise DownloadFailed("The archive is not what its directory says.")
    got = bytearray()

    def go_on() -> None:
        first = start + len(got)
        headers = {"Range": f"bytes={first}-{start + length - 1}"}
        if remote.version:
            headers["If-Range"] = remote.version
        with _answer(client, remote.url, headers) as response:
            _check_piece(response, remote, first)
            for chunk in response.iter_raw():
                got.extend(chunk[: length - len(got)])
        if len(got) < length:
            raise _Interrupted("the connection was cut")

    if length:
        _trying(go_on, patience, lambda: len(got))
    return bytes(got)


def _check_piece(response: httpx.Response, remote: Remote, first: int) -> None:
    if response.status_code != HTTPStatus.PARTIAL_CONTENT:
        raise DownloadFailed("The file changed on the server while it was read; start again.")
    start, _, size = _content_range(response)
    if (start, size) != (first, remote.size):
        raise DownloadFailed("The server gave another piece of the file than was asked for.")


def download(client: httpx.Client, url: str, path: Path, patience: Patience) -> None:
    """Download a ZIP archive whole to `path`, going on with what an earlier run left.

    Until it is complete it stands beside as `.part`. The mark of its version is kept, so that
    only a server that still has that version may add to it, and one that has no other is not
    asked for it twice.

    Raises
    ------
    DownloadFailed
        If it is not there, is not a ZIP archive, is too large, or the server does not answer.
    """
    part, mark = path.with_suffix(".part"), path.with_suffix(".version")

    def held() -> int:
        return part.stat().st_size if part.exists() and mark.exists() else 0

    def go_on() -> None:
        with _answer(client, url, _conditions(path, mark, held())) as response:
            if response.status_code == HTTPStatus.NOT_MODIFIED:
                return
            resumed = response.status_code == HTTPStatus.PARTIAL_CONTENT
            if resumed and _content_range(response)[0] != held():
                raise DownloadFailed("The server gave another piece of the file than asked for.")
            size = _content_range(response)[2] if resumed else _length(response)
            at = held() if resumed else 0
            _remember_version(mark, _version(response))
            _append(response, part, at, size)
        os.replace(part, path)

    _trying(go_on, patience, held)


def _conditions(path: Path, mark: Path, held: int) -> dict[str, str]:
    if not mark.exists():
        return {}
    version = mark.read_text()
    if held:
        return {"Range": f"bytes={held}-", "If-Range": version}
    if not path.exists():
        return {}
    return {"If-None-Match" if version.startswith('"') else "If-Modified-Since": version}


def _append(response: httpx.Response, part: Path, held: int, size: int | None) -> None:
    with part.open("r+b" if held else "wb") as file:
        file.seek(held)
        for chunk in response.iter_raw():
            if file.tell() == 0 and not chunk.startswith(_ZIP):
                raise DownloadFailed(
                    "The server answered with something that is not a ZIP archive "
                    f"({response.headers.get('Content-Type', 'of no stated type')[:40]})."
                )
            file.write(chunk)
            if file.tell() > (MAX_BYTES if size is None else size):
                raise DownloadFailed("The file is larger than the server said.")
        file.flush()
        os.fsync(file.fileno())
        if size is not None and file.tell() < size:
            raise _Interrupted("the connection was cut")


def _remember_version(mark: Path, version: str | None) -> None:
    if version:
        mark.write_text(version)
    else:
        mark.unlink(missing_ok=True)


def _trying(
    attempt: Callable[[], Found], patience: Patience, progress: Callable[[], int] = lambda: 0
) -> Found:
    """Return what an attempt gives; try again while it is interrupted.

    `progress` tells how many bytes have come so far: an attempt that brought some counts as the
    first again, or a large file would never come over a bad line.
    """
    number = 0
    while True:
        before = progress()
        try:
            return attempt()
        except _Interrupted as error:
            number = 0 if progress() >= before + _PROGRESS else number
            patience.rest(number, error.wait, str(error))
            number += 1


@contextmanager
def _answer(client: httpx.Client, url: str, headers: dict[str, str]) -> Iterator[httpx.Response]:
    """Yield an answer of 200, 206 or 304 whose body is still to be read."""
    try:
        with client.stream("GET", url, headers=headers) as response:
            _check_status(response)
            yield response
    except httpx.TransportError as error:
        name = type(error).__name__
        raise _Interrupted(f"the connection failed ({name})") from error
    except (httpx.InvalidURL, httpx.TooManyRedirects) as error:
        raise DownloadFailed(f"The address {url} leads nowhere.") from error


def _check_status(response: httpx.Response) -> None:
    status = response.status_code
    if status in _RETRY:
        raise _Interrupted(f"the server answered {status}", _retry_after(response))
    if status == HTTPStatus.NOT_FOUND:
        raise DownloadFailed(f"There is nothing at {response.request.url}.")
    if status not in (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT, HTTPStatus.NOT_MODIFIED):
        raise DownloadFailed(f"The server answered {status} for {response.request.url}.")
    if "text/html" in response.headers.get("Content-Type", ""):
        raise DownloadFailed(f"The server answered with a web page for {response.request.url}.")


def _retry_after(response: httpx.Response) -> float | None:
    """Return the wait that a server asks for; a date counts from the server's own clock."""
    text = response.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        until = parsedate_to_datetime(text)
        return max((until - parsedate_to_datetime(response.headers["Date"])).total_seconds(), 0.0)
    except (ValueError, TypeError, KeyError):
        return None


def _content_range(response: httpx.Response) -> tuple[int, int, int]:
    found = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
    if found is None:
        raise DownloadFailed("The server gave a piece of the file without saying which.")
    return int(found[1]), int(found[2]), int(found[3])


def _length(response: httpx.Response) -> int | None:
    text = response.headers.get("Content-Length", "")
    size = int(text) if text.isascii() and text.isdigit() else None
    if size is not None and size > MAX_BYTES:
        raise DownloadFailed("The file is larger than 20 GB.")
    return size


def _version(response: httpx.Response) -> str | None:
    """Return what names this version of the file: a strong ETag, else when it was changed."""
    tag = str(response.headers.get("ETag", ""))
    if tag.startswith('"'):
        return tag
    return response.headers.get("Last-Modified")
