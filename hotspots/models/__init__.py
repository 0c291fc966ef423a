"""Tables of published numbers: written once, never edited."""

from hotspots.models.analysis import Analysis, CellResult, Disclosed

__all__ = ["Analysis", "CellResult", "Disclosed"]
