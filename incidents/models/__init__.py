"""Tables of what members report."""

from incidents.models.category import Category, CategoryMapping, Crosswalk
from incidents.models.report import Report

__all__ = ["Category", "CategoryMapping", "Crosswalk", "Report"]
