"""The three verdicts of a funding result, and when nothing can be said at all."""

from enum import StrEnum


class FundingVerdict(StrEnum):
    """What a result says; there is no fifth word."""

    FELL = "fell more than controls"
    UNCLEAR = "no clear difference"
    ROSE = "rose more than controls"
    TOO_FEW = "too few to say"


def verdict_of(low: float, high: float, *, detectable: float | None) -> FundingVerdict:
    """Return the verdict of a 95 % range of the difference.

    Parameters
    ----------
    low, high : float
        Ends of the range; below zero the treated area gained.
    detectable : float or None
        The smallest fall that could be found; None if not even a fall to nothing could.
    """
    if detectable is None:
        return FundingVerdict.TOO_FEW
    if high < 0:
        return FundingVerdict.FELL
    return FundingVerdict.ROSE if low > 0 else FundingVerdict.UNCLEAR
