"""State folders short enough for sockets, enterable by the services' account, and removed."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.state import State


@pytest.fixture
def workplace() -> Iterator[Path]:
    """Return a folder that any account may pass through, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="nt-", dir="/tmp"))
    folder.chmod(0o711)
    yield folder
    for note in [*folder.rglob("elsewhere"), *folder.rglob("short_sockets")]:
        shutil.rmtree(note.read_text().strip(), ignore_errors=True)
    shutil.rmtree(folder)


@pytest.fixture
def state(workplace: Path) -> State:
    """Return a prepared state folder with nothing in it yet."""
    made = State(workplace / "state", workplace / "state")
    made.prepare()
    return made
