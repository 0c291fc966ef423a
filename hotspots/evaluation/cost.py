"""What one incident avoided has cost: with both ends, or not at all."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cost:
    """Pounds for each incident avoided; the dearest end belongs to the smallest fall."""

    each: float
    cheapest: float
    dearest: float


def cost_of(amount: float, *, effect: float, low: float, high: float) -> Cost | None:
    """Return the cost of each net incident avoided, or None if it cannot be shown.

    It can be shown only if the whole 95 % range of the difference lies below zero: an amount
    divided by something that may be nothing has no largest value.

    Raises
    ------
    ValueError
        If the amount is not above zero, or the effect lies outside its own range.
    """
    if amount <= 0:
        raise ValueError("The amount must be above zero.")
    if not low <= effect <= high:
        raise ValueError("The effect must lie within its range.")
    if high >= 0:
        return None
    return Cost(amount / -effect, amount / -low, amount / -high)
