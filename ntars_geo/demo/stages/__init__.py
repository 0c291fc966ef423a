"""The stages of seeding: each hands one part of the town to the actions that take it in."""

from ntars_geo.demo.stages.followup import follow_up
from ntars_geo.demo.stages.funding import evaluate_funding
from ntars_geo.demo.stages.ground import lay_ground
from ntars_geo.demo.stages.members import add_members, add_signins
from ntars_geo.demo.stages.records import (
    build_contrasts,
    build_trends,
    build_weeks,
    find_map_points,
    publish_quarters,
    take_official_files,
    take_reports,
)
from ntars_geo.demo.stages.seeding_run import BY, Seeding
from ntars_geo.demo.stages.training import hold_training
from ntars_geo.demo.stages.welfare import take_welfare

__all__ = [
    "BY",
    "Seeding",
    "add_members",
    "add_signins",
    "build_contrasts",
    "build_trends",
    "build_weeks",
    "evaluate_funding",
    "find_map_points",
    "follow_up",
    "hold_training",
    "lay_ground",
    "publish_quarters",
    "take_official_files",
    "take_reports",
    "take_welfare",
]
