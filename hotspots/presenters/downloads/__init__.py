"""What readers take away of an analysis: one CSV and one GeoPackage that explains itself.

``taken``          the two files of any analysis, from its columns and rows
``week``, ``trend``, ``concentration``, ``funding``   columns and rows of each kind
``dictionary``     what every column of every CSV means, as a CSV of its own

All of it comes from the stored payload of one audience, so a file holds what the page may show.
"""

from hotspots.presenters.downloads import concentration, dictionary, funding, trend, week
from hotspots.presenters.downloads.taken import (
    CSV_TYPE,
    GEOPACKAGE_TYPE,
    Taken,
    csv_file,
    geopackage_file,
)

__all__ = [
    "CSV_TYPE",
    "GEOPACKAGE_TYPE",
    "Taken",
    "concentration",
    "csv_file",
    "dictionary",
    "funding",
    "geopackage_file",
    "trend",
    "week",
]
