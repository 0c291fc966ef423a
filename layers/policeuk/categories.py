"""The crime categories of data.police.uk, with the short codes that counts are stored under.

The CSV files carry display names, which changed twice: six categories until 2011-08, eleven
until 2013-04, fourteen since. A name that was dropped keeps its own slug here, because the
category that replaced it does not hold the same offences.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final


@dataclass(frozen=True)
class Category:
    """One category: `code` is stored, `slug` is shown and asked for, `name` stands in files."""

    code: int
    slug: str
    name: str
    last_month: date | None = None


CATEGORIES: Final = (
    Category(1, "anti-social-behaviour", "Anti-social behaviour"),
    Category(2, "bicycle-theft", "Bicycle theft"),
    Category(3, "burglary", "Burglary"),
    Category(4, "criminal-damage-arson", "Criminal damage and arson"),
    Category(5, "drugs", "Drugs"),
    Category(6, "other-crime", "Other crime"),
    Category(7, "other-theft", "Other theft"),
    Category(8, "possession-of-weapons", "Possession of weapons"),
    Category(9, "public-order", "Public order"),
    Category(10, "robbery", "Robbery"),
    Category(11, "shoplifting", "Shoplifting"),
    Category(12, "theft-from-the-person", "Theft from the person"),
    Category(13, "vehicle-crime", "Vehicle crime"),
    Category(14, "violent-crime", "Violence and sexual offences"),
    # Dropped on 2013-05-01. The slug of the first would clash with the one above.
    Category(15, "violent-crime-before-2013-05", "Violent crime", date(2013, 4, 1)),
    Category(16, "public-disorder-weapons", "Public disorder and weapons", date(2013, 4, 1)),
)

CODES: Final = {category.slug: category.code for category in CATEGORIES}
SLUGS: Final = {category.code: category.slug for category in CATEGORIES}
LAST_CODE: Final = max(SLUGS)


def categories_of(month: date) -> tuple[Category, ...]:
    """Return the categories that a file of this month may name."""
    return tuple(one for one in CATEGORIES if one.last_month is None or month <= one.last_month)


def codes_of(slugs: Sequence[str]) -> tuple[int, ...]:
    """Return the stored codes of category slugs, in order.

    Raises
    ------
    ValueError
        If a slug is not a category of data.police.uk; the message lists those that are.
    """
    for slug in slugs:
        if slug not in CODES:
            raise ValueError(f"There is no category {slug!r}; there are {', '.join(CODES)}.")
    return tuple(CODES[slug] for slug in slugs)
