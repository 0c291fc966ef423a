"""The same difference with each kind of offence weighed by a published table of harm."""

from collections.abc import Mapping
from math import sqrt

from hotspots.evaluation.differences import (
    NORMAL_95,
    SAME_LENGTH,
    SAME_SIZE,
    Areas,
    AreaWeights,
    BeforeAfter,
    WeightedDisplacementDifference,
    wdd,
)


def harm_wdd(
    counts: Mapping[str, Areas],
    weights: Mapping[str, float],
    *,
    time_weights: BeforeAfter = SAME_LENGTH,
    area_weights: AreaWeights = SAME_SIZE,
    dispersion: float = 1.0,
) -> WeightedDisplacementDifference:
    """Return the weighted displacement difference in units of a table of harm.

    Each category's effect is multiplied by its weight and its variance by the square of it.
    There is no table by default: weights come from a dated source that is named beside them.

    Raises
    ------
    ValueError
        If a category has no weight, a weight is not above zero, or no category has a record.
    """
    if missing := sorted(set(counts) - set(weights)):
        raise ValueError(f"The table of harm has no weight for {', '.join(missing)}.")
    if any(weights[name] <= 0 for name in counts):
        raise ValueError("A weight of harm must be above zero.")
    told = {name: one for name, one in counts.items() if any(map(any, one))}
    if not told:
        raise ValueError("Counts must not be zero everywhere.")
    parts = [
        (weights[name], wdd(one, time_weights=time_weights, area_weights=area_weights))
        for name, one in told.items()
    ]
    effect = sum(weight * found.effect for weight, found in parts)
    variance = sum(weight**2 * found.variance for weight, found in parts)
    error = sqrt(variance * max(1.0, dispersion))
    reach = NORMAL_95 * error
    return WeightedDisplacementDifference(
        effect, variance, error, effect / error, effect - reach, effect + reach
    )
