"""Tables of published numbers: written once, never edited. A funding plan may be, until frozen."""

from hotspots.models.analysis import Analysis, CellResult, Disclosed
from hotspots.models.drift import DriftNote
from hotspots.models.evidence import EvidencePack, SigningKey
from hotspots.models.funding import FundingPlan
from hotspots.models.monday import WeeklyChoice, WeeklyLetter, WeeklyMap, WeeklyRun
from hotspots.models.pulse import Pulse, PulseAnswer

__all__ = [
    "Analysis",
    "CellResult",
    "Disclosed",
    "DriftNote",
    "EvidencePack",
    "FundingPlan",
    "Pulse",
    "PulseAnswer",
    "SigningKey",
    "WeeklyChoice",
    "WeeklyLetter",
    "WeeklyMap",
    "WeeklyRun",
]
