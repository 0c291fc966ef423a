"""The contrast: do members report, and police record, the same pattern over the cells?

Numbers in, numbers out; the same numbers, seed and library versions give the same answer
to the last digit, so that a stored analysis can be recomputed. What is compared, why, and
how it was checked: `docs/adr/0020-contrast-method.md`.

``whole``          the whole contrast in one call
``exact``          the exact test of each cell, and what is too few to say
``ratios``         the shrunken ratio of shares with its interval
``dissimilarity``  the headline and what chance alone would give
``clustering``     one keen shop is not a hotspot
``counts``         counts checked, and counts divided for clustering
``sensitivity``    does a verdict survive moving the boundary by 50 m?
``scale``          class edges of the colour scales
"""

from hotspots.contrast.clustering import dispersion_of, one_reporter
from hotspots.contrast.exact import ALPHA, Verdict
from hotspots.contrast.scale import RATIO_EDGES, share_edges
from hotspots.contrast.sensitivity import steady_cells
from hotspots.contrast.whole import (
    CellContrast,
    Contrast,
    Headline,
    contrast,
    contrast_given,
    dispersion_at,
)

__all__ = [
    "ALPHA",
    "RATIO_EDGES",
    "CellContrast",
    "Contrast",
    "Headline",
    "Verdict",
    "contrast",
    "contrast_given",
    "dispersion_at",
    "dispersion_of",
    "one_reporter",
    "share_edges",
    "steady_cells",
]
