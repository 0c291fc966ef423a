"""What reports say besides their place: when, of what kind, by whom, and whether police know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from incidents.models import Category, Report
from members.geometry import Latitude, Longitude

#: Told the police, did not tell them, did not say.
YES, NO, UNSAID = 1, 0, -1


@dataclass(frozen=True, eq=False)
class ReportAnswers:
    """Reports as columns of one length, in the order of their ids.

    `told` is 1, 0 or -1: told the police, did not, did not say. `group` is the same for reports
    of one incident, and for a voice and the report that it was added to.
    """

    ids: list[str]
    occurred_at: list[datetime]
    lng: npt.NDArray[np.float64]
    lat: npt.NDArray[np.float64]
    organisation: npt.NDArray[np.int64]
    category: list[str]
    told: npt.NDArray[np.int64]
    group: list[str]


def report_answers(*, district_id: int, ids: Sequence[str]) -> ReportAnswers:
    """Return some reports in the order of their ids, in one query; what is gone is left out."""
    rows = list(
        Report.objects.filter(district_id=district_id, pk__in=ids)
        .order_by("pk")
        .values_list(
            "pk", "occurred_at", Longitude("point"), Latitude("point"), "organisation_id",
            "category__code", "told_police", "link__incident_id", "same_as_id",
        )
    )  # fmt: skip
    columns = list(zip(*rows, strict=True)) or [()] * 9
    keys, moments, lng, lat, organisation, category, told, incident, same_as = columns
    groups = zip(keys, incident, same_as, strict=True)
    return ReportAnswers(
        ids=[str(one) for one in keys],
        occurred_at=list(moments),
        lng=np.array(lng, dtype=np.float64),
        lat=np.array(lat, dtype=np.float64),
        organisation=np.array(organisation, dtype=np.int64),
        category=list(category),
        told=np.array([_told(one) for one in told], dtype=np.int64),
        group=[str(linked or voice or key) for key, linked, voice in groups],
    )


def _told(answer: str) -> int:
    if not answer:
        return UNSAID
    return NO if answer == Report.ToldPolice.NO else YES


def labels_of(district_id: int, codes: Sequence[str]) -> list[str]:
    """Return what categories are called, in the order of their codes as given."""
    names = dict(
        Category.objects.filter(district=district_id, code__in=codes).values_list("code", "label")
    )
    return [names[code] for code in codes]


def reporting_codes(district_id: int) -> list[str]:
    """Return the codes of all categories that become reports, sorted; welfare never does."""
    found = Category.objects.filter(district=district_id, welfare=False)
    return sorted(found.values_list("code", flat=True))
