"""The categories that a new scheme begins with, and how each compares with official data.

A plain table: districts edit their own copy, and every contrast names the version it used.
Police record one type and one qualifier (National Standard for Incident Recording), so both
are kept. `official` is the police.uk category, or None where there is nothing to compare with.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class CategorySeed:
    """One category as a new district receives it."""

    code: str
    label: str
    nsir_type: str
    nsir_qualifier: str
    official: str | None
    route: str
    welfare: bool = False


_ASB = "anti-social-behaviour"
_DAMAGE = "criminal-damage-arson"

CATEGORIES: tuple[CategorySeed, ...] = (
    CategorySeed("begging", "Begging", "Begging/vagrancy", "nuisance", _ASB, "council-asb nbcp"),
    CategorySeed(
        "street_drinking",
        "Street drinking",
        "Street drinking",
        "nuisance",
        _ASB,
        "council-asb nbcp",
    ),
    CategorySeed(
        "rowdy_inconsiderate",
        "Rowdy or inconsiderate behaviour",
        "Rowdy or inconsiderate behaviour",
        "nuisance",
        _ASB,
        "nbcp",
    ),
    CategorySeed(
        "drug_use_or_paraphernalia",
        "Drug use or paraphernalia",
        "Littering/drug paraphernalia",
        "environmental",
        _ASB,
        "nbcp council-asb",
    ),
    CategorySeed("noise", "Noise", "Noise", "nuisance", _ASB, "council-asb"),
    CategorySeed(
        "vehicle_nuisance",
        "Vehicle nuisance",
        "Vehicle nuisance/inappropriate use",
        "nuisance",
        _ASB,
        "nbcp",
    ),
    CategorySeed("trespass", "Trespass", "Trespass", "personal", _ASB, "nbcp"),
    CategorySeed(
        "threatening_or_abusive", "Threats or abuse", "", "personal", "public-order", "nbcp"
    ),
    CategorySeed("graffiti", "Graffiti", "", "environmental", _DAMAGE, "council-street-scene"),
    CategorySeed(
        "environmental_damage",
        "Damage",
        "",
        "environmental",
        _DAMAGE,
        "council-street-scene nbcp",
    ),
    CategorySeed("fly_tipping", "Fly-tipping", "", "environmental", None, "council-street-scene"),
    CategorySeed("shop_theft", "Shop theft", "", "", "shoplifting", "nbcp"),
    CategorySeed(
        "rough_sleeping_concern",
        "Someone sleeping rough",
        "",
        "welfare",
        None,
        "outreach",
        welfare=True,
    ),
    CategorySeed("encampment", "Encampment", "", "welfare", None, "outreach", welfare=True),
)

#: Categories that have a picture of their own on the report page.
DRAWN: Final = frozenset(one.code for one in CATEGORIES)
