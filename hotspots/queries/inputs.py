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
from django.db.models import Max

from hotspots.canonical import sha256_of_parts
from hotspots.gathering import Places, SnapGround
from hotspots.periods import Period, add_months, begins_at
from hotspots.recipe import Ingredients
from incidents import queries as incidents
from layers import snapping
from layers.models import Boundary
from layers.queries import boundaries, releases
from members.geometry import Latitude, Longitude
from members.models import District, Premises

#: The one comparison so far: anti-social behaviour, as the crosswalk maps it.
OFFICIAL_CATEGORY: Final = "anti-social-behaviour"


class NothingToContrast(LookupError):
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
    last_premises: int  # premises added later do not count

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
            "last_premises": self.last_premises,
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
            last_premises=stored["last_premises"],
        )


@dataclass(frozen=True)
class Loaded:
    """Ingredients, what they are called in a payload, and their fingerprints."""

    ingredients: Ingredients
    fingerprints: dict[str, Any]
    categories: list[str]
    officials_without_location: int


def _as_text(months: Sequence[date]) -> list[str]:
    return [f"{month:%Y-%m}" for month in months]


def _as_dates(months: Sequence[str]) -> list[date]:
    return [date.fromisoformat(f"{month}-01") for month in months]


def choose(district: District, period: Period, *, known_at: datetime) -> Choice:
    """Choose what a new contrast of a period is computed from.

    The months used are those that both sources have: a month without an official release, or
    before the district's first report, is named and left out of both. A district that has no
    reports at all keeps its official months, so that the map shows at least those.
    """
    if snapping.crosses_redraw(period.start, period.last):
        raise NothingToContrast(
            "Official map points were redrawn within this period, so hexagons before and after "
            "cannot be compared. Choose a period that ends before July 2022 or begins then."
        )
    boundary = _boundary(district, period)
    crosswalk = incidents.latest_crosswalk(district.pk)
    if crosswalk is None:
        raise NothingToContrast(f"District {district.slug} has no categories yet.")
    held = releases.releases_in_force(district.force, period.months)
    member_missing = _months_before_first_report(district, period)
    used = [month for month in period.months if month not in {*held.missing, *member_missing}]
    first, last = snapping.months_of_list(period.last)
    of_list = [
        month
        for month in releases.months_held(district.force)
        if month >= first and (last is None or month <= last)
    ]
    same_list = releases.releases_in_force(district.force, of_list)
    return Choice(
        boundary_id=boundary.pk,
        release_ids=sorted(one.pk for one in held.releases if one.month in used),
        snap_release_ids=sorted(one.pk for one in same_list.releases),
        crosswalk=crosswalk.version,
        months_used=used,
        official_missing=list(held.missing),
        member_missing=member_missing,
        known_at=known_at,
        last_premises=Premises.objects.aggregate(last=Max("pk"))["last"] or 0,
    )


def _boundary(district: District, period: Period) -> Boundary:
    try:
        return boundaries.boundary_in_force(district, period.last)
    except boundaries.NoBoundary as error:
        raise NothingToContrast(str(error)) from error


def _months_before_first_report(district: District, period: Period) -> list[date]:
    span = incidents.first_and_last_occurrence(district.pk)
    if span is None or span[0] >= begins_at(period.end):
        return []
    return [month for month in period.months if begins_at(add_months(month, 1)) <= span[0]]


def boundary_of(choice: Choice) -> Boundary:
    """Return the boundary that a choice names."""
    return Boundary.objects.get(pk=choice.boundary_id)


def load(district: District, choice: Choice) -> Loaded:
    """Read what a choice names, with the fingerprint of every part."""
    boundary = Boundary.objects.get(pk=choice.boundary_id, district=district)
    shape = boundaries.shape_of(boundary)
    snaps = releases.snap_points_near(shape, choice.snap_release_ids)
    counts = releases.counts_at(snaps.ids, choice.release_ids, OFFICIAL_CATEGORY)
    crosswalk = incidents.crosswalk(district.pk, choice.crosswalk)
    codes = incidents.comparable_codes(crosswalk, OFFICIAL_CATEGORY)
    reports = _reports(district, choice, codes)
    premises = _premises(district, choice)
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
        categories=codes,
        officials_without_location=releases.without_location(choice.release_ids, OFFICIAL_CATEGORY),
    )


def _reports(district: District, choice: Choice, codes: list[str]) -> incidents.ReportPoints:
    """Read the comparable reports of exactly the months used."""
    return incidents.report_points(
        district_id=district.pk,
        codes=codes,
        spans=[(begins_at(one), begins_at(add_months(one, 1))) for one in choice.months_used],
        known_at=choice.known_at,
    )


def _premises(district: District, choice: Choice) -> Places:
    rows = (
        Premises.objects.filter(district=district, pk__lte=choice.last_premises)
        .order_by("pk")
        .values_list(
            Longitude("point"),
            Latitude("point"),
            "organisation_id",
        )
    )
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
