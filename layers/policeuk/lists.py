"""The versions of the list of snap points, and the number that names one point of one list.

A snap point *is* its list and its published coordinates, so its number is made of them:
list number, latitude, longitude, each in its own bits. Two databases agree on it, it can be
computed for a million rows at once without asking the database, it cannot exist twice, and
numbers in order run from south to north, so that the points of a town stand together.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from layers.policeuk.forces import INVENTED, POLICE_UK

Integers = NDArray[np.int64]

WEST_E6: Final = -9_500_000
SOUTH_E6: Final = 49_000_000
EAST_E6: Final = 3_000_000
NORTH_E6: Final = 61_500_000
"""The United Kingdom with its sea areas, in millionths of a degree, as the tables check it."""

LATITUDE_SHIFT: Final = 24  # 12.5 million values of each coordinate fit in 24 bits.
LIST_SHIFT: Final = 48
_RELEASE_SHIFT: Final = 5  # A release's number ends in that of its list.
FIRST_INVENTED: Final = 16
"""List numbers from here on are invented. They end at 31: a point's number stays below 2**53,
the largest whole number that JavaScript holds exactly."""


@dataclass(frozen=True)
class ListVersion:
    """One version of the list. `grid` ones hold the same places rounded to whole metres."""

    number: int
    slug: str
    universe: str
    first_month: date
    last_month: date | None
    grid: bool = False

    def release_number(self, count: int) -> int:
        """Return the number of a release of this list, from the count of releases so far."""
        return (count << _RELEASE_SHIFT) | self.number

    def holds(self, month: date) -> bool:
        """Return whether a data month was published with this version."""
        return self.first_month <= month and (self.last_month is None or month <= self.last_month)


_VERSIONS: Final = (
    (1, "2010-12", date(2010, 12, 1), date(2011, 11, 1)),
    (2, "2011-12", date(2011, 12, 1), date(2022, 6, 1)),
    (3, "2022-07", date(2022, 7, 1), None),
)

# The oldest files give eastings and northings in whole metres. Turned into degrees these fall
# beside the published degrees, by up to 3 m, so they would double every point of a list.
LISTS: Final = (
    *(ListVersion(n, f"police-uk-{start}", POLICE_UK, a, b) for n, start, a, b in _VERSIONS),
    *(
        ListVersion(n + 3, f"police-uk-{start}-grid", POLICE_UK, a, b, grid=True)
        for n, start, a, b in _VERSIONS[:2]
    ),
    *(
        ListVersion(n + FIRST_INVENTED, f"invented-{start}", INVENTED, a, b)
        for n, start, a, b in _VERSIONS
    ),
)


def list_for(month: date, universe: str, *, grid: bool = False) -> ListVersion:
    """Return the list version that a data month was published with.

    Raises
    ------
    ValueError
        If no list is known for that month and kind of coordinates.
    """
    for version in LISTS:
        if (version.universe, version.grid) == (universe, grid) and version.holds(month):
            return version
    raise ValueError(f"No list of snap points is known for {month:%Y-%m}.")


def place_numbers(lng_e6: Integers, lat_e6: Integers) -> Integers:
    """Return the 48 bits that name places, from millionths of a degree inside the UK box."""
    return ((lat_e6 - SOUTH_E6) << LATITUDE_SHIFT) | (lng_e6 - WEST_E6)


def point_numbers(places: Integers, list_number: int) -> Integers:
    """Return the numbers of snap points: places of one list."""
    return places | (list_number << LIST_SHIFT)


def degrees_of(numbers: Integers) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the published longitudes and latitudes of snap points, from their numbers."""
    mask = (1 << LATITUDE_SHIFT) - 1
    lng_e6 = (numbers & mask) + WEST_E6
    lat_e6 = ((numbers >> LATITUDE_SHIFT) & mask) + SOUTH_E6
    # One division of whole numbers gives the double nearest to the published decimal.
    return lng_e6 / 1e6, lat_e6 / 1e6


def releases_before(latest: int) -> int:
    """Return how many releases there were up to the one with this number."""
    return latest >> _RELEASE_SHIFT


def numbers_of(list_number: int) -> tuple[int, int]:
    """Return the least and greatest number that a point of a list can have."""
    return list_number << LIST_SHIFT, ((list_number + 1) << LIST_SHIFT) - 1


def numbers_between(list_number: int, south: float, north: float) -> tuple[int, int]:
    """Return the least and greatest number that a point of a list can have between latitudes.

    Parameters
    ----------
    south, north : float
        Degrees; cut off at the edge of the UK box.
    """
    low = min(max(round(south * 1e6), SOUTH_E6), NORTH_E6) - SOUTH_E6
    high = min(max(round(north * 1e6), SOUTH_E6), NORTH_E6) - SOUTH_E6
    first = list_number << LIST_SHIFT
    return (
        first | (low << LATITUDE_SHIFT),
        first | (high << LATITUDE_SHIFT) | (1 << LATITUDE_SHIFT) - 1,
    )
