"""What a contrast is computed from, read from the database as arrays, with its fingerprints.

`choose` decides which releases, boundary and crosswalk a new contrast uses; `load` reads
exactly what a choice names, now or years later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import numpy as np
import shapely
from django.db.models import Q

from hotspots.canonical import sha256_of_parts
from hotspots.gathering import Places, SnapGround
from hotspots.periods import FEWEST_MONTHS, Period, add_months, begins_at, month_of
from hotspots.queries.studies import Loaded, NothingToBuild
from hotspots.recipe import Ingredients
from incidents import queries as incidents
from incidents.models import Crosswalk
from layers import snapping
from layers.models import Boundary
from layers.queries import boundaries, releases
from members.geometry import Latitude, Longitude
from members.models import District, Premises

#: The one comparison so far: anti-social behaviour, as the crosswalk maps it.
OFFICIAL_CATEGORY: Final = "anti-social-behaviour"


class NothingToContrast(NothingToBuild):
    """The district lacks something that every contrast needs; the message says what."""


@dataclass(frozen=True)
class Choice:
    """Which stored things a contrast uses, by id: enough to read the same inputs again."""

    boundary_id: int
    release_ids: list[int]  # counted: in force in the months used
    snap_release_ids: list[int]  # all of the list's releases: snap points are inferred from them
    crosswalk: int
    months_used: list[date]
    official_missing: list[date]
    member_missing: list[date]
    known_at: datetime
    # The reports by id, and where members were: both may change later, and the answer may not.
    report_ids: list[str]
    premises: list[tuple[float, float, int]]  # longitude, latitude, organisation

    def as_json(self) -> dict[str, Any]:
        """Return the choice as plain data for the analysis."""
        return {
            "boundary_id": self.boundary_id,
            "release_ids": self.release_ids,
            "snap_release_ids": self.snap_release_ids,
            "crosswalk": self.crosswalk,
            "months_used": _as_text(self.months_used),
            "official_missing": _as_text(self.official_missing),
            "member_missing": _as_text(self.member_missing),
            "known_at": self.known_at.isoformat(),
            "report_ids": self.report_ids,
            "premises": [list(one) for one in self.premises],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Choice:
        """Return the choice that an analysis stored."""
        return cls(
            boundary_id=stored["boundary_id"],
            release_ids=stored["release_ids"],
            snap_release_ids=stored["snap_release_ids"],
            crosswalk=stored["crosswalk"],
            months_used=_as_dates(stored["months_used"]),
            official_missing=_as_dates(stored["official_missing"]),
            member_missing=_as_dates(stored["member_missing"]),
            known_at=datetime.fromisoformat(stored["known_at"]),
            report_ids=stored["report_ids"],
            premises=[(lng, lat, organisation) for lng, lat, organisation in stored["premises"]],
        )


def _as_text(months: Sequence[date]) -> list[str]:
    return [f"{month:%Y-%m}" for month in months]


def _as_dates(months: Sequence[str]) -> list[date]:
    return [date.fromisoformat(f"{month}-01") for month in months]


def choose(district: District, period: Period, *, known_at: datetime) -> Choice:
    """Choose what a new contrast of a period is computed from.

    The months used are those that both sources have: a month without an official release, or
    without a report of any kind, is named and left out of both. A district that has no reports
    at all in the period keeps its official months, so that the map shows at least those.

    Raises
    ------
    NothingToContrast
        If the period has not ended, spans a redraw of the official map points, or leaves fewer
        than three months that can be used, or if the district has no boundary or categories.
    """
    _refuse_what_cannot_be(period, known_at)
    boundary = _boundary(district, period)
    crosswalk = incidents.latest_crosswalk(district.pk)
    if crosswalk is None:
        raise NothingToContrast(f"District {district.slug} has no categories yet.")
    held = releases.releases_in_force(district.force, period.months)
    member_missing = _months_without_reports(district, period, known_at)
    used = [month for month in period.months if month not in {*held.missing, *member_missing}]
    _refuse_too_few(period, used)
    return Choice(
        boundary_id=boundary.pk,
        release_ids=sorted(one.pk for one in held.releases if one.month in used),
        snap_release_ids=_releases_of_the_list(district, period),
        crosswalk=crosswalk.version,
        months_used=used,
        official_missing=list(held.missing),
        member_missing=member_missing,
        known_at=known_at,
        report_ids=_report_ids(district, crosswalk, used, known_at),
        premises=_premises(district, period),
    )


def _refuse_what_cannot_be(period: Period, known_at: datetime) -> None:
    if period.end > month_of(known_at):
        raise NothingToContrast(f"{period.last:%B %Y} has not ended yet.")
    try:
        crosses = snapping.crosses_redraw(period.start, period.last)
    except ValueError as error:
        raise NothingToContrast(str(error)) from error
    if crosses:
        raise NothingToContrast(
            "Official map points were redrawn within this period, so hexagons before and after "
            "cannot be compared. Choose a period that ends before July 2022 or begins then."
        )


def _refuse_too_few(period: Period, used: list[date]) -> None:
    if len(used) < FEWEST_MONTHS:
        raise NothingToContrast(
            f"Both sources have only {len(used)} of these {period.length} months; a contrast "
            f"needs {FEWEST_MONTHS} at least, because less cannot tell a difference from chance."
        )


def _releases_of_the_list(district: District, period: Period) -> list[int]:
    """Return all releases of the snap list: the points are inferred from every month of it."""
    first, last = snapping.months_of_list(period.last)
    months = [
        month
        for month in releases.months_held(district.force)
        if month >= first and (last is None or month <= last)
    ]
    return sorted(one.pk for one in releases.releases_in_force(district.force, months).releases)


def _boundary(district: District, period: Period) -> Boundary:
    try:
        return boundaries.boundary_in_force(district, period.last)
    except boundaries.NoBoundary as error:
        raise NothingToContrast(str(error)) from error


def _months_without_reports(district: District, period: Period, known_at: datetime) -> list[date]:
    """Return the months in which nobody reported anything, unless that is all of them."""
    moments = incidents.occurrences(
        district.pk, begins_at(period.start), begins_at(period.end), known_at=known_at
    )
    seen = {month_of(moment) for moment in moments}
    return [month for month in period.months if month not in seen] if seen else []


def _report_ids(
    district: District, crosswalk: Crosswalk, used: list[date], known_at: datetime
) -> list[str]:
    return incidents.report_ids(
        district_id=district.pk,
        codes=incidents.comparable_codes(crosswalk, OFFICIAL_CATEGORY),
        spans=[(begins_at(one), begins_at(add_months(one, 1))) for one in used],
        known_at=known_at,
    )


def _premises(district: District, period: Period) -> list[tuple[float, float, int]]:
    """Return where members of the period were, in the order of their ids."""
    of_period = Q(organisation__ends_on__isnull=True) | Q(organisation__ends_on__gt=period.start)
    rows = Premises.objects.filter(
        of_period, district=district, organisation__starts_on__lt=period.end
    )
    return list(
        rows.order_by("pk").values_list(Longitude("point"), Latitude("point"), "organisation_id")
    )


def load(district: District, choice: Choice) -> Loaded:
    """Read what a choice names, with the fingerprint of every part."""
    boundary = Boundary.objects.get(pk=choice.boundary_id, district=district)
    shape = boundaries.shape_of(boundary)
    snaps = releases.snap_points_near(shape, choice.snap_release_ids)
    counts = releases.counts_at(snaps.ids, choice.release_ids, OFFICIAL_CATEGORY)
    crosswalk = incidents.crosswalk(district.pk, choice.crosswalk)
    codes = incidents.comparable_codes(crosswalk, OFFICIAL_CATEGORY)
    reports = incidents.reports_by_id(district_id=district.pk, ids=choice.report_ids)
    premises = _as_places(choice.premises)
    ground = SnapGround(snaps.ids, snaps.lng, snaps.lat, snaps.names, counts)
    return Loaded(
        ingredients=Ingredients(
            boundary=shape,
            snaps=ground,
            reports=Places(reports.lng, reports.lat, reports.organisation),
            premises=premises,
        ),
        fingerprints={
            "boundary": sha256_of_parts([shapely.to_wkb(shape, byte_order=1)]),
            "releases": releases.sha256s_of(choice.release_ids),
            "snap_releases": releases.sha256s_of(choice.snap_release_ids),
            "snap_points": _hash(snaps.ids, snaps.lng, snaps.lat, counts),
            "categories": codes,
            "reports": _hash_reports(reports),
            "premises": _hash(premises.organisation, premises.lng, premises.lat),
        },
        context={
            "categories": codes,
            "officials_without_location": releases.without_location(
                choice.release_ids, OFFICIAL_CATEGORY
            ),
        },
    )


def _as_places(rows: Sequence[tuple[float, float, int]]) -> Places:
    lng, lat, organisation = zip(*rows, strict=True) if rows else ((), (), ())
    return Places(
        np.array(lng, dtype=np.float64),
        np.array(lat, dtype=np.float64),
        np.array(organisation, dtype=np.int64),
    )


def _hash(*arrays: np.ndarray[Any, Any]) -> str:
    return sha256_of_parts(np.ascontiguousarray(array).tobytes() for array in arrays)


def _hash_reports(reports: incidents.ReportPoints) -> str:
    identities = [UUID(one).bytes for one in reports.ids]
    arrays = (reports.lng, reports.lat, reports.organisation)
    return sha256_of_parts([b"".join(identities), *(array.tobytes() for array in arrays)])
