"""Drifts that somebody knows of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hotspots.models import DriftNote
from hotspots.weekly.ingredients import DISTRICT
from hotspots.weekly.weeks import Week
from members.models import District


def drifting_lines(payload: Mapping[str, Any]) -> list[str]:
    """Return what a week's payload calls drifting: codes of categories, a star for all."""
    drift = payload["town"]["drift"]
    whole = [DISTRICT] if drift and drift["drifting"] else []
    return whole + [one["code"] for one in payload["categories"] if one["drifting"]]


def note_of(district: District, week: Week) -> DriftNote | None:
    """Return the note of a week, if there is one."""
    return DriftNote.objects.filter(district=district, week_start=week.start).first()


def acknowledged_before(district: District, week: Week, known_at: datetime) -> dict[str, list[str]]:
    """Return the weeks before one whose drift was known by a moment, by line."""
    rows = DriftNote.objects.filter(
        district=district, week_start__lt=week.start, noted_at__lte=known_at
    )
    found: dict[str, list[str]] = {}
    for start, lines in rows.order_by("week_start").values_list("week_start", "lines"):
        for line in lines:
            found.setdefault(line, []).append(Week.of(start).name)
    return found
