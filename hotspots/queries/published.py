"""Answers about what has been published. Pages and files read these and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from hotspots.models import Analysis, Disclosed
from hotspots.periods import Period
from hotspots.queries.studies import Study
from hotspots.recipe import RESOLUTION
from members.audiences import Audience
from members.models import District


class NotPublished(LookupError):
    """Nothing was published to this audience for this district and period."""


@dataclass(frozen=True)
class Published:
    """One contrast as it stands in a period chooser."""

    analysis_id: UUID
    period: Period
    built_at: datetime


def published_contrasts(district: District, audience: Audience) -> list[Published]:
    """Return the newest contrast of each period that an audience was given.

    The longest of the latest periods comes first, because that is what a reader should see
    unless they ask for another.
    """
    rows = _disclosed(district, audience).values_list(
        "analysis_id", "analysis__period_start", "analysis__period_end", "analysis__built_at"
    )
    newest: dict[Period, Published] = {}
    for analysis_id, start, end, built_at in rows.order_by("analysis__built_at", "pk"):
        newest[Period(start, end)] = Published(analysis_id, Period(start, end), built_at)
    return sorted(newest.values(), key=lambda one: (-one.period.length, _newest_first(one)))


def _newest_first(published: Published) -> int:
    return -published.period.end.toordinal()


def contrast_payload(
    district: District, audience: Audience, period: Period | None = None
) -> Mapping[str, Any]:
    """Return what an audience was given for a period, or for the one that is shown first.

    Raises
    ------
    NotPublished
        If nothing was.
    """
    choices = published_contrasts(district, audience)
    found = next((one for one in choices if period in (None, one.period)), None)
    if found is None:
        raise NotPublished("Nothing has been published for this period.")
    disclosed = Disclosed.objects.get(analysis_id=found.analysis_id, audience=audience.value)
    return dict(disclosed.payload)


def published_of(district: District, kind: str, audience: Audience) -> list[Published]:
    """Return the newest analysis of each period that an audience was given, latest period first."""
    rows = _of_kind(district, kind, audience).values_list(
        "analysis_id", "analysis__period_start", "analysis__period_end", "analysis__built_at"
    )
    newest: dict[Period, Published] = {}
    for analysis_id, start, end, built_at in rows.order_by("analysis__built_at", "pk"):
        newest[Period(start, end)] = Published(analysis_id, Period(start, end), built_at)
    return sorted(newest.values(), key=lambda one: one.period, reverse=True)


def payload_of(
    district: District,
    kind: str,
    audience: Audience,
    start: date | None = None,
    end: date | None = None,
) -> Mapping[str, Any]:
    """Return what an audience was given for a period, or for the latest one.

    Raises
    ------
    NotPublished
        If nothing was.
    """
    rows = _of_kind(district, kind, audience)
    if start is not None:
        rows = rows.filter(analysis__period_start=start)
    if end is not None:
        rows = rows.filter(analysis__period_end=end)
    newest = rows.order_by(
        "-analysis__period_start", "-analysis__period_end", "-analysis__built_at", "-pk"
    ).first()
    if newest is None:
        raise NotPublished("Nothing has been published for this period.")
    return dict(newest.payload)


def _of_kind(district: District, kind: str, audience: Audience) -> QuerySet[Disclosed]:
    return Disclosed.objects.filter(district=district, audience=audience.value, analysis__kind=kind)


def periods_given(
    district: District, audience: Audience, kind: str = Analysis.Kind.CONTRAST
) -> list[Period]:
    """Return every period of which an audience has been given anything, without repeats."""
    given = _of_kind(district, kind, audience)
    if kind == Analysis.Kind.CONTRAST:
        given = _disclosed(district, audience)
    pairs = given.values_list("analysis__period_start", "analysis__period_end")
    return sorted({Period(start, end) for start, end in pairs})


def first_disclosed(analysis: Analysis, audiences: Iterable[Audience]) -> Disclosed | None:
    """Return what any of some audiences was first given of the period of an analysis."""
    return (
        Disclosed.objects.filter(
            district_id=analysis.district_id,
            audience__in=[one.value for one in audiences],
            analysis__kind=analysis.kind,
            analysis__period_start=analysis.period_start,
            analysis__period_end=analysis.period_end,
            analysis__result__members__gt=0,
        )
        .select_related("analysis")
        .order_by("analysis__built_at", "pk")
        .first()
    )


def latest_of_kind(
    district: District, study: Study, start: date, end: date, parameters: Mapping[str, Any]
) -> Analysis | None:
    """Return the newest analysis of a study and period with the same identity, or None."""
    same = {f"parameters__{name}": parameters[name] for name in study.identity}
    return (
        Analysis.objects.filter(
            district=district, kind=study.kind, period_start=start, period_end=end, **same
        )
        .order_by("-built_at", "-pk")
        .first()
    )


def cells_of(analysis: Analysis) -> list[dict[str, Any]]:
    """Return the cells of an analysis, uncut, in the order of their ids."""
    return sorted(
        analysis.cells.values_list("values", flat=True), key=lambda values: str(values["cell"])
    )


def share_scale_of_year(district: District, year: int) -> float | None:
    """Return the largest share that fixed the colour scale of a year, or None before it is fixed.

    The first contrast whose last month lies in the year fixes it, unless it was empty.
    """
    of_year = Analysis.objects.filter(
        district=district,
        kind=Analysis.Kind.CONTRAST,
        period_end__gt=date(year, 1, 1),
        period_end__lte=date(year + 1, 1, 1),
    )
    shares = (one.result["scale"]["largest_share"] for one in of_year.order_by("built_at", "pk"))
    return next((float(share) for share in shares if share > 0), None)


def _disclosed(district: District, audience: Audience) -> QuerySet[Disclosed]:
    return Disclosed.objects.filter(
        district=district,
        audience=audience.value,
        analysis__kind=Analysis.Kind.CONTRAST,
        # Pages show one size of cell; another is for a file that somebody asked for.
        analysis__parameters__resolution=RESOLUTION,
    )


def period_from_slug(slug: str, choices: list[Published]) -> Period | None:
    """Return the published period of this slug, or None: nothing else can be asked for."""
    return next((one.period for one in choices if one.period.slug == slug), None)
