"""How long photographs of reports stay. Plain: days in, moments out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

#: Six months: as far back as an ASB case review usually looks for related reports. What no review
#: can ask for any more has no purpose left, and a picture shows people who did not ask for it.
USUAL_DAYS: Final = 183
#: Less, and a photograph could go before a busy month's reports are seen through.
FEWEST_DAYS: Final = 30
#: Two years: as long as a scheme compares its months.
MOST_DAYS: Final = 730
#: An incident that was closed by mistake, or comes back, still has its pictures.
AFTER_CLOSING: Final = timedelta(days=28)


def goes_at(stored_at: datetime, closed_at: datetime | None, *, days: int) -> datetime:
    """Return from when on a photograph of no open incident goes."""
    due = stored_at + timedelta(days=days)
    return max(due, closed_at + AFTER_CLOSING) if closed_at else due
