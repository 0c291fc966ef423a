"""Take official releases into the ledger: all files of a run, or none of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from django.db import connection, transaction
from django.db.models import Max

from layers.ingestors import policeuk
from layers.models import OfficialRelease, SnapList
from layers.policeuk.file_names import FileName
from layers.policeuk.forces import universe_of
from layers.policeuk.lists import LISTS, ListVersion, releases_before
from layers.policeuk.sources import StreetFile
from layers.policeuk.street import ReadRelease
from layers.policeuk.verdicts import in_words

# One import at a time, so that two runs cannot both find the same point new.
_LOCK: Final = (0x4E54, -1)


class Standing(StrEnum):
    """What a release is to the ones of its force and month that were held before."""

    NEW = "new"
    SUPERSEDES = "supersedes"
    OLDER = "older than the one in force"


@dataclass(frozen=True)
class Outcome:
    """What became, or in a dry run would become, of one release."""

    label: str
    sha256: str
    # Of the release in the ledger.
    number: int
    release: ReadRelease
    standing: Standing
    # Rows of the release that was in force before; None if there was none.
    rows_before: int | None

    @property
    def sentence(self) -> str:
        """Say it in one line."""
        read = self.release
        words = (
            f"{read.force} {read.month:%Y-%m}: {self.standing}; {read.rows_read:,} rows, "
            f"{read.rows_kept:,} kept, {read.rows_without_location:,} without location"
        )
        return f"{words}, refused {in_words(read.refusals)}" if read.refusals else words

    @property
    def warning(self) -> str:
        """Say what an operator should look at, or nothing."""
        if self.rows_before is not None and 2 * self.release.rows_read < self.rows_before:
            return (
                f"{self.label}: {self.release.rows_read:,} rows, fewer than half of the "
                f"{self.rows_before:,} of the release held before; is it an extract?"
            )
        if self.release.refusals:
            return f"{self.label}: refused {in_words(self.release.refusals)}"
        return ""


@dataclass
class ImportSummary:
    """What a run took."""

    files: int = 0
    already_held: int = 0
    outcomes: list[Outcome] = field(default_factory=list)
    snap_points_added: int = 0

    def as_json(self) -> dict[str, int]:
        """Return the totals of what this run added; files already held add nothing."""
        releases = [outcome.release for outcome in self.outcomes]
        standings = [outcome.standing for outcome in self.outcomes]
        return {
            "files": self.files,
            "months": len({one.month for one in releases}),
            "forces": len({one.force for one in releases}),
            "rows_read": sum(one.rows_read for one in releases),
            "rows_kept": sum(one.rows_kept for one in releases),
            "rows_without_location": sum(one.rows_without_location for one in releases),
            "rows_refused": sum(one.rows_refused for one in releases),
            "releases": len(releases),
            "releases_superseding": standings.count(Standing.SUPERSEDES),
            "releases_not_in_force": standings.count(Standing.OLDER),
            "files_already_held": self.already_held,
            "snap_points_added": self.snap_points_added,
        }


def import_releases(
    *,
    files: Sequence[StreetFile],
    taken_on: date,
    at: datetime,
    split: bool = False,
    on_file: Callable[[str], None] = lambda label: None,
) -> ImportSummary:
    """Take files into the ledger and count them, in one transaction.

    A file that is held already changes nothing. Killed in the middle, a run leaves nothing.

    Raises
    ------
    InputRefused
        If a file cannot be taken; then none of them was.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", _LOCK)
        _ensure_lists()
        packer = policeuk.Packer(policeuk.known_points(cursor, _lists_of(files)))
        summary = ImportSummary()
        outcomes = _outcomes(files, _Ledger(taken_on), summary, split=split, on_file=on_file)
        packing = (_pack(packer, batch) for batch in _batches(outcomes))
        for batch, packed in policeuk.one_ahead(packing):
            OfficialRelease.objects.bulk_create(
                _ledger_row(one, taken_on=taken_on, at=at) for one in batch
            )
            policeuk.write(cursor, packed)
            summary.snap_points_added += packed.points_added
    return summary


def _pack(packer: policeuk.Packer, batch: list[Outcome]) -> tuple[list[Outcome], policeuk.Packed]:
    return batch, packer.pack({one.number: one.release for one in batch})


def _lists_of(files: Sequence[StreetFile]) -> set[ListVersion]:
    """Return the lists whose points files may name, as far as their names tell."""
    names = {file.name for file in files}
    if None in names:
        return set(LISTS)
    return {
        version
        for name in filter(None, names)
        for version in LISTS
        if version.universe == universe_of(name.force) and version.holds(name.month)
    }


def plan_import(
    *,
    files: Sequence[StreetFile],
    taken_on: date,
    split: bool = False,
    on_file: Callable[[str], None] = lambda label: None,
) -> ImportSummary:
    """Read and check files and say what an import would do, without writing anything.

    Raises
    ------
    InputRefused
        If a file could not be taken.
    """
    summary = ImportSummary()
    for _ in _outcomes(files, _Ledger(taken_on), summary, split=split, on_file=on_file):
        pass
    return summary


def _ensure_lists() -> None:
    SnapList.objects.bulk_create(
        [
            SnapList(
                id=version.number,
                slug=version.slug,
                universe=version.universe,
                first_month=version.first_month,
                last_month=version.last_month,
            )
            for version in LISTS
        ],
        ignore_conflicts=True,
    )


class _Ledger:
    """What is held, as it grows during a run."""

    def __init__(self, taken_on: date) -> None:
        self._taken_on = taken_on
        held = OfficialRelease.objects.values_list("force", "month", "sha256")
        self._held = set(held)
        self._hashes = {sha256 for _, _, sha256 in self._held}
        self._in_force = {
            (force, month): (taken, rows)
            for force, month, taken, rows in OfficialRelease.objects.in_force().values_list(
                "force", "month", "taken_on", "rows_read"
            )
        }
        latest = OfficialRelease.objects.aggregate(latest=Max("pk"))["latest"]
        self._count = releases_before(latest or 0)

    def holds(self, name: FileName | None, sha256: str) -> bool:
        """Return whether this very file is held: as what it is called, or as whatever it was."""
        if name is None:
            return sha256 in self._hashes
        return (name.force, name.month, sha256) in self._held

    def add(self, label: str, sha256: str, release: ReadRelease) -> Outcome | None:
        """Return what a release is to what is held; None if it is held itself."""
        key = (release.force, release.month)
        if (*key, sha256) in self._held:
            return None
        self._held.add((*key, sha256))
        self._count += 1
        number = release.snap_list.release_number(self._count)
        taken_before, rows_before = self._in_force.get(key, (None, None))
        if taken_before is None:
            standing = Standing.NEW
        elif taken_before <= self._taken_on:
            standing = Standing.SUPERSEDES
        else:
            standing = Standing.OLDER
        if standing is not Standing.OLDER:
            self._in_force[key] = (self._taken_on, release.rows_read)
        return Outcome(label, sha256, number, release, standing, rows_before)


def _outcomes(
    files: Sequence[StreetFile],
    ledger: _Ledger,
    summary: ImportSummary,
    *,
    split: bool,
    on_file: Callable[[str], None],
) -> Iterator[Outcome]:
    for taken in policeuk.take_files(files, ledger.holds, split=split):
        summary.files += 1
        added = [ledger.add(taken.label, taken.sha256, one) for one in taken.releases or ()]
        summary.already_held += not any(added)
        for outcome in filter(None, added):
            summary.outcomes.append(outcome)
            yield outcome
        on_file(taken.label)


def _batches(outcomes: Iterator[Outcome]) -> Iterator[list[Outcome]]:
    batch: list[Outcome] = []
    rows = 0
    for outcome in outcomes:
        batch.append(outcome)
        rows += len(outcome.release.counts.n)
        if rows >= policeuk.ROWS_AT_ONCE:
            yield batch
            batch, rows = [], 0
    if batch:
        yield batch


def _ledger_row(outcome: Outcome, *, taken_on: date, at: datetime) -> OfficialRelease:
    read = outcome.release
    return OfficialRelease(
        id=outcome.number,
        universe=read.snap_list.universe,
        force=read.force,
        month=read.month,
        snap_list_id=read.snap_list.number,
        layout=read.layout,
        file_name=outcome.label,
        sha256=outcome.sha256,
        taken_on=taken_on,
        imported_at=at,
        rows_read=read.rows_read,
        rows_kept=read.rows_kept,
        rows_without_location=read.rows_without_location,
        rows_refused=read.rows_refused,
        without_location=read.without_location,
        refusals=[one.as_json() for one in read.refusals],
    )
