"""The whole contrast in one call."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hotspots.contrast import clustering, dissimilarity, ratios
from hotspots.contrast.counts import Counts, checked, whole_numbers
from hotspots.contrast.exact import CellTests, Verdict, cell_tests

Floats = NDArray[np.float64]

# Each random part has a stream of its own: a change in one leaves the others' digits alone.
_CLUSTERING, _RATIOS, _CHANCE = range(3)
_LEAST_DISPERSION: Final = 1.0


@dataclass(frozen=True, slots=True)
class CellContrast:
    """What is known of one cell. None stands for what cannot be said.

    Shares and counts are as reported; the test and the ratio use counts divided by the
    dispersion.
    """

    members: int
    officials: int
    member_share: float | None
    official_share: float | None
    p: float | None
    q: float | None
    testable: bool
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    verdict: Verdict
    one_reporter: bool | None


@dataclass(frozen=True, slots=True)
class Headline:
    """Dissimilarity with the 5-95 % range of chance; never to be shown without it.

    ``enough`` is false where no cell is testable: then the answer is "too few to say".
    """

    dissimilarity: float | None
    chance_low: float | None
    chance_high: float | None
    enough: bool


@dataclass(frozen=True, slots=True)
class Contrast:
    """Cells in the order given, the headline, totals and the dispersion that was used."""

    cells: tuple[CellContrast, ...]
    headline: Headline
    members: int
    officials: int
    dispersion: float


def contrast(
    members: ArrayLike,
    officials: ArrayLike,
    *,
    seed: int,
    by_member: ArrayLike | None = None,
) -> Contrast:
    """Compare where members report with where police record.

    Both sources must have gone through the same snap and cover the same months and
    categories. Callers sort cells, so that the same inputs are the same arrays.

    Parameters
    ----------
    members, officials : array_like of int, shape (cells,)
        Records of each source in each cell shown.
    seed : int
        From zero; usually the period. Same seed, same digits.
    by_member : array_like of int, shape (reporters, cells), optional
        The member reports by who made them; each column adds up to `members`. Without it,
        reports are taken as independent and no cell is flagged.

    Raises
    ------
    ValueError
        If counts are not whole numbers, lists differ in length, columns do not add up, or
        the seed is negative.

    References
    ----------
    `docs/adr/0020-contrast-method.md`.
    """
    if by_member is None:
        return contrast_given(members, officials, seed=seed, dispersion=_LEAST_DISPERSION)
    counts = checked(members, officials)
    reports = whole_numbers(by_member)
    if reports.ndim != 2 or not np.array_equal(reports.sum(axis=0), counts.members):
        raise ValueError("Reports by member must add up to the member count of every cell.")
    dispersion = dispersion_at(reports, seed=seed)
    return _contrast(counts, seed, dispersion, clustering.one_reporter(reports))


def dispersion_at(by_member: ArrayLike, *, seed: int) -> float:
    """Return the dispersion that :func:`contrast` uses for the same reports and seed."""
    return clustering.dispersion_of(by_member, _stream(seed, _CLUSTERING))


def contrast_given(
    members: ArrayLike, officials: ArrayLike, *, seed: int, dispersion: float
) -> Contrast:
    """Compare two sources whose dispersion is already known; see :func:`contrast`.

    Parameters
    ----------
    dispersion : float
        At least 1, rounded to one decimal; 1 for independent reports.

    Raises
    ------
    ValueError
        As :func:`contrast`, or if the dispersion is below 1 or not finite.
    """
    counts = checked(members, officials)
    if not _LEAST_DISPERSION <= dispersion < np.inf:
        raise ValueError("A dispersion is a number of at least 1.")
    return _contrast(counts, seed, round(dispersion, 1), (None,) * counts.members.size)


def _contrast(
    counts: Counts, seed: int, dispersion: float, flags: tuple[bool | None, ...]
) -> Contrast:
    tested = cell_tests(counts, dispersion)
    return Contrast(
        cells=_cells(counts, tested, _ratios(counts, tested, seed), flags),
        headline=_headline(counts, tested, dispersion, seed),
        members=int(counts.members.sum()),
        officials=int(counts.officials.sum()),
        dispersion=dispersion,
    )


def _ratios(counts: Counts, tested: CellTests, seed: int) -> Floats:
    """Return quantiles by cell, NaN where a cell has no record or nothing can be compared."""
    found = np.full((len(ratios.QUANTILES), counts.members.size), np.nan)
    if tested.total:
        shown = counts.both > 0
        found[:, shown] = ratios.shrunken_ratios(
            tested.members[shown], counts.officials[shown], tested.total, _stream(seed, _RATIOS)
        )
    return found


def _headline(counts: Counts, tested: CellTests, dispersion: float, seed: int) -> Headline:
    if not counts.comparable:
        return Headline(None, None, None, enough=False)
    low, high = dissimilarity.chance_range(counts, dispersion, _stream(seed, _CHANCE))
    return Headline(
        dissimilarity=dissimilarity.dissimilarity(counts),
        chance_low=low,
        chance_high=high,
        enough=bool(tested.testable.any()),
    )


def _cells(
    counts: Counts, tested: CellTests, quantiles: Floats, flags: tuple[bool | None, ...]
) -> tuple[CellContrast, ...]:
    member_shares, official_shares = _shares(counts.members), _shares(counts.officials)
    return tuple(
        CellContrast(
            members=int(counts.members[cell]),
            officials=int(counts.officials[cell]),
            member_share=_number(member_shares[cell]),
            official_share=_number(official_shares[cell]),
            p=_number(tested.p[cell]),
            q=_number(tested.q[cell]),
            testable=bool(tested.testable[cell]),
            ratio=_number(quantiles[1, cell]),
            ratio_low=_number(quantiles[0, cell]),
            ratio_high=_number(quantiles[2, cell]),
            verdict=tested.verdicts[cell],
            one_reporter=flags[cell],
        )
        for cell in range(counts.members.size)
    )


def _shares(counts: NDArray[np.int64]) -> Floats:
    total = counts.sum()
    return counts / total if total else np.full(counts.shape, np.nan)


def _number(value: np.float64) -> float | None:
    return None if np.isnan(value) else float(value)


def _stream(seed: int, part: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, part])))
