"""What a week is computed from: chosen once, by id, and read again as often as one likes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import numpy as np
import shapely

from hotspots.canonical import sha256_of, sha256_of_parts
from hotspots.queries.drift import acknowledged_before
from hotspots.queries.studies import Asked, Loaded, NothingToBuild
from hotspots.weekly import naming
from hotspots.weekly.ground import ground_of
from hotspots.weekly.ingredients import (
    LOOKED_AT,
    TESTED,
    WINDOW,
    Category,
    Ingredients,
    Reports,
    State,
    Work,
)
from hotspots.weekly.teams import team_of
from hotspots.weekly.weeks import Week
from incidents import queries as incidents
from incidents.queries import week as weekly
from layers import grid
from layers.models import Boundary
from layers.queries import boundaries, streets
from members.geometry import Latitude, Longitude
from members.models import District, Premises
from members.queries import active_members

Json = dict[str, Any]

SHOWN: Final = (TESTED, LOOKED_AT)


def choose_week(asked: Asked) -> Json:
    """Choose what the week of some dates is computed from.

    Beside the reports by id it holds what may change later and the answer may not: how far the
    reports of the week have come, which members could report, where members are, and what
    places are called.

    Raises
    ------
    NothingToBuild
        If the dates are no complete week, or the district had no boundary or categories.
    """
    week = _week(asked)
    boundary = _boundary(asked.district, week)
    crosswalk = incidents.latest_crosswalk(asked.district.pk)
    if crosswalk is None:
        raise NothingToBuild(f"District {asked.district.slug} has no categories yet.")
    shape = boundaries.shape_of(boundary)
    first = week.plus(1 - WINDOW)
    kinds = weekly.kinds_of(asked.district.pk, crosswalk)
    reports = incidents.report_ids(
        district_id=asked.district.pk,
        codes=[kind.code for kind in kinds],
        spans=[(first.begins_at, week.ends_at)],
        known_at=asked.known_at,
    )
    cells = {size: ground_of(shape, size).cells for size in SHOWN}
    return {
        "choice": {
            "week": week.name,
            "boundary_id": boundary.pk,
            "boundary_before": _boundary_before(asked.district, week, boundary),
            "crosswalk": crosswalk.version,
            "known_at": asked.known_at.isoformat(),
            "began": _began(asked.district),
            "report_ids": reports,
            "work_ids": weekly.work_ids(
                district_id=asked.district.pk, start=week.begins_at, end=week.ends_at
            ),
            "states": _states(asked.district, reports, week),
            "active": _active(asked.district, week),
            "members_here": _members_here(
                asked.district, week, {*cells[TESTED], *cells[LOOKED_AT]}
            ),
            "names": _names(asked.district, cells),
            "acknowledged": acknowledged_before(asked.district, week, asked.known_at),
        }
    }


def _week(asked: Asked) -> Week:
    week = Week.of(asked.start)
    if (asked.start, asked.end) != (week.start, week.end):
        raise NothingToBuild("A week runs from a Monday up to the next.")
    if week.ends_at > asked.known_at:
        raise NothingToBuild(f"{week.words} has not ended yet.")
    return week


def _boundary(district: District, week: Week) -> Boundary:
    try:
        return boundaries.boundary_in_force(district, week.last_day)
    except boundaries.NoBoundary as error:
        raise NothingToBuild(str(error)) from error


def _boundary_before(district: District, week: Week, now: Boundary) -> str | None:
    """Return since when this boundary is in force, if the window began under another one."""
    try:
        before = boundaries.boundary_in_force(district, week.plus(1 - WINDOW).start)
    except boundaries.NoBoundary:
        return now.valid_from.isoformat()
    return None if before.pk == now.pk else now.valid_from.isoformat()


def _began(district: District) -> str | None:
    span = incidents.first_and_last_occurrence(district.pk)
    return Week.at(span[0]).name if span else None


def _states(district: District, reports: Sequence[str], week: Week) -> list[list[str]]:
    """Return the stage and the team of each report of the week; the team, never who it is."""
    rows = weekly.week_reports(district_id=district.pk, ids=reports)
    ids = [
        report
        for report, moment in zip(rows.ids, rows.occurred_at, strict=True)
        if week.begins_at <= moment < week.ends_at
    ]
    return [
        [one.report, one.stage, team_of(one.assigned_to) if one.assigned_to else ""]
        for one in weekly.states_of(district_id=district.pk, ids=ids)
    ]


def _active(district: District, week: Week) -> list[int]:
    found = active_members(district.pk, week.plus(1 - WINDOW).start, week.end)
    return [int(number) for number in found.active.sum(axis=1)]


def _members_here(district: District, week: Week, cells: set[str]) -> dict[str, int]:
    """Count the members with premises in each cell, at either resolution, in the week."""
    rows = Premises.objects.filter(district=district, organisation__starts_on__lt=week.end)
    rows = rows.exclude(organisation__ends_on__lte=week.start)
    places = list(rows.values_list(Longitude("point"), Latitude("point"), "organisation_id"))
    lng, lat, members = zip(*places, strict=True) if places else ((), (), ())
    here: dict[str, set[int]] = {}
    for size in SHOWN:
        for number, member in zip(grid.cells_of(lng, lat, size), members, strict=True):
            here.setdefault(grid.to_text(int(number)), set()).add(member)
    return {cell: len(found) for cell, found in sorted(here.items()) if cell in cells}


def _names(district: District, cells: Mapping[int, list[str]]) -> dict[str, str]:
    named, landmarks = streets.streets_of(district), streets.landmarks_of(district)
    return {
        cell: name
        for size in SHOWN
        for cell, name in naming.names_of(cells[size], named, landmarks).items()
    }


def load_week(district: District, parameters: Mapping[str, Any]) -> Loaded:
    """Read what parameters name, with the fingerprint of every part."""
    choice = parameters["choice"]
    boundary = Boundary.objects.get(pk=choice["boundary_id"], district=district)
    shape = boundaries.shape_of(boundary)
    reports = weekly.week_reports(district_id=district.pk, ids=choice["report_ids"])
    work = _work(district, choice["work_ids"])
    kinds = weekly.kinds_of(district.pk, incidents.crosswalk(district.pk, choice["crosswalk"]))
    categories = [Category(kind.code, kind.label, tuple(kind.routes)) for kind in kinds]
    return Loaded(
        ingredients=Ingredients(
            week=Week.named(choice["week"]),
            boundary=shape,
            reports=Reports(
                ids=reports.ids,
                lng=reports.lng,
                lat=reports.lat,
                organisation=reports.organisation,
                premises=reports.premises,
                category=reports.category,
                occurred=reports.occurred_at,
            ),
            work=work,
            states=[State(*one) for one in choice["states"]],
            categories=categories,
            began=Week.named(choice["began"]) if choice["began"] else None,
            active=choice["active"],
            members_here=choice["members_here"],
            names=choice["names"],
            acknowledged=_acknowledged(choice),
        ),
        fingerprints={
            "boundary": sha256_of_parts([shapely.to_wkb(shape, byte_order=1)]),
            "reports": _hash_reports(reports),
            "work": sha256_of([[one.team, one.minutes, one.lng, one.lat] for one in work]),
            "categories": sha256_of([[one.code, one.label, *one.routes] for one in categories]),
            **{
                name: sha256_of(choice[name])
                for name in ("week", "began", "states", "active", "members_here", "names")
            },
            # Weeks that were built before drifts could be acknowledged have none.
            **{name: sha256_of(choice[name]) for name in ("acknowledged",) if name in choice},
        },
        context={
            "boundary_since": choice["boundary_before"],
            "known_at": choice["known_at"],
            "labels": {one.code: one.label for one in categories},
            "routes": {one.code: list(one.routes) for one in categories},
        },
    )


def _acknowledged(choice: Mapping[str, Any]) -> dict[str, list[Week]]:
    found = choice.get("acknowledged", {})
    return {code: [Week.named(name) for name in names] for code, names in found.items()}


def _work(district: District, ids: Sequence[str]) -> list[Work]:
    found = weekly.work_by_id(district_id=district.pk, ids=ids)
    return [Work(team_of(one.who), one.minutes, one.lng, one.lat) for one in found]


def _hash_reports(reports: weekly.WeekReports) -> str:
    arrays: tuple[np.ndarray[Any, Any], ...] = (
        reports.lng,
        reports.lat,
        reports.organisation,
        reports.premises,
    )
    words = [
        [moment.timestamp(), category]
        for moment, category in zip(reports.occurred_at, reports.category, strict=True)
    ]
    identities = b"".join(UUID(one).bytes for one in reports.ids)
    return sha256_of_parts(
        [identities, *(array.tobytes() for array in arrays), sha256_of(words).encode()]
    )
