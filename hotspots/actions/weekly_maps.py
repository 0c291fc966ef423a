"""Keep the files of a week: each version and medium once, never edited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from django.conf import settings

from hotspots.map_folder import MapFolder
from hotspots.models import Analysis, WeeklyMap
from hotspots.queries.weekly_files import standing_paths
from members import audit
from members.access import acting_in
from members.ids import new_id
from members.models import AuditEvent, District


@dataclass(frozen=True)
class MadeFile:
    """One file as it was made; `version` and `medium` are values of `WeeklyMap`."""

    version: str
    medium: str
    content: bytes


def map_folder() -> MapFolder:
    """Return the private folder of the files."""
    return MapFolder(settings.MEDIA_ROOT / "weekly")


def keep_weekly_files(
    *, analysis: Analysis, files: Iterable[MadeFile], by: str, at: datetime
) -> list[WeeklyMap]:
    """Store the files of a week and return their rows; those that stand already stay.

    Two runs at once end with one row for each version and medium: the database decides.
    """
    folder = map_folder()
    rows = [_row(analysis, one, folder, at) for one in files]
    with acting_in(analysis.district_id):
        mine = WeeklyMap.objects.filter(analysis=analysis)
        standing = set(mine.values_list("version", "medium"))
        WeeklyMap.objects.bulk_create(rows, ignore_conflicts=True)
        new = [row for row in rows if (row.version, row.medium) not in standing]
        if new:
            audit.record(
                district_id=analysis.district_id,
                by=by,
                at=at,
                kind=AuditEvent.Kind.DISCLOSURE,
                what="weekly files made",
                analysis=str(analysis.pk),
                files={f"{row.version} {row.medium}": row.sha256 for row in new},
            )
        return list(mine.order_by("version", "medium"))


KEPT_DAYS: Final = 7
"""A file is kept so long after it was written, even if another one took its place at once."""


def purge_weekly_files(*, district: District, by: str, at: datetime) -> list[str]:
    """Remove files that others took the place of, a week after they were written; rows stay.

    Returns the names of the files that are gone. A file is named by what is in it, so two
    versions never share one that is still needed.
    """
    with acting_in(district.pk):
        keep = standing_paths(district)
        gone = map_folder().remove_others(district.pk, keep, before=at - timedelta(days=KEPT_DAYS))
        if gone:
            audit.record(
                district_id=district.pk,
                by=by,
                at=at,
                kind=AuditEvent.Kind.ERASURE,
                what="weekly files removed",
                files=len(gone),
            )
    return gone


def _row(analysis: Analysis, made: MadeFile, folder: MapFolder, at: datetime) -> WeeklyMap:
    ending = made.medium.lower()
    return WeeklyMap(
        id=new_id(at),
        district_id=analysis.district_id,
        analysis=analysis,
        version=made.version,
        medium=made.medium,
        path=folder.put(analysis.district_id, made.content, ending),
        sha256=sha256(made.content).hexdigest(),
        size=len(made.content),
        built_at=at,
    )
