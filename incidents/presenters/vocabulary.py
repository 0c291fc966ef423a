"""The categories of a district in words: as they are, what a change does, and what changed when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from incidents.actions.vocabulary import Entry
from incidents.models import CategoryMapping
from incidents.presenters import words
from incidents.queries.vocabulary import Version, Vocabulary
from incidents.questions import Wording
from layers.policeuk.categories import CATEGORIES

_OFFICIAL: Final[Mapping[str, str]] = {one.slug: one.name for one in CATEGORIES}
_ROUTES: Final[Mapping[str, str]] = {
    "council-asb": "council ASB case team",
    "council-street-scene": "council street scene",
    "nbcp": "business crime partnership",
    "outreach": "outreach",
}


@dataclass(frozen=True)
class CategoryLine:
    """One category as the list shows it."""

    id: int
    label: str
    offered: bool
    welfare: bool
    nsir: str
    official: str
    route: str
    questions: list[str]


@dataclass(frozen=True)
class VersionLine:
    """One version: when, by whom, and what it changed, each as a sentence."""

    version: int
    moment: str
    who: str
    changes: list[str]


@dataclass(frozen=True)
class VocabularyPage:
    """Everything that `incidents/vocabulary.html` places."""

    answer: str
    since: str
    lines: list[CategoryLine]
    history: list[VersionLine]


def vocabulary_page(found: Vocabulary, asked: Mapping[str, Sequence[Wording]]) -> VocabularyPage:
    """Return the page of a district's categories; `asked` holds what each asks, by its code."""
    offered = sum(row.is_offered for row in found.rows)
    moment = words.moment(found.made_at) if found.made_at else ""
    return VocabularyPage(
        answer=f"{offered} categories on the report page.",
        since=f"Version {found.version}, since {moment}." if moment else "",
        lines=[_line(row, asked.get(row.category.code, ())) for row in found.rows],
        history=[_version(one) for one in found.history],
    )


def differences(before: CategoryMapping | None, after: CategoryMapping | Entry) -> list[str]:
    """Return what changes, each as ``Name: Begging → Asking for money``; all of it, if new."""
    new = _facts(after)
    if before is None:
        return [f"{name}: {value}" for name, value in new.items()]
    old = _facts(before)
    return [f"{name}: {old[name]} → {value}" for name, value in new.items() if old[name] != value]


def _line(row: CategoryMapping, asked: Sequence[Wording]) -> CategoryLine:
    facts = _facts(row)
    nsir = [row.nsir_type, facts["Qualifier"].lower() if row.nsir_qualifier else ""]
    return CategoryLine(
        id=row.category_id,
        label=row.label,
        offered=row.is_offered,
        welfare=row.category.welfare,
        nsir=", ".join(filter(None, nsir)) or "None",
        official=facts["Compared with"],
        route=facts["Goes to"],
        questions=[one.words for one in asked],
    )


def _version(one: Version) -> VersionLine:
    if one.version == 1:
        changes = [f"{len(one.changed)} categories installed"]
    else:
        changes = [_told(before, after) for before, after in one.changed]
    moved = changes or ["The order alone"]
    return VersionLine(one.version, words.moment(one.made_at), one.made_by, moved)


def _told(before: CategoryMapping | None, after: CategoryMapping) -> str:
    if before is None:
        return f"{after.label} added"
    return f"{before.label}: {'; '.join(differences(before, after))}"


def _facts(row: CategoryMapping | Entry) -> dict[str, str]:
    routes = [_ROUTES.get(code, code) for code in row.default_route.split()]
    official = _OFFICIAL.get(row.official_category, row.official_category)
    return {
        "Name": row.label,
        "Offered": "yes" if row.is_offered else "no",
        "NSIR type": row.nsir_type or "none",
        "Qualifier": words.QUALIFIERS.get(row.nsir_qualifier, row.nsir_qualifier or "none"),
        "Compared with": official or "nothing",
        "Goes to": ", ".join(routes) or "nobody",
    }
