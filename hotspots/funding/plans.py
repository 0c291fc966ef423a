"""What a plan may be, and what is stamped of it: plain data, no database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from hotspots.funding.figures import lines_of
from hotspots.periods import Period, add_months

FEWEST_BEFORE: Final = 12
"""A whole year, so that both periods have every season; two or three are better."""
FEWEST_AFTER: Final = 6
MOST_MONTHS: Final = 60
SERIES_BEFORE: Final = 60
"""How far back the monthly series may look, in months before the period after."""
MOST_CONTROLS: Final = 6


class PlanRefused(ValueError):
    """A plan that cannot be evaluated as it stands; the message says what to change."""


def months_of(plan: Mapping[str, Any]) -> dict[str, list[date]]:
    """Return the first days of the months before, after, and of the longest series."""
    before, after, end = (
        date.fromisoformat(plan[name]) for name in ("before_start", "after_start", "after_end")
    )
    first = add_months(after, -SERIES_BEFORE)
    return {
        "before": Period(before, after).months,
        "after": Period(after, end).months,
        "series": Period(first, end).months,
    }


def check(plan: Mapping[str, Any]) -> None:
    """Refuse a plan whose periods, ring, categories or controls cannot be evaluated.

    Raises
    ------
    PlanRefused
    """
    before, after, end = (
        date.fromisoformat(plan[name]) for name in ("before_start", "after_start", "after_end")
    )
    if not before < after < end:
        raise PlanRefused("The period before must come first, and neither may be empty.")
    lengths = Period(before, after).length, Period(after, end).length
    if lengths[0] < FEWEST_BEFORE or lengths[1] < FEWEST_AFTER:
        raise PlanRefused(
            f"A plan needs at least {FEWEST_BEFORE} months before and {FEWEST_AFTER} after; "
            f"this has {lengths[0]} and {lengths[1]}."
        )
    if max(lengths) > MOST_MONTHS:
        raise PlanRefused(f"Neither period may be longer than {MOST_MONTHS} months.")
    if not plan["categories"]:
        raise PlanRefused("Choose at least one official category to be judged by.")
    if not 0 < len(plan["controls"]) <= MOST_CONTROLS:
        raise PlanRefused(
            f"Name 1 to {MOST_CONTROLS} control towns: a change here means nothing by itself."
        )
    names = [one["name"] for one in plan["controls"]]
    if len(set(names)) < len(names):
        raise PlanRefused("Two control towns have the same name.")
    _check_harm(plan)


def _check_harm(plan: Mapping[str, Any]) -> None:
    table = plan.get("harm")
    if not table:
        return
    missing = [one for one in plan["categories"] if one not in table["weights"]]
    if missing:
        raise PlanRefused(f"The table of harm has no weight for {', '.join(missing)}.")


def line_names(plan: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the lines that will be shown; for pages that have no figures yet."""
    return lines_of(plan)
