"""What a file's name says: `YYYY-MM-<force>-<kind>.csv`, and what an archive may hold."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Final

_NAME: Final = re.compile(
    r"(?P<month>20[0-9]{2}-(?:0[1-9]|1[0-2]))-(?P<force>[a-z][a-z0-9-]{0,58}?)"
    r"-(?P<kind>street|outcomes|stop-and-search)\.csv(?:\.gz)?",
    re.ASCII,
)
_MONTH: Final = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])", re.ASCII)

STREET: Final = "street"


@dataclass(frozen=True)
class FileName:
    """Month, force and kind of a file, as its name gives them."""

    month: date
    force: str
    kind: str

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}-{self.force}-{self.kind}.csv"


def read_name(name: str) -> FileName | None:
    """Return what a file's name says, or None if it is not a name of data.police.uk."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    return FileName(month_of(found["month"]), found["force"], found["kind"])


def read_member_name(path: str) -> FileName | None:
    """Return what the path of an archive's entry says, or None if no archive has such a path.

    Archives hold `YYYY-MM/YYYY-MM-<force>-<kind>.csv` and nothing else; so an absolute path,
    one that climbs, or an archive inside the archive never gets further than this.
    """
    parts = PurePosixPath(path).parts
    name = read_name(parts[-1]) if parts else None
    if name is None or path.endswith(".gz") or "\\" in path:
        return None
    return name if parts[:-1] in ((), (f"{name.month:%Y-%m}",)) else None


def is_month_folder(path: str) -> bool:
    """Return whether an archive's entry is the folder of a month."""
    return path.endswith("/") and _MONTH.fullmatch(path.removesuffix("/")) is not None


def month_of(text: str) -> date:
    """Return the first day of a month written YYYY-MM.

    Raises
    ------
    ValueError
        If the text is anything else, or a year outside 2000 to 2099.
    """
    found = _MONTH.fullmatch(text)
    if found is None:
        raise ValueError(f"A month is written YYYY-MM, such as 2025-01, not {text[:20]!r}.")
    return date(int(found[1]), int(found[2]), 1)


def months_between(first: date, last: date) -> list[date]:
    """Return the first days of all months from one to another, both included."""
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]
