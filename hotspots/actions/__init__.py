"""Build analyses and give them to their audiences. Nothing here is ever edited afterwards."""

from hotspots.actions.building import Built, build_analysis
from hotspots.actions.contrast import build_contrast, build_standard_contrasts
from hotspots.actions.disclosing import OneResolution, PeriodsOverlap, disclose
from hotspots.actions.funding import (
    Draft,
    PlanChanged,
    PlanFrozen,
    build_funding,
    build_waiting_plans,
    freeze_plan,
    save_draft,
)
from hotspots.actions.public_map import publish_quarters
from hotspots.actions.trend import build_standard_trends
from hotspots.actions.weekly import build_due_weeks, build_week

__all__ = [
    "Built",
    "Draft",
    "OneResolution",
    "PeriodsOverlap",
    "PlanChanged",
    "PlanFrozen",
    "build_analysis",
    "build_contrast",
    "build_due_weeks",
    "build_funding",
    "build_standard_contrasts",
    "build_standard_trends",
    "build_waiting_plans",
    "build_week",
    "disclose",
    "freeze_plan",
    "publish_quarters",
    "save_draft",
]
