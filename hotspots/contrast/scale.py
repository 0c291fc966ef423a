"""Class edges of the colour scales: round numbers, fixed for the year."""

from typing import Final

RATIO_EDGES: Final = (1 / 3, 1 / 2, 4 / 5, 5 / 4, 2.0, 3.0)
"""The same for every district and year: symmetric about 1 on a logarithmic scale, with
"about even" from four fifths to five quarters. Seven classes."""

_NEAT_PERCENTS: Final = (20, 15, 10, 5, 4, 3, 2, 1)
_EDGES: Final = 4


def share_edges(largest_share: float) -> tuple[float, ...]:
    """Return the four edges between five classes of share.

    The widest neat step whose last edge the largest share still reaches, so that the open
    top class is never empty. Work it out once from a year's shares and keep it: a scale
    that moves with every period hides the very change that a reader looks for.

    Parameters
    ----------
    largest_share : float
        The largest share of either source in any cell, 0 to 1.

    Raises
    ------
    ValueError
        If the share is not between 0 and 1.
    """
    if not 0 <= largest_share <= 1:
        raise ValueError("A share lies between 0 and 1.")
    fitting = (step for step in _NEAT_PERCENTS if _EDGES * step <= largest_share * 100)
    step = next(fitting, _NEAT_PERCENTS[-1])
    return tuple(step * place / 100 for place in range(1, _EDGES + 1))
