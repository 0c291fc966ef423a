"""What readers hold already of the months of a release that is about to go out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db.models import Q, QuerySet

from hotspots.disclosure.counts import RESTRICTED
from hotspots.models import Analysis, Disclosed
from hotspots.periods import Period
from hotspots.recipe import RESOLUTION
from members.audiences import Audience
from members.models import District

_CONTRAST: Final = Q(
    analysis__kind=Analysis.Kind.CONTRAST,
    analysis__parameters__resolution=RESOLUTION,
    audience__in=[one.value for one in RESTRICTED],
)
_PUBLIC_MAP: Final = Q(analysis__kind=Analysis.Kind.PUBLIC_MAP, audience=Audience.PUBLIC.value)


def given_beside(district: District, period: Period, kind: Analysis.Kind) -> list[int]:
    """Return what was given of a period and of the months that it is tied to, by id, in order.

    Whoever may not see small counts reads the contrast of a year and the public map of its
    quarters, and nothing stops them from subtracting one from the other. So a quarter is tied
    to the year that it lies in, and through it to the other quarters of the year. Of several
    copies of one analysis the first stands for all.
    """
    stored = Disclosed.objects.filter(_CONTRAST | _PUBLIC_MAP, district=district)
    near, before = [period], 0
    while len(near) > before:  # from the quarter to its year, from the year to its quarters
        before = len(near)
        spans = _overlapping(stored, near).values_list(
            "analysis__period_start", "analysis__period_end"
        )
        near = sorted({period, *(Period(start, end) for start, end in spans)})
    itself = Q(
        analysis__kind=kind,
        analysis__period_start=period.start,
        analysis__period_end=period.end,
    )
    found = _overlapping(stored, near).exclude(itself).order_by("analysis_id", "pk")
    ids: dict[Any, int] = {}
    for pk, analysis in found.values_list("pk", "analysis_id"):
        ids.setdefault(analysis, pk)
    return sorted(ids.values())


def given_at_first(district: District, period: Period) -> list[int]:
    """Return what stood beside the contrast of a period when its first reader was given it."""
    first = (
        Disclosed.objects.filter(
            _CONTRAST,
            district=district,
            analysis__period_start=period.start,
            analysis__period_end=period.end,
        )
        .order_by("pk")
        .values_list("analysis__parameters", flat=True)
        .first()
    )
    return list(first["choice"].get("given", [])) if first else []


def _overlapping(stored: QuerySet[Disclosed], periods: Sequence[Period]) -> QuerySet[Disclosed]:
    near = Q(pk__in=[])  # none of them
    for period in periods:
        near |= Q(analysis__period_start__lt=period.end, analysis__period_end__gt=period.start)
    return stored.filter(near)


def read_given(ids: Sequence[int]) -> tuple[list[Mapping[str, Any]], list[str]]:
    """Return stored payloads, in the order of their ids, and the fingerprint of each."""
    rows = Disclosed.objects.filter(pk__in=ids).order_by("pk")
    found = list(rows.values_list("payload", "payload_sha256"))
    return [payload for payload, _ in found], [sha256 for _, sha256 in found]
