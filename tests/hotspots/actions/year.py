"""The contrast of a year."""

from datetime import date

from hotspots import actions
from hotspots.periods import Period
from members.audiences import Audience
from tests.conftest import MOMENT

YEAR = Period.ending(date(2025, 12, 1), 12)


def build(district, period=YEAR, audiences=(Audience.OPERATIONS,), at=MOMENT):
    return actions.build_contrast(
        district=district, period=period, by="test", at=at, audiences=audiences
    )
