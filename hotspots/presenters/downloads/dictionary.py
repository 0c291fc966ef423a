"""What every column of every CSV means, as one CSV that goes beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hotspots.presenters import columns
from hotspots.presenters.downloads import concentration, funding, week
from hotspots.presenters.trend import files as trend
from incidents.exports import csv_lines

FILES: Final[Mapping[str, Mapping[str, str]]] = {
    "weekly.csv": week.HEXAGONS,
    "weekly.csv for members": week.SMALL,
    "contrast.csv": {
        name: meaning for name, meaning in columns.CONTRAST.items() if name in columns.CONTRAST_CSV
    },
    "trend.csv": trend.COLUMNS,
    "concentration.csv": concentration.HEXAGONS,
    "funding.csv": funding.COUNTS,
    "public-map.csv": columns.PUBLIC_MAP,
}
"""Columns and their meaning, by file."""


def dictionary_csv() -> bytes:
    """Return a row for each column of each file."""
    rows = ((file, name, meaning) for file, told in FILES.items() for name, meaning in told.items())
    return "".join(csv_lines(("file", "column", "meaning"), rows)).encode()
