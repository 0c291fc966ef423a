"""What each column of a file means: the dictionary that travels inside or beside the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

PUBLIC_MAP: Final[Mapping[str, str]] = {
    "id": "quarter and cell; the same in every later file of this quarter",
    "cell": "H3 cell at resolution 9, some 330 metres across; 15 hexadecimal characters",
    "label": "name of a police map point in it; helps to find the place and claims nothing",
    "quarter": "calendar quarter, as 2026-q3",
    "reports": "reports by businesses, rounded to the nearest 5; 0 is none; empty where hidden",
    "hidden": "whether reports are hidden: under 10 (even none), from fewer than 3 businesses, or "
    "needed so that another hidden number cannot be worked out",
    "official_count": "police records of anti-social behaviour; whole number, open data",
    "source": "whose figures they are",
}
"""``public-map.csv``, and the properties and layer ``hexagons`` of the other two files."""

CONTRAST: Final[Mapping[str, str]] = {
    "id": "period and cell; the same in every later file of this period",
    "cell": "H3 cell at resolution 9, some 330 metres across; 15 hexadecimal characters",
    "label": "name of a police map point in it; helps to find the place and claims nothing",
    "member_count": "reports by businesses, each moved to the nearest police map point; empty "
    "where withheld",
    "official_count": "police records of anti-social behaviour; open data, never withheld",
    "member_share": "member_count divided by all reports inside the boundary; 0 to 1",
    "official_share": "official_count divided by all records inside the boundary; 0 to 1",
    "ratio": "members' share divided by police's share, drawn towards even where numbers are "
    "small: the median of its posterior; 1 is even",
    "ratio_low": "5th percentile of the same posterior",
    "ratio_high": "95th percentile of the same posterior",
    "p": "two-sided exact probability of a split at least this uneven by chance",
    "q": "p corrected for the number of hexagons that could be tested (Benjamini and Hochberg)",
    "verdict": "higher (members see more), lower (police see more), no clear difference, "
    "too few to say",
    "testable": "whether the most uneven split of the records here could have passed the test",
    "hidden": "whether member numbers are withheld from this audience",
    "one_reporter": "whether one business made more than half; empty where withheld",
    "steady": "whether the verdict stays with the boundary moved by 50 metres; empty where not "
    "tested or withheld",
    "members_here": "member businesses with premises here; empty where withheld",
    "source": "whose figures they are",
}
"""Layer ``hexagons`` of ``contrast.gpkg``."""

CONTRAST_CSV: Final = (
    *("cell", "member_count", "official_count", "member_share", "official_share"),
    *("ratio", "ratio_low", "ratio_high", "p", "q", "verdict"),
)
"""Columns of ``contrast.csv``, in order."""

BOUNDARY: Final[Mapping[str, str]] = {
    "name": "what the boundary is called",
    "illustrative": "true until the official boundary of the district has been imported",
    "valid_from": "first day on which it was in force",
    "source": "where the line comes from",
}
"""Layer ``boundary`` of every GeoPackage."""
