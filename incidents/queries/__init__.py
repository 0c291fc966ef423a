"""Answers about reports, their categories and incidents, as plain data."""

from incidents.queries.points import (
    ReportPoints,
    Span,
    comparable_codes,
    crosswalk,
    first_and_last_occurrence,
    latest_crosswalk,
    report_points,
)

__all__ = [
    "ReportPoints",
    "Span",
    "comparable_codes",
    "crosswalk",
    "first_and_last_occurrence",
    "latest_crosswalk",
    "report_points",
]
