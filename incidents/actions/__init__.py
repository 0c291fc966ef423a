"""Changes to categories and reports. Each is one transaction with its audit row."""

from incidents.actions.categories import install_categories
from incidents.actions.placing import OutsideDistrict
from incidents.actions.reports import NewReport, WelfareIsNotAReport, record_reports, snap_reports
from incidents.actions.submitting import (
    Accepted,
    KeyReused,
    PhotoNotYours,
    PremisesNotYours,
    ReportRefused,
    SentReport,
    StillInFlight,
    TooManyReports,
    TooManyWordsForOutreach,
    UnknownCategory,
    WelfareTakesNoPhoto,
    submit_report,
)
from incidents.actions.voices import add_voice

__all__ = [
    "Accepted",
    "KeyReused",
    "NewReport",
    "OutsideDistrict",
    "PhotoNotYours",
    "PremisesNotYours",
    "ReportRefused",
    "SentReport",
    "StillInFlight",
    "TooManyReports",
    "TooManyWordsForOutreach",
    "UnknownCategory",
    "WelfareIsNotAReport",
    "WelfareTakesNoPhoto",
    "add_voice",
    "install_categories",
    "record_reports",
    "snap_reports",
    "submit_report",
]
