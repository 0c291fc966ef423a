"""Slow, obvious versions of what `hotspots.trend` and `members.activity` do with arrays."""

from datetime import date, timedelta
from fractions import Fraction
from math import comb


def slow_fisher(a, b, c, d, odds=Fraction(1)):
    """Two-sided probability of a 2x2 table with these margins, in whole fractions."""
    first, second, column = a + b, c + d, a + c
    weights = {
        x: comb(first, x) * comb(second, column - x) * odds**x
        for x in range(max(0, column - second), min(first, column) + 1)
    }
    return float(sum(w for w in weights.values() if w <= weights[a]) / sum(weights.values()))


def slow_member_weeks(memberships, access, start, end):
    """Count day by day: a day counts if both were held on some day of its week."""
    total = 0
    businesses = {one[0] for one in memberships}
    day = start
    while day < end:
        monday = day - timedelta(days=day.weekday())
        week = [monday + timedelta(days=number) for number in range(7)]
        total += sum(
            any(_held(memberships, one, other) for other in week)
            and any(_held(access, one, other) for other in week)
            for one in businesses
        )
        day += timedelta(days=1)
    return total / 7


def _held(rows, organisation, day):
    return any(
        who == organisation and starts <= day < (ends or date.max) for who, starts, ends in rows
    )


def slow_index(counts, exposure):
    """Index months against the first twelve, one at a time."""
    base = [at for at in range(min(12, len(counts))) if counts[at] is not None and exposure[at] > 0]
    rate = sum(counts[at] for at in base) / sum(exposure[at] for at in base)
    return [
        None if count is None or not weeks else 100 * count / weeks / rate
        for count, weeks in zip(counts, exposure, strict=True)
    ]
