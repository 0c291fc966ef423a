"""Every kind of analysis there is. A new kind is one line here."""

from typing import Final

from hotspots.models import Analysis
from hotspots.queries.contrast_study import CONTRAST
from hotspots.queries.funding_study import FUNDING
from hotspots.queries.studies import Study

STUDIES: Final[dict[str, Study]] = {study.kind.value: study for study in (CONTRAST, FUNDING)}


def study_of(analysis: Analysis) -> Study:
    """Return the study that an analysis was made by."""
    return STUDIES[analysis.kind]
