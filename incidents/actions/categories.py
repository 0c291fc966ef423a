"""Give a district its categories, and a first crosswalk to official ones."""

from collections.abc import Sequence
from datetime import datetime

from incidents.actions.bearers import install_bearers
from incidents.actions.questions import install_questions
from incidents.models import Category, CategoryMapping, Crosswalk
from incidents.taxonomy import CATEGORIES, CategorySeed
from members import audit
from members.access import acting_in
from members.models import AuditEvent, District


def install_categories(
    *, district: District, by: str, at: datetime, seeds: Sequence[CategorySeed] = CATEGORIES
) -> Crosswalk:
    """Install the standard categories, what they ask, partners and crosswalk 1; only once."""
    with acting_in(district.pk):
        existing = Crosswalk.objects.filter(district=district).order_by("-version").first()
        if existing:
            return existing
        categories = _make_categories(district, seeds)
        crosswalk = Crosswalk.objects.create(district=district, version=1, made_at=at, made_by=by)
        CategoryMapping.objects.bulk_create(
            CategoryMapping(
                district=district,
                crosswalk=crosswalk,
                category=category,
                nsir_type=seed.nsir_type,
                nsir_qualifier=seed.nsir_qualifier,
                official_category=seed.official or "",
                default_route=seed.route,
                label=category.label,
                position=category.position,
                is_offered=category.is_offered,
            )
            for category, seed in zip(categories, seeds, strict=True)
        )
        install_questions(district=district, categories=categories, by=by, at=at)
        install_bearers(district=district, by=by, at=at)
        audit.record(
            district_id=district.pk,
            by=by,
            at=at,
            kind=AuditEvent.Kind.ALTERATION,
            what="categories installed",
            crosswalk=crosswalk.version,
        )
    return crosswalk


def _make_categories(district: District, seeds: Sequence[CategorySeed]) -> list[Category]:
    return Category.objects.bulk_create(
        Category(
            district=district,
            code=seed.code,
            label=seed.label,
            welfare=seed.welfare,
            position=position,
        )
        for position, seed in enumerate(seeds, start=1)
    )
