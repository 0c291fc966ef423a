"""Slow, obvious versions of what `hotspots.concentration` does with arrays."""

from itertools import combinations, pairwise


def slow_gini(counts):
    """Mean gap of all pairs of places over twice the mean."""
    places, total = len(counts), sum(counts)
    gaps = sum(abs(a - b) for a in counts for b in counts)
    return gaps / (2 * places * total)


def slow_half(counts):
    """Take the fullest places one by one until half of all reports are in."""
    taken, found = 0, 0
    for count in sorted(counts, reverse=True):
        if 2 * taken >= sum(counts):
            break
        taken, found = taken + count, found + 1
    return found


def slow_pairs(points, days, metres, spans):
    """Count pairs by band with loops."""
    found = [[0] * (len(spans) - 1) for _ in range(len(metres) - 1)]
    for first, second in combinations(range(len(points)), 2):
        (x, y), (u, v) = points[first], points[second]
        apart = ((x - u) ** 2 + (y - v) ** 2) ** 0.5
        later = abs(days[first] - days[second])
        for row, (near, far) in enumerate(pairwise(metres)):
            for column, (soon, late) in enumerate(pairwise(spans)):
                found[row][column] += near <= apart < far and soon <= later < late
    return found
