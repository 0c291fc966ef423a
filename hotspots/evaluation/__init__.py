"""Did something change more here than where nothing was done? Plain numbers in and out."""

from hotspots.evaluation.comparability import PreTrend, pre_trend
from hotspots.evaluation.cost import Cost, cost_of
from hotspots.evaluation.detectable import least_detectable
from hotspots.evaluation.differences import (
    Areas,
    AreaWeights,
    BeforeAfter,
    WeightedDisplacementDifference,
    wdd,
)
from hotspots.evaluation.dispersion import monthly_dispersion, rate_dispersion
from hotspots.evaluation.harm import harm_wdd
from hotspots.evaluation.quotient import DisplacementQuotient, wdq
from hotspots.evaluation.series import InterruptedSeries, TooShort, interrupted_series
from hotspots.evaluation.shares import Median, Share, grouped_median, wilson
from hotspots.evaluation.verdicts import FundingVerdict, verdict_of

__all__ = [
    "AreaWeights",
    "Areas",
    "BeforeAfter",
    "Cost",
    "DisplacementQuotient",
    "FundingVerdict",
    "InterruptedSeries",
    "Median",
    "PreTrend",
    "Share",
    "TooShort",
    "WeightedDisplacementDifference",
    "cost_of",
    "grouped_median",
    "harm_wdd",
    "interrupted_series",
    "least_detectable",
    "monthly_dispersion",
    "pre_trend",
    "rate_dispersion",
    "verdict_of",
    "wdd",
    "wdq",
    "wilson",
]
