"""Answers about reports, their categories and incidents, as plain data."""

from incidents.queries.alike import AlikeReport, Sight, alike_reports
from incidents.queries.answers import (
    ReportAnswers,
    labels_of,
    report_answers,
    reporting_codes,
)
from incidents.queries.desk import (
    Desk,
    OwnPremises,
    Spot,
    accepted_at,
    desk_of,
    receipt_of,
    sight_sent,
)
from incidents.queries.handling import (
    Assigned,
    Deed,
    assignments_between,
    deeds_between,
)
from incidents.queries.notices import unread_news
from incidents.queries.points import (
    ReportPoints,
    Span,
    comparable_codes,
    crosswalk,
    first_and_last_occurrence,
    latest_crosswalk,
    occurrences,
    report_ids,
    reports_by_id,
)
from incidents.queries.statuses import Status, status_of_reference
from incidents.queries.work import Work, work_between

__all__ = [
    "AlikeReport",
    "Assigned",
    "Deed",
    "Desk",
    "OwnPremises",
    "ReportAnswers",
    "ReportPoints",
    "Sight",
    "Span",
    "Spot",
    "Status",
    "Work",
    "accepted_at",
    "alike_reports",
    "assignments_between",
    "comparable_codes",
    "crosswalk",
    "deeds_between",
    "desk_of",
    "first_and_last_occurrence",
    "labels_of",
    "latest_crosswalk",
    "occurrences",
    "receipt_of",
    "report_answers",
    "report_ids",
    "reporting_codes",
    "reports_by_id",
    "sight_sent",
    "status_of_reference",
    "unread_news",
    "work_between",
]
