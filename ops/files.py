"""Write files that a kill -9 cannot leave half done, and take turns at shared folders."""

import fcntl
import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ops.console import say

PRIVATE = 0o600


def write_atomically(path: Path, text: str, *, mode: int = PRIVATE) -> None:
    """Replace a file whole: readers see the old text or the new, and never a part."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
        os.fchmod(stream.fileno(), mode)
    os.replace(name, path)


def read_json(path: Path) -> dict[str, str]:
    """Return a flat JSON file; empty where it is missing or torn."""
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return {str(key): str(value) for key, value in found.items()}


def write_json(path: Path, values: dict[str, str]) -> None:
    """Replace a flat JSON file whole."""
    write_atomically(path, json.dumps(values, indent=2) + "\n")


def digest_of(paths: Iterable[Path], *more: str) -> str:
    """Return one hash of the contents and names of files, and of any further strings."""
    total = hashlib.sha256()
    for path in sorted(paths):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{path}\0{content}\n".encode(errors="surrogateescape"))
    for text in more:
        total.update(f"{text}\n".encode())
    return total.hexdigest()


def files_under(folder: Path, pattern: str = "*") -> list[Path]:
    """List regular files below a folder; none where the folder is missing."""
    return [path for path in folder.rglob(pattern) if path.is_file()]


def try_lock(descriptor: int) -> bool:
    """Take a lock that the kernel gives back when its holder dies, or say that it is taken."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def turn_at(path: Path, what: str) -> Iterator[None]:
    """Hold a folder or lock file alone, waiting for whoever has it.

    The descriptor is not inherited by children, so the lock ends with this process however it
    ends.
    """
    flags = os.O_RDONLY if path.is_dir() else os.O_RDWR | os.O_CREAT
    descriptor = os.open(path, flags | os.O_CLOEXEC, PRIVATE)
    try:
        if not try_lock(descriptor):
            say(f"Waiting for another {what} to finish.")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
