"""Build analyses and give them to their audiences. Nothing here is ever edited afterwards."""

from hotspots.actions.building import Built, build_analysis
from hotspots.actions.contrast import build_contrast, build_standard_contrasts
from hotspots.actions.disclosing import OneResolution, PeriodsOverlap, disclose

__all__ = [
    "Built",
    "OneResolution",
    "PeriodsOverlap",
    "build_analysis",
    "build_contrast",
    "build_standard_contrasts",
    "disclose",
]
