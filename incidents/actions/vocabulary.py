"""Change the categories of a district: each change is a new dated version, and old ones stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from incidents.models import Category, CategoryMapping, Crosswalk
from members import audit
from members.access import acting_in
from members.models import AuditEvent, District

#: As many as the style sheet opens questions for (`report-opening.css`).
MOST_OFFERED: Final = 30


class VocabularyRefused(ValueError):
    """A change cannot be made; the message is a sentence for whoever tried."""


class VocabularyChanged(VocabularyRefused):
    """Somebody else made a version since this one was looked at."""


class NothingOffered(VocabularyRefused):
    """A scheme without a category could take no report."""


class TooManyOffered(VocabularyRefused):
    """The report page has room for so many buttons, and opens the questions of each."""


class NameTaken(VocabularyRefused):
    """Two of one name could not be told apart."""


@dataclass(frozen=True)
class Entry:
    """One category as it shall be. `place` counts from 1; a welfare category keeps its mapping."""

    label: str
    place: int
    is_offered: bool
    nsir_type: str = ""
    nsir_qualifier: str = ""
    official_category: str = ""
    default_route: str = ""


def change_category(
    *, category: Category, entry: Entry, version: int, by: str, at: datetime
) -> Crosswalk:
    """Change one category from the next report on, as a new version of all of them.

    `version` is the one that was looked at.

    Raises
    ------
    VocabularyRefused
        One of its kinds above; nothing is stored then.
    """
    district = category.district
    with acting_in(district.pk):
        rows = _held(district, version)
        (mine,) = (row for row in rows if row.category_id == category.pk)
        others = [row for row in rows if row is not mine]
        return _store(district, others, _changed(mine, entry), entry.place, version, by, at)


def add_category(
    *, district: District, code: str, entry: Entry, version: int, by: str, at: datetime
) -> Crosswalk:
    """Add a category, which is never a welfare one, as a new version.

    Raises
    ------
    VocabularyRefused
        One of its kinds above; nothing is stored then.
    """
    with acting_in(district.pk):
        rows = _held(district, version)
        if Category.objects.filter(district=district, code=code).exists():
            raise NameTaken("There was a category of that name before. Switch it on again.")
        category = Category(district=district, code=code, label=entry.label, position=0)
        category.save(force_insert=True)
        mine = _changed(CategoryMapping(district=district, category=category), entry)
        return _store(district, rows, mine, entry.place, version, by, at)


def _held(district: District, version: int) -> list[CategoryMapping]:
    """Return the present rows in order, held, if nobody made a version meanwhile."""
    District.objects.select_for_update(no_key=True).get(pk=district.pk)
    newest = Crosswalk.objects.filter(district=district).order_by("-version").first()
    if newest is None or newest.version != version:
        raise VocabularyChanged(
            "Somebody changed the categories while you looked at them. Look again, then decide."
        )
    rows = CategoryMapping.objects.filter(crosswalk=newest).select_related("category")
    return list(rows.order_by("position", "pk"))


def _changed(row: CategoryMapping, entry: Entry) -> CategoryMapping:
    row.label, row.is_offered = entry.label, entry.is_offered
    if not row.category.welfare:
        row.nsir_type, row.nsir_qualifier = entry.nsir_type, entry.nsir_qualifier
        row.official_category, row.default_route = entry.official_category, entry.default_route
    return row


def _store(
    district: District,
    others: Sequence[CategoryMapping],
    mine: CategoryMapping,
    place: int,
    version: int,
    by: str,
    at: datetime,
) -> Crosswalk:
    rows = [*others[: max(place, 1) - 1], mine, *others[max(place, 1) - 1 :]]
    _check(rows, mine)
    crosswalk = Crosswalk(district=district, version=version + 1, made_at=at, made_by=by)
    crosswalk.save(force_insert=True)
    for position, row in enumerate(rows, start=1):
        row.pk, row.crosswalk, row.position = None, crosswalk, position
        _bring_up(row)
    CategoryMapping.objects.bulk_create(rows)
    audit.record(
        district_id=district.pk,
        by=by,
        at=at,
        kind=AuditEvent.Kind.ALTERATION,
        what="categories changed",
        crosswalk=crosswalk.version,
        category=mine.category_id,
    )
    return crosswalk


def _check(rows: Sequence[CategoryMapping], mine: CategoryMapping) -> None:
    names = [row.label.casefold() for row in rows if row is not mine]
    if mine.label.casefold() in names:
        raise NameTaken("Another category has that name. Choose one that tells them apart.")
    offered = sum(row.is_offered for row in rows)
    if not offered:
        raise NothingOffered("At least one category must be offered, or nobody can report.")
    if offered > MOST_OFFERED:
        raise TooManyOffered(f"The report page has room for {MOST_OFFERED} categories.")


def _bring_up(row: CategoryMapping) -> None:
    """Let the category's own row show the present state."""
    category = row.category
    category.label, category.position = row.label, row.position
    category.is_offered = row.is_offered
    category.save(update_fields=["label", "position", "is_offered"])
