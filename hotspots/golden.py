"""Published numbers that our own code must meet, each computed anew when it is asked for.

Deterministic ones to 1e-6 of what was printed, or to half of its last digit. `make prove`
writes what was found to `docs/proofs.json`; a test computes all of them again and compares.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy import stats

from hotspots.concentration.gini import generalised_gini, ordinary_gini
from hotspots.contrast import contrast
from hotspots.evaluation import Areas, AreaWeights, BeforeAfter, wdd
from hotspots.evaluation.shares import wilson
from hotspots.trend import exact
from hotspots.trend.exact import Pair
from hotspots.weekly import neighbourhood_test

Numbers = tuple[float, ...]


@dataclass(frozen=True)
class Golden:
    """One case: what is compared, where its numbers were published, and how near is near."""

    key: str
    what: str
    source: str
    expected: Numbers
    tolerance: float
    compute: Callable[[], Numbers]

    def found(self) -> Numbers:
        """Return what our code gives."""
        return tuple(float(one) for one in self.compute())

    def holds(self, found: Numbers) -> bool:
        """Tell whether numbers are those that were published."""
        pairs = zip(found, self.expected, strict=True)
        return all(abs(ours - theirs) <= self.tolerance for ours, theirs in pairs)


def _rates() -> Numbers:
    found = exact.poisson_test(Pair(11, 800), Pair(21, 3011))
    return found.ratio, found.low, found.high, found.p


def _e_test() -> Numbers:
    """Compare two counts of equal exposure; scipy's own, for nothing that is shown uses it."""
    return tuple(
        stats.poisson_means_test(first, 1, second, 1).pvalue for first, second in ((0, 3), (6, 2))
    )


def _fisher() -> Numbers:
    members, officials = Pair(2, 8), Pair(5, 1)
    return exact.odds_ratio(members, officials).value, exact.fisher(members, officials)


def _screen_b() -> Numbers:
    found = exact.odds_ratio(Pair(600, 672), Pair(860, 680), dispersion=1.46)
    return found.value, found.low, found.high


def _ranges() -> Numbers:
    ten, none = exact.poisson_range(10), exact.poisson_range(0)
    return ten.low, ten.high, none.low, none.high


def _wilson() -> Numbers:
    found = wilson(10, 20)
    return found.share, found.low, found.high


def _same() -> Numbers:
    found = contrast([50, 30, 20], [100, 60, 40], seed=1).headline.dissimilarity
    return (0.0 if found is None else found,)


def _apart() -> Numbers:
    found = contrast([100, 0], [0, 100], seed=1).headline.dissimilarity
    return (0.0 if found is None else found,)


def _quiet_corner() -> Numbers:
    counts = [0, 0, 0, 9, 9]
    near = np.eye(5, dtype=bool)
    near[0, 1] = near[1, 0] = True
    return (float(neighbourhood_test(counts, [1.0] * 5, near).p[0]),)


_EMPTY: Final = [0] * 7
_TABLE: Final = np.repeat(np.arange(6), [433, 325, 169, 58, 11, 4])


def _gini() -> Numbers:
    return (
        ordinary_gini([10, 8, 2, *_EMPTY]),
        ordinary_gini([5, 2, 1, *_EMPTY]),
        generalised_gini([5, 2, 1, *_EMPTY]),
        generalised_gini([3, 1, 1, *_EMPTY]),
    )


def _gini_table() -> Numbers:
    return (generalised_gini(_TABLE, unbiased=True),)


def _wdd() -> Numbers:
    found = wdd(
        Areas(
            BeforeAfter(308, 318), BeforeAfter(207, 110), BeforeAfter(150, 140),
            BeforeAfter(178, 157),
        )
    )  # fmt: skip
    return found.effect, found.variance, found.z, found.low, found.high


def _wdd_weighted() -> Numbers:
    areas = Areas(BeforeAfter(100, 50), BeforeAfter(80, 20))
    found = wdd(areas, time_weights=BeforeAfter(2, 1))
    return found.effect, found.variance


def _screen_d() -> Numbers:
    areas = Areas(control=BeforeAfter(1190, 1200), treated=BeforeAfter(860, 680))
    found = wdd(areas, area_weights=AreaWeights(control=1190 / 860), dispersion=1.46)
    return found.effect, found.low, found.high


GOLDEN: Final[tuple[Golden, ...]] = (
    Golden("G6", "Two Poisson rates: ratio, its range, p", "R, poisson.test",
           (1.971488, 0.8584264, 4.2772659, 0.07967), 5e-6, _rates),
    Golden("G7", "E-test of 0 and 3, and of 6 and 2: p", "Krishnamoorthy and Thomson 2004",
           (0.0884, 0.1749), 5e-5, _e_test),
    Golden("G8", "Fisher's exact test: odds ratio, p", "scipy documentation",
           (20.0, 0.034965034965), 1e-6, _fisher),
    Golden("B", "Trend: 860 to 680 records, 600 to 672 reports, dispersion 1.46",
           "worked example of screen B", (1.4, 1.2, 1.7), 0.05, _screen_b),
    Golden("chi", "Range of the counts 10 and 0", "tables of exact Poisson limits",
           (4.7954, 18.3904, 0.0, 3.6889), 5e-5, _ranges),
    Golden("W", "Wilson's range of 10 in 20", "Wilson 1927", (0.5, 0.2993, 0.7007), 5e-5, _wilson),
    Golden("G12a", "Dissimilarity of the same pattern twice", "identity", (0.0,), 1e-9, _same),
    Golden("G12b", "Dissimilarity of two patterns wholly apart", "identity", (1.0,), 1e-9, _apart),
    Golden("G16", "An empty corner of the town is never hot: p", "identity", (1.0,), 1e-9,
           _quiet_corner),
    Golden("G20", "Gini, generalised Gini; the last is an erratum of its source, which prints .58",
           "lorenzgini vignette, formula", (0.78, 0.80, 0.75, 0.56), 1e-6, _gini),
    Golden("G20t", "Generalised Gini of 1,000 places, unbiased", "lorenzgini vignette",
           (0.5255617,), 5e-8, _gini_table),
    Golden("G23", "Weighted displacement difference: effect, variance, z, range",
           "Wheeler and Ratcliffe 2018", (-118, 1568, -2.98, -196, -40), 0.5, _wdd),
    Golden("G24", "The same with periods of different length: effect, variance", "ptools tests",
           (-20, 115), 1e-6, _wdd_weighted),
    Golden("D", "Funding: 860 to 680 here, 1,190 to 1,200 in two controls, dispersion 1.46",
           "worked example of screen D", (-187, -312, -62), 0.6, _screen_d),
)  # fmt: skip


def computed() -> list[dict[str, Any]]:
    """Return every case as plain data, with what our code gives now."""
    rows = []
    for one in GOLDEN:
        found = one.found()
        rows.append(
            {
                "key": one.key,
                "what": one.what,
                "source": one.source,
                "expected": list(one.expected),
                "found": [round(value, 9) for value in found],
                "tolerance": one.tolerance,
                "holds": one.holds(found),
            }
        )
    return rows
