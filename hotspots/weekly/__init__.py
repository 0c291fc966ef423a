"""The weekly analysis: what is unusual this week, and what is merely the week after the last.

``weeks``     ISO weeks as London lives them
``alerting``  this week against thirteen before, and hot corners over four weeks
``badges``    new, returning, persistent, easing
``drift``     the deviate of a week, and slow drift
``reporting`` did fewer members report than usual?
``score``     did last week's map find this week's reports?
``blocks``    hours by weekday, counted and not tested
"""

from hotspots.weekly.alerting import (
    ALPHA,
    LEAST_REPORTS,
    NORM_WEEKS,
    Unusual,
    alerts,
    neighbourhood_test,
    weekly_dispersion,
)

__all__ = [
    "ALPHA",
    "LEAST_REPORTS",
    "NORM_WEEKS",
    "Unusual",
    "alerts",
    "neighbourhood_test",
    "weekly_dispersion",
]
