"""Take a boundary file from the operator's own disk, and nothing else."""

import os
import stat
from pathlib import Path
from typing import Final

from layers.boundary_files import BoundaryFile, read_boundary
from layers.boundary_files.features import MAX_BYTES
from layers.strict_text import InputRefused

# A pipe must not keep the command waiting for a writer, and a terminal must not become ours.
_FLAGS: Final = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


def read_boundary_file(
    path: str, *, feature: str | None = None, srid: int | None = None
) -> BoundaryFile:
    """Return the one boundary of a file, checked; see :func:`layers.boundary_files.read_boundary`.

    Raises
    ------
    InputRefused
        If the path is not that of an ordinary readable file of at most 2 MB, or for any of
        the reasons of the readers.
    """
    content = _content(path)
    if _is_still_written(path):
        raise InputRefused(
            "Another program still has the GeoPackage open (there is a -wal file beside it): "
            "close it there first, or its last changes would be missed."
        )
    return read_boundary(content, feature=feature, srid=srid)


def _content(path: str) -> bytes:
    try:
        with os.fdopen(os.open(path, _FLAGS), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise InputRefused("The path does not lead to an ordinary file.")
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise InputRefused("There is no file of that name on this machine.") from error
    except OSError as error:
        raise InputRefused(f"The file cannot be read: {os.strerror(error.errno or 0)}.") from error
    except ValueError as error:
        if isinstance(error, InputRefused):
            raise
        raise InputRefused("The path is not one that a file can have.") from error


def _is_still_written(path: str) -> bool:
    beside = Path(f"{path}-wal")
    return beside.is_file() and beside.stat().st_size > 0
