"""Slow, obvious versions of the weekly statistics, for comparison."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from scipy import stats


def brook_evans(limit: float, allowance: float, shift: float = 0.0, states: int = 200) -> float:
    """Return the average run length of an upper CUSUM of normal deviates as a Markov chain.

    Brook and Evans (1972): the sum is cut into `states` steps and the mean time to leave them
    solved for.
    """
    width = 2 * limit / (2 * states - 1)
    middles = np.arange(states) * width
    edges = middles + width / 2
    moves = np.empty((states, states))
    for row, middle in enumerate(middles):
        below = stats.norm.cdf(edges - middle + allowance - shift)
        moves[row] = np.diff(np.concatenate([[0.0], below]))
    return float(np.linalg.solve(np.eye(states) - moves, np.ones(states))[0])


def slow_badge(flags: list[bool]) -> str | None:
    """Say the four rules one after the other, week by week."""
    padded = [False] * 40 + flags
    last = len(padded)

    def hot_of_13(end: int) -> int:
        return len([one for one in padded[end - 13 : end] if one])

    recent = any(padded[last - 4 : last])
    if hot_of_13(last) >= 9 and recent:
        return "persistent"
    if padded[last - 1] and hot_of_13(last) == 1:
        return "new"
    if padded[last - 1]:
        return "returning"
    if not recent and hot_of_13(last) > 0:
        for end in range(last - 12, last - 3):
            if hot_of_13(end) >= 9:
                return "easing"
    return None


def slow_best(reports: list[int], marked: int) -> int:
    """Return the most reports of any choice of so many cells of one size, trying every one."""
    return max(sum(chosen) for chosen in combinations(reports, marked))


def slow_alert(history: list[int], now: int, dispersion: float) -> float:
    """Return the chance of so many reports or more, adding the terms up one by one."""
    mean = (sum(history) + 0.5) / 13
    variance = dispersion * mean * (1 + 1 / 13)
    size, chance = mean**2 / (variance - mean), mean / variance
    term, below = chance**size, 0.0
    for count in range(now):
        below += term
        term *= (size + count) / (count + 1) * (1 - chance)
    return 1 - below
