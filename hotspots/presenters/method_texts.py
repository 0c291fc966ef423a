"""The methods in plain words and exactly, for the methods page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Method:
    """One method: what it answers, in plain words, exactly, and where chance comes in."""

    key: str
    title: str
    plain: str
    exact: tuple[str, ...]
    seed: str


_PERIOD_SEED: Final = (
    "The seed is the last month and the number of months, such as 20261012; for other spans the"
    " last day and the number of days. Anybody can check it."
)
_NO_CHANCE: Final = "Nothing is drawn at random."

METHODS: Final[tuple[Method, ...]] = (
    Method(
        "contrast",
        "Two pictures of the same streets",
        (
            "Where do businesses report a larger or smaller part of their reports than police"
            " record of theirs? Reports are moved to the same map points as police records "
            "first. Shares are compared, so how much either side misses everywhere does not "
            "matter."
        ),
        (
            (
                "Test: X | A, B, n ~ Hypergeometric(A + B, A, n), two-sided mid-p; Benjamini "
                "and Hochberg at q < 0.05 over the cells that could pass."
            ),
            (
                "Ratio: p_i ~ Beta(mu M, (1 - mu) M), M from a half-normal(0.5) spread on a "
                "grid of 60; 4,000 draws; median, 5% and 95%."
            ),
            (
                "Headline: D = 1/2 sum |a_i/A - b_i/B|, with the 5% to 95% range of 4,000 "
                "draws of the same pattern."
            ),
            "Member counts are divided by the dispersion of whole businesses, resampled 500 times.",
        ),
        _PERIOD_SEED,
    ),
    Method(
        "trend",
        "Is it going up or down?",
        (
            "Did reports per active member and police records part over the years, by more "
            "than luck? Whole years are compared, and only calendar months that both sources "
            "have in all of them."
        ),
        (
            (
                "Two years: odds ratio = (members' later rate / earlier) / (police's later / "
                "earlier); range = exp(log ratio +- t sqrt(phi sum 1/n))."
            ),
            (
                "More years: quasi-Poisson regression, log mean = source + year + source:year"
                " + seasons of each source + log exposure; the last year against the first."
            ),
            (
                "phi = Pearson's statistic of the months over its degrees of freedom, at "
                "least 1; t is Student's on those degrees. Ranges are 95%."
            ),
            (
                "Exposure: active member-weeks for reports, days for records. Under 20 "
                "records in the first or last year of a source, under nine shared months, or "
                "under two years: too few to say."
            ),
            (
                "Months: index = 100 rate / rate of the first twelve, range from exact "
                "Poisson limits of count / phi."
            ),
        ),
        _NO_CHANCE,
    ),
    Method(
        "told",
        "How much of it do the police know of?",
        (
            "Of the reports that say whether police were told, the share that says yes. "
            "Businesses answer alike, so the range is wider than that of as many strangers."
        ),
        (
            "Wilson's 95% range of k / n, with k and n divided by the clustering.",
            (
                "Clustering = K/(K-1) sum over businesses (sum of y - p)^2 over n p (1-p) "
                "n/(n-1), at least 1."
            ),
            "Under 20 answers: too few to say. Whole quarters only.",
        ),
        _NO_CHANCE,
    ),
    Method(
        "weekly",
        "This week",
        (
            "Which places had more reports this week than their own thirteen weeks before "
            "make likely, and which corners, with their neighbours, hold more than their part"
            " over four weeks?"
        ),
        (
            (
                "Norm m = (s + 1/2)/13; this week ~ negative binomial with mean m and "
                "variance phi m (1 + 1/13); with phi = 1 exactly Binomial(x + s, 1/14). "
                "Benjamini and Hochberg at q < 0.05, and three reports at least."
            ),
            (
                "Corner: P(Binomial(N, part of the exposure) >= reports in it and its "
                "neighbours); an empty corner is never hot."
            ),
            "Drift of the town: upper CUSUM of 2(sqrt x - sqrt m), k = 0.5, h = 5.",
        ),
        _NO_CHANCE,
    ),
    Method(
        "concentration",
        "Where reports gather, and whether they repeat",
        (
            "From how few hexagons does half of all come? Is a report soon followed by "
            "another near by, more often than if the same dates were dealt out again?"
        ),
        (
            (
                "Generalised Gini G' = max(1, n/c)(G - 1) + 1 for c reports in n hexagons, "
                "times m/(m - 1), m the smaller of both; less its excess over the bootstrap "
                "of businesses."
            ),
            (
                "Knox: pairs within [0, 50), [50, 100), [100, 200), [200, 400) metres and [0,"
                " 4), [4, 8), [8, 15), [15, 29) days, against 999 permutations of the dates; "
                "ratio to their mean, p = (b + 1)/1000. Called out from 1.2 times and p < "
                "0.05."
            ),
        ),
        _PERIOD_SEED,
    ),
    Method(
        "funding",
        "Did the money work?",
        (
            "Did police records fall more here than in towns where nothing was done, by more "
            "than luck? Plan, period and towns are frozen before the months that decide."
        ),
        (
            (
                "WDD = change here - change in controls + change in the ring - change in its "
                "control; variance = sum of all counts over squared weights; range = WDD +- "
                "1.96 sqrt(phi variance)."
            ),
            "Before the result: the smallest change that would be found in four cases of five.",
            "Cost only where the range leaves out zero, with both ends.",
        ),
        _NO_CHANCE,
    ),
    Method(
        "hiding",
        "What is withheld, and why nothing can be worked out",
        (
            "Small counts are hidden from all but those who can read the reports themselves, "
            "together with others, so that no total gives them away."
        ),
        (
            (
                "Funder and analyst: counts from 1 to 4 hidden, with companions until each "
                "hidden one may still be anything from 1 to 4; no two overlapping periods."
            ),
            (
                "Public: by quarter, under 10 or fewer than three businesses hidden, the rest"
                " rounded to 5, four weeks late at least."
            ),
            "Everything else is computed again from what is left, hidden cells as one place.",
            "People sleeping rough stand in no analysis below the town.",
        ),
        _NO_CHANCE,
    ),
)
