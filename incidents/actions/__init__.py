"""Changes to categories and reports. Each is one transaction with its audit row."""

from incidents.actions.categories import install_categories
from incidents.actions.placing import OutsideDistrict
from incidents.actions.reports import NewReport, WelfareIsNotAReport, record_reports, snap_reports
from incidents.actions.submitting import (
    Accepted,
    KeyReused,
    PhotoNotYours,
    ReportRefused,
    SentReport,
    StillInFlight,
    TooManyReports,
    UnknownCategory,
    WelfareTakesNoPhoto,
    submit_report,
)

__all__ = [
    "Accepted",
    "KeyReused",
    "NewReport",
    "OutsideDistrict",
    "PhotoNotYours",
    "ReportRefused",
    "SentReport",
    "StillInFlight",
    "TooManyReports",
    "UnknownCategory",
    "WelfareIsNotAReport",
    "WelfareTakesNoPhoto",
    "install_categories",
    "record_reports",
    "snap_reports",
    "submit_report",
]
