"""The categories of a district: as they are, and as they were in each dated version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from incidents.models import CategoryMapping, Crosswalk
from incidents.queries.makers import maker_names
from incidents.queries.points import latest_crosswalk
from members.access import Viewer


@dataclass(frozen=True)
class Version:
    """One dated version: who made it, and what it changed against the one before."""

    version: int
    made_at: datetime
    made_by: str
    changed: list[tuple[CategoryMapping | None, CategoryMapping]]


@dataclass(frozen=True)
class Vocabulary:
    """The present categories in order, and the versions that led to them, newest first."""

    version: int
    made_at: datetime | None
    rows: list[CategoryMapping]
    history: list[Version]


def vocabulary_of(viewer: Viewer) -> Vocabulary:
    """Return the categories of a district with all of their versions, in four queries."""
    crosswalks = list(Crosswalk.objects.filter(district=viewer.district).order_by("version"))
    rows: dict[int, list[CategoryMapping]] = {one.pk: [] for one in crosswalks}
    mappings = CategoryMapping.objects.filter(district=viewer.district)
    for row in mappings.select_related("category").order_by("position", "pk"):
        rows[row.crosswalk_id].append(row)
    names = maker_names(one.made_by for one in crosswalks)
    history = [
        Version(
            one.version,
            one.made_at,
            names[one.made_by],
            _changes(rows[before.pk] if before else [], rows[one.pk]),
        )
        for before, one in zip([None, *crosswalks], crosswalks, strict=False)
    ]
    newest = crosswalks[-1] if crosswalks else None
    return Vocabulary(
        version=newest.version if newest else 0,
        made_at=newest.made_at if newest else None,
        rows=rows[newest.pk] if newest else [],
        history=history[::-1],
    )


def present_row(viewer: Viewer, category_id: int) -> CategoryMapping | None:
    """Return how one category of the viewer's district stands now, or None if there is none."""
    newest = latest_crosswalk(viewer.district.pk)
    rows = CategoryMapping.objects.filter(crosswalk=newest, category=category_id)
    return rows.select_related("category__district", "crosswalk").first()


def _changes(
    before: Iterable[CategoryMapping], after: Iterable[CategoryMapping]
) -> list[tuple[CategoryMapping | None, CategoryMapping]]:
    earlier = {row.category_id: row for row in before}
    pairs = [(earlier.get(row.category_id), row) for row in after]
    return [(old, new) for old, new in pairs if old is None or _content(old) != _content(new)]


def _content(row: CategoryMapping) -> tuple[object, ...]:
    """Return what somebody changes; the position follows from where others are put."""
    return (
        row.label,
        row.is_offered,
        row.nsir_type,
        row.nsir_qualifier,
        row.official_category,
        row.default_route,
    )
