"""Published numbers, and those measured when the method was chosen (methods, section 1)."""

import csv
import gzip
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from hotspots.contrast import Verdict, contrast
from hotspots.contrast.exact import mid_p
from layers import grid, projection
from tests import alternative_implementations

BENJAMINI_HOCHBERG_1995 = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
    0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000,
]  # fmt: skip


def test_g6_ratio_of_two_poisson_counts() -> None:
    """R's `poisson.test(c(11, 21), c(800, 3011))`."""
    found = stats.binomtest(11, 32, 800 / 3811)
    low, high = found.proportion_ci(0.95, "exact")

    assert found.pvalue == pytest.approx(0.07967, abs=1e-5)
    assert pytest.approx(1.971488, abs=1e-6) == (11 / 800) / (21 / 3011)
    assert [p / (1 - p) * 3011 / 800 for p in (low, high)] == pytest.approx(
        [0.8584264, 4.2772659], abs=1e-6
    )


def test_g8_fisher_exact() -> None:
    odds_ratio, p = stats.fisher_exact([[8, 2], [1, 5]])
    ours = mid_p(np.array([8]), 9, 7, np.array([10]))[0]

    assert odds_ratio == pytest.approx(20.0)
    assert p == pytest.approx(0.03497, abs=1e-5)
    assert ours == pytest.approx(
        float(alternative_implementations.hypergeometric_mid_p(8, 9, 7, 10))
    )
    assert ours < p, "mid-p is less strict than the whole tails"


def test_g9_benjamini_hochberg_rejects_four_and_bonferroni_three() -> None:
    q = stats.false_discovery_control(BENJAMINI_HOCHBERG_1995, method="bh")

    assert sum(q < 0.05) == 4
    assert sum(p < 0.05 / 15 for p in BENJAMINI_HOCHBERG_1995) == 3
    assert q == pytest.approx(
        alternative_implementations.benjamini_hochberg(BENJAMINI_HOCHBERG_1995)
    )


def test_g12_dissimilarity_of_identical_and_of_opposite_patterns() -> None:
    assert contrast([3, 5, 0], [6, 10, 0], seed=1).headline.dissimilarity == 0
    assert contrast([9, 0], [0, 4], seed=1).headline.dissimilarity == 1


@pytest.mark.parametrize(("cells", "least"), [(10, 6), (60, 8)])
def test_fewest_records_of_a_testable_cell(cells: int, least: int) -> None:
    """With 600 reports and 860 records: 6 in one of 10 cells, 8 in one of 60."""
    for both, testable in [(least - 1, False), (least, True)]:
        for first in (0, both):
            rest = cells - 1
            members = [first, *_spread(600 - first, rest)]
            officials = [both - first, *_spread(860 - both + first, rest)]

            found = contrast(members, officials, seed=1).cells[0]

            assert found.testable is testable
            assert (found.verdict == Verdict.TOO_FEW) is not testable
            assert (found.q is None) is not testable


def _spread(total: int, cells: int) -> list[int]:
    return [total // cells + (cell < total % cells) for cell in range(cells)]


@pytest.mark.real_data
@pytest.mark.slow
@pytest.mark.parametrize(
    ("reports", "low", "high"), [(50, 0.09, 0.23), (150, 0.06, 0.16), (600, 0.04, 0.10)]
)
def test_chance_range_of_the_headline_on_real_shares(
    real_winter: np.ndarray, reports: int, low: float, high: float
) -> None:
    rng = np.random.default_rng(20261121)
    found = [
        contrast(rng.multinomial(reports, real_winter / 358), real_winter, seed=seed).headline
        for seed in range(20)
    ]

    assert np.mean([one.chance_low for one in found]) == pytest.approx(low, abs=0.01)
    assert np.mean([one.chance_high for one in found]) == pytest.approx(high, abs=0.01)


@pytest.fixture(scope="module")
def real_winter(real_data: Path) -> np.ndarray:
    """Police ASB by res-9 cell within 500 m of Northampton's centre, winter 2018-19."""
    places = []
    for file in sorted((real_data / "police_uk" / "northamptonshire").glob("201[89]-*.csv.gz")):
        with gzip.open(file, "rt", encoding="utf-8", newline="") as rows:
            places += [
                (float(row["Longitude"]), float(row["Latitude"]))
                for row in csv.DictReader(rows)
                if row["Crime type"] == "Anti-social behaviour" and row["Longitude"]
            ]
    lng, lat = np.array(places).T
    east, north = projection.to_metres(lng, lat)
    centre_east, centre_north = projection.to_metres([-0.8945], [52.2378])
    near = np.hypot(east - centre_east, north - centre_north) <= 500
    counts = Counter(grid.cells_of(lng[near], lat[near], 9).tolist())
    assert (len(places), near.sum(), len(counts)) == (7_427, 358, 10)
    return np.array(sorted(counts.values()))
