"""The reporting interface: photographs and reports in, receipts out, or a sentence why not."""

from incidents.api.reports import StrictBody
from incidents.api.reports import router as reports

__all__ = ["StrictBody", "reports"]
