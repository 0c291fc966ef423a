"""Every kind of analysis there is. A new kind is one line here."""

from typing import Final

from hotspots.models import Analysis
from hotspots.queries.concentration_study import CONCENTRATION
from hotspots.queries.contrast_study import CONTRAST
from hotspots.queries.funding_study import FUNDING
from hotspots.queries.public_map_study import PUBLIC_MAP
from hotspots.queries.studies import Study
from hotspots.queries.trend_study import TREND
from hotspots.queries.weekly_study import WEEKLY

_ALL: Final = (
    CONTRAST,
    TREND,
    CONCENTRATION,
    FUNDING,
    PUBLIC_MAP,
    WEEKLY,
)

STUDIES: Final[dict[str, Study]] = {study.kind.value: study for study in _ALL}


def study_of(analysis: Analysis) -> Study:
    """Return the study that an analysis was made by."""
    return STUDIES[analysis.kind]
