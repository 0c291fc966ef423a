"""Changes to categories and reports. Each is one transaction with its audit row."""

from incidents.actions.categories import install_categories
from incidents.actions.reports import (
    NewReport,
    OutsideDistrict,
    WelfareIsNotAReport,
    record_reports,
    snap_reports,
)

__all__ = [
    "NewReport",
    "OutsideDistrict",
    "WelfareIsNotAReport",
    "install_categories",
    "record_reports",
    "snap_reports",
]
