"""The shrunken ratio of shares, with its interval."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import special

from hotspots.contrast.counts import Integers

Floats = NDArray[np.float64]

QUANTILES: Final = (0.05, 0.5, 0.95)

_DRAWS: Final = 4_000
_TAUS: Final = np.linspace(0.02, 1.5, 60)  # spread of log ratios over cells: from none to wild
_PRIOR_SD: Final = 0.5  # half-normal: ratios beyond 2.7 or under 0.4 are unusual beforehand


def shrunken_ratios(
    members: Integers, officials: Integers, member_total: int, rng: np.random.Generator
) -> Floats:
    """Return the 5 %, 50 % and 95 % points of each cell's ratio of shares.

    A cell's records come from members with probability ``p ~ Beta(mu M, (1 - mu) M)``, where
    ``mu`` is the members' part of all records and ``M = 1 / (tau**2 mu (1 - mu))``. The
    spread ``tau`` is integrated out on a grid: plugging in its best value would claim 90 %
    and cover 71 % on a quarter's counts. The ratio is ``odds(p) / odds(mu)``, which is the
    location quotient (share of member reports over share of official records).

    Parameters
    ----------
    members, officials : ndarray of int, shape (n,)
        Records of each cell; cells without any add nothing and get the prior.
    member_total : int
        Total of the member counts before each was rounded, above 0.
    rng : numpy Generator

    Returns
    -------
    ndarray of float64, shape (3, n)
    """
    official_total = int(officials.sum())
    mu = member_total / (member_total + official_total)
    strengths = 1 / (_TAUS**2 * mu * (1 - mu))
    weights = _posterior(members, officials, mu, strengths)
    strength = strengths[rng.choice(_TAUS.size, size=_DRAWS, p=weights)][:, None]
    # Beta odds as a ratio of two gammas: no p so near to 1 that 1 - p vanishes.
    odds = rng.standard_gamma(mu * strength + members)
    odds /= rng.standard_gamma((1 - mu) * strength + officials)
    return np.asarray(np.quantile(odds, QUANTILES, axis=0) * (1 - mu) / mu)


def _posterior(members: Integers, officials: Integers, mu: float, strengths: Floats) -> Floats:
    first, second = (mu * strengths)[:, None], ((1 - mu) * strengths)[:, None]
    likelihood = special.betaln(first + members, second + officials)
    likelihood -= special.betaln(first, second)
    log_weight = likelihood.sum(axis=1) - _TAUS**2 / (2 * _PRIOR_SD**2)
    weight = np.exp(log_weight - log_weight.max())
    return np.asarray(weight / weight.sum())
