"""What somebody knows who kept the trend of every month: sums of answers, within bounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from hotspots.disclosure.counts import LEAST_SHOWN
from hotspots.trend.payload import trend_payload
from hotspots.trend.recipe import Ingredients
from members.audiences import Audience
from tests.hotspots.trend.made import facts, ingredients
from tests.trust.attacker.reading import Fact
from tests.trust.attacker.solving import Attack

ANSWERS = {"told": 1, "kept": 0}


def town(seed: int, months: int = 33) -> Ingredients:
    """Return a town whose shops seldom answer, so that many counts are small."""
    rng = np.random.default_rng(seed)
    whole = ingredients(months=months, seed=seed)
    rows = len(whole.told)
    rates = rng.choice([0.02, 0.05, 0.3], size=(months // 3 + 1, 3))
    quarter = (whole.month_of_report + 1) // 3  # the first month is a November
    said = rng.random(rows) < 0.4
    yes = rng.random(rows) < rates[quarter % len(rates), whole.category]
    return ingredients(months=months, seed=seed, told=np.where(said, yes.astype(int), -1))


def window(whole: Ingredients, first: int, length: int = 24) -> Ingredients:
    """Return the months of a town that one analysis is of."""
    kept = (whole.month_of_report >= first) & (whole.month_of_report < first + length)
    span = slice(first, first + length)
    return Ingredients(
        months=whole.months[span],
        officials={name: counts[span] for name, counts in whole.officials.items()},
        month_of_report=whole.month_of_report[kept] - first,
        organisation=whole.organisation[kept],
        told=whole.told[kept],
        category=whole.category[kept],
        category_names=whole.category_names,
        member_months=whole.member_months[span],
        member_weeks=whole.member_weeks[span],
        active=whole.active[span],
    )


def kept(whole: Ingredients) -> list[dict[str, Any]]:
    """Return what the funder was given, month after month."""
    last = len(whole.months) - 24 + 1
    return [
        trend_payload(facts(window(whole, first)), [], Audience.FUNDER) for first in range(last)
    ]


def known(payloads: Iterable[Mapping[str, Any]], answer: str) -> list[Fact]:
    """Return every sum of one answer over categories and quarters that the payloads tell."""
    found = {fact for one in payloads for fact in _told(one["told"], answer)}
    return sorted(found, key=repr)


def _told(told: Mapping[str, Any], answer: str) -> Iterator[Fact]:
    everything = frozenset(row["name"] for row in told["categories"])
    year = tuple(told["year_of"])
    for row in told["quarters"]:
        yield _fact(row, everything, (row["name"],), answer)
    for row in told["categories"]:
        yield _fact(row, frozenset([row["name"]]), year, answer)
    yield _fact(told["year"], everything, year, answer)


def _fact(
    row: Mapping[str, Any], cells: frozenset[str], when: tuple[str, ...], answer: str
) -> Fact:
    if row["withheld"]:
        return Fact(cells, when, 0, row["reports"])
    count = row["told"] if answer == "told" else row["answered"] - row["told"]
    return Fact(cells, when, count, count)


def truth(whole: Ingredients, answer: str) -> dict[tuple[str, str], int]:
    """Return the true counts by category and quarter."""
    names = [f"{month.year}-Q{(month.month + 2) // 3}" for month in whole.months]
    counts: dict[tuple[str, str], int] = {}
    chosen = whole.told == ANSWERS[answer]
    for category, month in zip(whole.category[chosen], whole.month_of_report[chosen], strict=True):
        key = whole.category_names[category], names[month]
        counts[key] = counts.get(key, 0) + 1
    return counts


def narrowed(
    whole: Ingredients, payloads: list[dict[str, Any]], answer: str
) -> tuple[int, list[str]]:
    """Return how many small counts there truly are, and those that are told too closely."""
    found = known(payloads, answer)
    attack, counts = Attack(found, []), truth(whole, answer)
    small = [fact for fact in found if 0 < _sum(counts, fact) < LEAST_SHOWN]
    close = []
    for fact in small:
        low, high = attack.bounds(fact.cells, fact.months)
        # How many reports there are of a kind is told exactly; no more of them can be answers.
        if low > 1 or high < min(LEAST_SHOWN - 1, fact.high):
            truly = f"{sorted(fact.cells)} {fact.months}: truly {_sum(counts, fact)}"
            close.append(f"{truly}, {low:g} to {high:g}")
    return len(small), close


def _sum(counts: Mapping[tuple[str, str], int], fact: Fact) -> int:
    return sum(counts.get((cell, month), 0) for cell in fact.cells for month in fact.months)
