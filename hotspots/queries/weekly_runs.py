"""Which weeks of a district have been analysed, and by what lately."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from hotspots.models import Analysis


def newest_analyses(district_id: int, *, weeks: int = 10) -> dict[date, UUID]:
    """Return the newest analysis of each of the last analysed weeks, by the week's Monday."""
    found = Analysis.objects.filter(district=district_id, kind=Analysis.Kind.WEEKLY)
    latest = found.order_by("-period_start").values_list("period_start", flat=True).first()
    if latest is None:
        return {}
    rows = found.filter(period_start__gt=latest - timedelta(weeks=weeks))
    return dict(rows.order_by("built_at", "pk").values_list("period_start", "pk"))
