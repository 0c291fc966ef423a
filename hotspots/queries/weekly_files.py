"""What there is of a week to take away, and for whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from hotspots.models import Analysis, WeeklyChoice, WeeklyMap
from hotspots.queries.published import NotPublished
from hotspots.queries.weekly_runs import newest_analyses
from hotspots.weekly.cutting import VERSIONS
from hotspots.weekly.weeks import Week
from members.access import Viewer
from members.audiences import Audience
from members.models import District

Payload = Mapping[str, Any]

#: Has the e-mail unless they said no; everybody else has it if they said yes.
BY_DEFAULT: Final = frozenset({Audience.OPERATIONS})


def versions_of(analysis: Analysis) -> dict[str, Payload]:
    """Return what was disclosed of a week, one payload a version, in the order of versions.

    Two audiences of one version were given the same, so either stands for both.
    """
    disclosed = analysis.disclosures.order_by("pk").values_list("payload", flat=True)
    found = {payload["version"]: payload for payload in disclosed}
    return {name: found[name] for name in dict.fromkeys(VERSIONS.values()) if name in found}


def briefing_of(analysis: Analysis) -> Payload:
    """Return the version of a week that is safe for a room.

    Raises
    ------
    NotPublished
        If there is none.
    """
    found = versions_of(analysis).get("briefing")
    if found is None:
        raise NotPublished("No version for a room has been published for this week.")
    return found


def versions_for(audience: Audience) -> list[str]:
    """Return the versions whose files an audience may take: its own; operations hand out all."""
    if audience == Audience.OPERATIONS:
        return list(dict.fromkeys(VERSIONS.values()))
    return [VERSIONS[audience]] if audience in VERSIONS else []


def files_by_week(viewer: Viewer, *, weeks: int = 13) -> list[tuple[Week, list[WeeklyMap]]]:
    """Return the files of the last weeks that a viewer may take, the latest week first.

    Of a week that was analysed again, those of the newest analysis; of each week in the order of
    versions. A week without files is left out, unless it is the latest.
    """
    newest = newest_analyses(viewer.district.pk, weeks=weeks)
    wanted = [name.upper() for name in versions_for(viewer.audience)]
    rows = WeeklyMap.objects.filter(
        district=viewer.district, analysis__in=newest.values(), version__in=wanted
    )
    by_analysis: dict[UUID, list[WeeklyMap]] = {}
    for row in sorted(rows, key=lambda row: (wanted.index(row.version), row.medium != "PDF")):
        by_analysis.setdefault(row.analysis_id, []).append(row)
    return [
        (Week.of(monday), by_analysis.get(newest[monday], []))
        for monday in sorted(newest, reverse=True)
        if newest[monday] in by_analysis or monday == max(newest)
    ]


def files_of_week(viewer: Viewer, week: Week) -> list[WeeklyMap]:
    """Return the files of one recent week that a viewer may take."""
    return dict(files_by_week(viewer, weeks=30)).get(week, [])


def weekly_map(viewer: Viewer, file_id: UUID) -> WeeklyMap | None:
    """Return one file, or None if there is none of this id that the viewer may take."""
    wanted = [name.upper() for name in versions_for(viewer.audience)]
    rows = WeeklyMap.objects.filter(district=viewer.district, version__in=wanted)
    return rows.select_related("analysis").filter(pk=file_id).first()


def standing_paths(district: District) -> set[str]:
    """Return the paths of all files that stand: of each week, version and medium the newest."""
    rows = WeeklyMap.objects.filter(district=district)
    newest = rows.order_by("analysis__built_at", "built_at", "pk").values_list(
        "analysis__period_start", "version", "medium", "path"
    )
    return set({(start, version, medium): path for start, version, medium, path in newest}.values())


def standing_in_place_of(found: WeeklyMap) -> WeeklyMap | None:
    """Return the file that took the place of one, or None if that one stands itself."""
    rows = WeeklyMap.objects.filter(
        district=found.district_id,
        analysis__period_start=found.analysis.period_start,
        version=found.version,
        medium=found.medium,
    )
    newest = rows.order_by("-analysis__built_at", "-built_at", "-pk").first()
    return None if newest is None or newest.pk == found.pk else newest


def wants_letter(viewer: Viewer) -> bool:
    """Return whether a viewer gets the e-mail of the district's weeks."""
    choices = WeeklyChoice.objects.filter(district=viewer.district, person=viewer.person_id)
    chosen = choices.values_list("wanted", flat=True).first()
    return viewer.audience in BY_DEFAULT if chosen is None else chosen
