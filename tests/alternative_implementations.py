"""Slow, obvious twins of the plain modules: written to be believed at sight, not to be fast.

Each follows the definition word by word, in exact fractions or plain loops, and shares no
code with what it checks.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from math import comb, hypot

import numpy as np
from scipy import stats


def nearest_snap(
    points: Sequence[tuple[float, float]],
    snaps: Sequence[tuple[float, float]],
    limit_m: float,
) -> list[int]:
    """Return the lowest index of the nearest snap point within the limit, or -1."""
    found = []
    for east, north in points:
        distances = [hypot(east - e, north - n) for e, n in snaps]
        nearest = min(distances, default=float("inf"))
        found.append(distances.index(nearest) if nearest <= limit_m else -1)
    return found


def hypergeometric_mid_p(a: int, size_a: int, size_b: int, n: int) -> Fraction:
    """Return the two-sided mid-p of `a`, from the definition in exact fractions."""
    ways = comb(size_a + size_b, n)
    chance = {
        x: Fraction(comb(size_a, x) * comb(size_b, n - x), ways)
        for x in range(max(0, n - size_b), min(n, size_a) + 1)
    }
    below = sum((p for x, p in chance.items() if x < a), Fraction(0))
    above = sum((p for x, p in chance.items() if x > a), Fraction(0))
    half = chance[a] / 2
    return min(Fraction(1), 2 * min(below + half, above + half))


def is_testable(n: int, size_a: int, size_b: int, cells_with_records: int) -> bool:
    """Return whether any split of `n` records could reach 0.05 / m, by trying them all."""
    splits = range(max(0, n - size_b), min(n, size_a) + 1)
    smallest = min(hypergeometric_mid_p(a, size_a, size_b, n) for a in splits)
    return n > 0 and smallest <= Fraction(5, 100 * cells_with_records)


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Return q-values by the step-up definition: the smallest level that rejects each."""
    m = len(p_values)
    ranked = sorted(p_values)
    return [
        min(1.0, min(p * m / rank for rank, p in enumerate(ranked, 1) if p >= own))
        for own in p_values
    ]


def dissimilarity(a: Sequence[int], b: Sequence[int]) -> Fraction:
    """Return half the sum of the absolute differences of shares."""
    pairs = zip(a, b, strict=True)
    return sum((abs(Fraction(x, sum(a)) - Fraction(y, sum(b))) for x, y in pairs), Fraction(0)) / 2


def ratio_quantiles(
    a: Sequence[int], b: Sequence[int], quantiles: Sequence[float]
) -> list[list[float]]:
    """Return quantiles of each cell's odds ratio by integration, without a random number.

    The posterior of each cell is a mixture over tau of beta distributions; its quantile is
    found by bisection on the mixture's distribution function.
    """
    mu = sum(a) / (sum(a) + sum(b))
    taus = np.linspace(0.02, 1.5, 60)
    weights = []
    for tau in taus:
        m = 1 / (tau**2 * mu * (1 - mu))
        likelihood = sum(
            stats.betabinom.logpmf(x, x + y, mu * m, (1 - mu) * m)
            for x, y in zip(a, b, strict=True)
        )
        weights.append(stats.halfnorm.logpdf(tau, scale=0.5) + likelihood)
    weights = np.exp(np.array(weights) - max(weights))
    weights /= weights.sum()
    shrinkage = 1 / (taus**2 * mu * (1 - mu))

    def quantile(x: int, y: int, wanted: float) -> float:
        low, high = 0.0, 1.0
        for _ in range(60):
            p = (low + high) / 2
            below = weights @ stats.beta.cdf(p, mu * shrinkage + x, (1 - mu) * shrinkage + y)
            low, high = (p, high) if below < wanted else (low, p)
        return (low / (1 - low)) / (mu / (1 - mu))

    return [[quantile(x, y, w) for w in quantiles] for x, y in zip(a, b, strict=True)]


def cluster_variance_ratio(counts_by_member: np.ndarray) -> float:
    """Return the design effect of the shares by linearisation, without resampling."""
    counts = counts_by_member[counts_by_member.sum(axis=1) > 0]
    members, total = len(counts), counts.sum()
    shares = counts.sum(axis=0) / total
    residuals = counts - np.outer(counts.sum(axis=1), shares)
    clustered = members / (members - 1) * (residuals**2).sum() / total**2
    return float(clustered / ((shares * (1 - shares)).sum() / (total - 1)))


def splits(total: int, cells: int) -> Iterator[tuple[int, ...]]:
    """Yield every way of sharing `total` reports among cells that have one at least."""
    for counts in product(range(1, total + 1), repeat=cells):
        if sum(counts) == total:
            yield counts


def rounded_down(counts: Sequence[int], dispersion: float) -> list[int]:
    """Return counts divided and each rounded down: the rule that `hotspots.contrast` left.

    Kept to show what it would do (`docs/adr/0020-contrast-method.md`).
    """
    return [int(count / dispersion + 1e-9) for count in counts]
