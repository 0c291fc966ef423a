"""The founding claim: do members' reports and official records part over the years?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from hotspots.evaluation.fitting import Fit, NotFitted, fitted
from hotspots.trend import exact
from hotspots.trend.exact import Pair, Ratio
from hotspots.trend.series import YEAR, Line

Floats = NDArray[np.float64]

LEAST_COUNT: Final = 20
"""No percentage is quoted below this base, so no change is either."""

LEAST_MONTHS: Final = 9
"""Of the twelve calendar months, so many must be there in every year for both sources."""

LEAST_YEARS: Final = 2


class TooFewToSay(ValueError):
    """No change can be told; the message says why, and what is lacking."""


@dataclass(frozen=True)
class Gap:
    """How two sources changed from the first year to the last, and how far they parted.

    ``members`` and ``officials`` hold the counts of each year over the calendar months that
    all years share; ``left_out`` are the others, 0 being the first month of a year.
    ``p`` is that of no parting at all over the years, ``p_exact`` that of Fisher's test of the
    first and last year, which takes each record for independent.
    """

    years: int
    left_out: list[int]
    members: list[int]
    officials: list[int]
    member_exposure: list[float]
    official_exposure: list[float]
    member_change: Ratio
    official_change: Ratio
    odds: Ratio
    p: float
    p_exact: float
    dispersion: float
    freedom: int


def gap(members: Line, officials: Line) -> Gap:
    """Compare the years of two sources.

    Both lines cover the same whole years. A calendar month that is missing anywhere is left
    out everywhere, for both sources, so that no season stands on one side only. Two years: the
    odds ratio of the totals. More: a quasi-Poisson regression of the months on year, source
    and both together; the estimate is that of the last year against the first. The dispersion
    is that of the months about a model in which each source has its own years and seasons.

    Raises
    ------
    TooFewToSay
        If there are fewer than two years, fewer than nine calendar months that all of them
        share, or fewer than 20 records of a source in the first or last year.
    ValueError
        If the lines differ in length or are no whole years.
    """
    table = _Table.of(members, officials)
    months = table.fit()
    ours, theirs, ratio, p = _estimates(table, months)
    first, last = (0, -1)
    exposures = (table.exposure[0][last] * table.exposure[1][first]) / (
        table.exposure[0][first] * table.exposure[1][last]
    )
    return Gap(
        years=table.years,
        left_out=table.left_out,
        members=[int(n) for n in table.totals[0]],
        officials=[int(n) for n in table.totals[1]],
        member_exposure=[float(e) for e in table.exposure[0]],
        official_exposure=[float(e) for e in table.exposure[1]],
        member_change=ours,
        official_change=theirs,
        odds=ratio,
        p=p,
        p_exact=exact.fisher(table.ends(0), table.ends(1), odds=float(exposures)),
        dispersion=months.dispersion,
        freedom=months.freedom,
    )


@dataclass(frozen=True)
class _Months:
    """The months fitted to source, year, both together and season."""

    fit: Fit
    freedom: int

    @property
    def dispersion(self) -> float:
        """Return how much more they vary than Poisson counts; at least 1."""
        return max(1.0, self.fit.dispersion)


@dataclass(frozen=True, eq=False)
class _Table:
    """Both sources by year and calendar month, the shared months only."""

    counts: Floats  # (2, years, months)
    weights: Floats  # the same, exposure
    left_out: list[int]

    @classmethod
    def of(cls, members: Line, officials: Line) -> _Table:
        length = len(members.counts)
        if length < LEAST_YEARS * YEAR:
            raise TooFewToSay(
                f"A verdict needs two years of both sources; there are {length} months."
            )
        if length != len(officials.counts) or length % YEAR:
            raise ValueError("Years are compared whole, and both sources over the same ones.")
        known = [
            all(line.has(at) for line in (members, officials) for at in range(month, length, YEAR))
            for month in range(YEAR)
        ]
        if sum(known) < LEAST_MONTHS:
            raise TooFewToSay(
                f"Only {sum(known)} of the twelve calendar months are there in every year for "
                f"both sources; a verdict needs {LEAST_MONTHS}."
            )
        table = cls(
            _cube([members.counts, officials.counts], known),
            _cube([members.exposure, officials.exposure], known),
            [month for month in range(YEAR) if not known[month]],
        )
        table.refuse_few()
        return table

    def refuse_few(self) -> None:
        ends = self.totals[:, [0, -1]]
        if ends.min() < LEAST_COUNT:
            raise TooFewToSay(
                f"A verdict needs {LEAST_COUNT} records of each source in the first year and in "
                f"the last; here one has {int(ends.min())}."
            )

    @property
    def years(self) -> int:
        return int(self.counts.shape[1])

    @property
    def totals(self) -> Floats:
        summed: Floats = self.counts.sum(axis=2)
        return summed

    @property
    def exposure(self) -> Floats:
        summed: Floats = self.weights.sum(axis=2)
        return summed

    def ends(self, source: int) -> Pair:
        return Pair(float(self.totals[source, 0]), float(self.totals[source, -1]))

    def exposed(self, source: int) -> Pair:
        return Pair(float(self.exposure[source, 0]), float(self.exposure[source, -1]))

    def fit(self) -> _Months:
        """Fit months on source, year, both together, and the seasons of each source.

        A source's calendar month that is empty in every year has no season to fit, and says
        nothing about the dispersion: it is left out.
        """
        source, year, month = np.indices(self.counts.shape).reshape(3, -1)
        kept = np.repeat(self.counts.sum(axis=1, keepdims=True) > 0, self.years, axis=1).ravel()
        source, year, month = source[kept], year[kept], month[kept]
        columns = [np.ones(kept.sum())]
        columns += [year == at for at in range(1, self.years)]
        columns += [source == 0]
        columns += [(source == 0) & (year == at) for at in range(1, self.years)]
        for side in (0, 1):
            present = np.unique(month[source == side])
            columns += [(source == side) & (month == at) for at in present[1:]]
        design = np.column_stack(columns).astype(np.float64)
        counts, offset = self.counts.ravel()[kept], np.log(self.weights.ravel()[kept])
        try:
            found = fitted(design, counts, offset=offset)
        except NotFitted as error:
            raise TooFewToSay(str(error)) from error
        return _Months(found, len(counts) - design.shape[1])


def _cube(rows: Sequence[Sequence[float | None]], known: list[bool]) -> Floats:
    whole = [[np.nan if value is None else value for value in row] for row in rows]
    cube: Floats = np.array(whole, dtype=np.float64).reshape(2, -1, YEAR)[:, :, known]
    return cube


def _estimates(table: _Table, months: _Months) -> tuple[Ratio, Ratio, Ratio, float]:
    """Return the members' change, the officials', their ratio, and p of no parting."""
    if table.years > LEAST_YEARS:
        return _regression(table.years - 1, months)
    ours, theirs = table.ends(0), table.ends(1)
    exposed, official = table.exposed(0), table.exposed(1)
    dispersion, freedom = months.dispersion, months.freedom
    ratio = exact.odds_ratio(
        ours, theirs, exposure=exposed, official_exposure=official, dispersion=dispersion,
        freedom=freedom,
    )  # fmt: skip
    error = sqrt(dispersion * sum(1 / n for n in (*ours, *theirs)))
    return (
        exact.change(ours, exposed, dispersion=dispersion, freedom=freedom),
        exact.change(theirs, official, dispersion=dispersion, freedom=freedom),
        ratio,
        2 * float(stats.t.sf(abs(log(ratio.value)) / error, freedom)),
    )


def _regression(later: int, months: _Months) -> tuple[Ratio, Ratio, Ratio, float]:
    # Columns: one, the later years, members, members in the later years, seasons.
    official, parting = later, 2 * later + 1
    ours, theirs, ratio = (
        _linear(months, columns) for columns in ([official, parting], [official], [parting])
    )
    parts, fit = slice(later + 2, 2 * later + 2), months.fit
    moved = fit.coefficients[parts]
    wald = moved @ np.linalg.solve(fit.covariance[parts, parts], moved) / later
    return ours, theirs, ratio, float(stats.f.sf(wald / months.dispersion, later, months.freedom))


def _linear(months: _Months, columns: list[int]) -> Ratio:
    """Return the exponential of a sum of coefficients, with its range."""
    middle = float(months.fit.coefficients[columns].sum())
    variance = float(months.fit.covariance[np.ix_(columns, columns)].sum())
    width = exact.reach(months.dispersion, months.freedom) * sqrt(variance)
    return Ratio(exp(middle), exp(middle - width), exp(middle + width))
