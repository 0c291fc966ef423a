"""The funding page: payload in, everything that the template places out."""

from hotspots.presenters.funding.limits import CANNOT_TELL
from hotspots.presenters.funding.page import FundingPage, PromisePage, funding_page, promise_page

__all__ = ["CANNOT_TELL", "FundingPage", "PromisePage", "funding_page", "promise_page"]
