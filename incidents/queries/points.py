"""Reports as points, and the crosswalk that says what they are compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
from django.db.models import Q

from incidents.models import CategoryMapping, Crosswalk, Report
from members.geometry import Latitude, Longitude

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class ReportPoints:
    """The reports of a period as arrays of one length, in the order of their ids.

    `lng`, `lat` in degrees (EPSG:4326); `organisation` holds ids.
    """

    ids: list[str]
    lng: npt.NDArray[np.float64]
    lat: npt.NDArray[np.float64]
    organisation: npt.NDArray[np.int64]


def latest_crosswalk(district_id: int) -> Crosswalk | None:
    """Return the newest version of a district's crosswalk, or None before there is one."""
    return Crosswalk.objects.filter(district_id=district_id).order_by("-version").first()


def crosswalk(district_id: int, version: int) -> Crosswalk:
    """Return one version of a district's crosswalk."""
    return Crosswalk.objects.get(district_id=district_id, version=version)


def comparable_codes(crosswalk: Crosswalk, official_category: str) -> list[str]:
    """Return the codes that a crosswalk compares with one official category, sorted."""
    mappings = CategoryMapping.objects.filter(
        crosswalk=crosswalk, official_category=official_category, category__welfare=False
    )
    return sorted(mappings.values_list("category__code", flat=True))


def report_ids(
    *, district_id: int, codes: list[str], spans: Sequence[Span], known_at: datetime
) -> list[str]:
    """Return the ids of the reports of some categories that happened in any of some spans.

    Spans are half open; only reports submitted by `known_at` count. In the order of the ids.
    """
    happened = Q(pk__in=[])  # in no span at all
    for start, end in spans:
        happened |= Q(occurred_at__gte=start, occurred_at__lt=end)
    found = Report.objects.filter(happened, district_id=district_id, category__code__in=codes)
    return [
        str(one) for one in found.known_at(known_at).order_by("pk").values_list("pk", flat=True)
    ]


def reports_by_id(*, district_id: int, ids: Sequence[str]) -> ReportPoints:
    """Return the points of some reports, in the order of their ids; what is gone is left out."""
    rows = (
        Report.objects.filter(district_id=district_id, pk__in=ids)
        .order_by("pk")
        .values_list("pk", Longitude("point"), Latitude("point"), "organisation_id")
    )
    keys, lng, lat, organisation = zip(*rows, strict=True) if rows else ((), (), (), ())
    return ReportPoints(
        ids=[str(one) for one in keys],
        lng=np.array(lng, dtype=np.float64),
        lat=np.array(lat, dtype=np.float64),
        organisation=np.array(organisation, dtype=np.int64),
    )


def occurrences(
    district_id: int, start: datetime, end: datetime, *, known_at: datetime
) -> list[datetime]:
    """Return when reports of any category happened in [start, end), as far as known by then."""
    found = Report.objects.filter(district_id=district_id).occurred_between(start, end)
    return list(found.known_at(known_at).values_list("occurred_at", flat=True))


def first_and_last_occurrence(district_id: int) -> tuple[datetime, datetime] | None:
    """Return when the earliest and the latest report happened, or None without reports."""
    mine = Report.objects.filter(district_id=district_id)
    earliest = mine.order_by("occurred_at", "pk").first()
    latest = mine.order_by("-occurred_at", "pk").first()
    return (earliest.occurred_at, latest.occurred_at) if earliest and latest else None
