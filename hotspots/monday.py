"""Monday's map from end to end: analysis, what each audience is given of it, its files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hotspots import actions
from hotspots.actions.weekly_maps import MadeFile, keep_weekly_files
from hotspots.models import Analysis, WeeklyMap
from hotspots.presenters.monday.files import files_of
from hotspots.queries.weekly_files import versions_of
from hotspots.weekly.weeks import Week
from layers.queries.basemap import ground_of
from members.access import acting_in
from members.models import District


@dataclass(frozen=True)
class MadeWeek:
    """The analysis of a week, its files, and the rows that keep them."""

    analysis: Analysis
    files: list[MadeFile]
    maps: list[WeeklyMap]


def make_week(*, district: District, week: Week, by: str, at: datetime) -> MadeWeek:
    """Analyse a week of a district and make its files; what stands already is used.

    Raises
    ------
    NothingToBuild
        If the week has not ended, or the district lacks what it needs; the message says what.
    built.FrontEndNotBuilt
        If the fonts and scripts that go into files are not there.
    """
    built = actions.build_week(district=district, week=week, by=by, at=at)
    return make_files(district=district, analysis=built.analysis, by=by, at=at)


def make_files(*, district: District, analysis: Analysis, by: str, at: datetime) -> MadeWeek:
    """Make and keep the files of an analysed week: the same analysis gives the same bytes."""
    with acting_in(district.pk):
        versions = versions_of(analysis)
        ground = ground_of(district, analysis.period_start)
    files = files_of(versions, ground)
    maps = keep_weekly_files(analysis=analysis, files=files, by=by, at=at)
    return MadeWeek(analysis, files, maps)
