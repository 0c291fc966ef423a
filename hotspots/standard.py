"""Which periods a district is given without asking; plain dates in, plain dates out."""

from collections.abc import Sequence
from datetime import date, datetime

from hotspots.periods import FEWEST_MONTHS, LONDON, Period, add_months, month_of

#: Operations reads a rolling year, to the end of each of the last months, and quarters.
ROLLING_YEARS = 6
QUARTERS = 4
YEAR = 12


def operations_periods(last: date, first: date) -> list[Period]:
    """Return the periods that operations reads, up to a last month, within the data held."""
    years = [Period.ending(add_months(last, -back), YEAR) for back in range(ROLLING_YEARS)]
    quarter = add_months(last, -(last.month % 3))  # the last month that ends a calendar quarter
    quarters = [Period.ending(add_months(quarter, -3 * back), 3) for back in range(QUARTERS)]
    return [one for one in (*years, *quarters) if one.start >= first]


def disjoint_years(last: date, first: date, given: Sequence[Period]) -> list[Period]:
    """Return years for those who must never get two overlapping periods.

    Years follow on from those already given; with none given, they are counted back from the
    last month.
    """
    # Only what lies within the data held can be followed on from.
    held = [one for one in given if one.last <= last]
    if held:
        found = []
        end = max(one.end for one in held)
        while add_months(end, YEAR - 1) <= last:
            found.append(Period(end, add_months(end, YEAR)))
            end = add_months(end, YEAR)
        return [*(one for one in held if one.length == YEAR), *found]
    years = []
    newest = Period.ending(last, YEAR)
    while newest.start >= first:
        years.append(newest)
        newest = Period(add_months(newest.start, -YEAR), newest.start)
    return years


#: A scheme that began later in a month than this has not been there for the month.
_FROM_THE_START = 7
_LONGEST_TREND = 5 * YEAR


def trend_period(first_report: datetime, first_held: date, last: date) -> Period | None:
    """Return the months of the trend that a district is given, up to a last one.

    Whole years, so that each month meets itself again, as soon as there are two of them; before
    that, all months that both sources have. None if these are fewer than three.
    """
    began = month_of(first_report)
    if first_report.astimezone(LONDON).day > _FROM_THE_START:
        began = add_months(began, 1)
    both = Period(max(began, first_held), add_months(last, 1))
    if both.length < FEWEST_MONTHS:
        return None
    length = min(both.length // YEAR * YEAR, _LONGEST_TREND)
    return both if length < 2 * YEAR else Period(add_months(both.end, -length), both.end)
