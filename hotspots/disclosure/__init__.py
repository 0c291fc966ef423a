"""What an audience may see of a result, decided when the result is built, and stored.

``counts``    the rule of every audience for counts by cell
``hiding``    which cells to hide, so that no total gives a hidden count away
``contrasts`` the contrast worked out anew from what is left to see

Official counts are open data and are never hidden. Zeros are published as zeros. Which
periods one audience may hold side by side is `hotspots.periods.Period.clashes_with`.
"""

from hotspots.disclosure.contrasts import DisclosedContrast, disclose_contrast
from hotspots.disclosure.counts import (
    AudienceNotServed,
    DisclosedCounts,
    disclose,
    member_class,
    rounded,
)
from hotspots.disclosure.hiding import cells_to_hide

__all__ = [
    "AudienceNotServed",
    "DisclosedContrast",
    "DisclosedCounts",
    "cells_to_hide",
    "disclose",
    "disclose_contrast",
    "member_class",
    "rounded",
]
