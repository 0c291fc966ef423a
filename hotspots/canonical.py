"""One way to write plain data as bytes, so that a hash means the same thing everywhere."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from hotspots import contrast, disclosure, gathering, payloads, periods, recipe
from layers import grid, projection, snapping

# All code that a published contrast passes through after it leaves the database.
RECIPE: Final = (
    contrast,
    disclosure,
    gathering,
    payloads,
    periods,
    recipe,
    grid,
    projection,
    snapping,
)


def canonical(value: Any) -> str:
    """Return JSON with sorted keys and no spaces.

    Raises ValueError for NaN and infinity, which are no JSON.
    """
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    )


def sha256_of(value: Any) -> str:
    """Return the SHA-256, in hex, of plain data in canonical form."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def sha256_of_parts(parts: Iterable[bytes]) -> str:
    """Return the SHA-256, in hex, of several byte strings, each with its length before it."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def code_version(modules: Sequence[ModuleType] = RECIPE) -> str:
    """Return a fingerprint of the modules that compute, the same wherever they are installed."""
    sources = [Path(str(module.__file__)) for module in modules]
    return sha256_of_parts(source.read_bytes() for source in _files(sources))[:16]


def _files(sources: list[Path]) -> list[Path]:
    # A module that has become a package counts with all its files.
    return [
        file
        for source in sources
        for file in (sorted(source.parent.glob("*.py")) if source.stem == "__init__" else [source])
    ]
