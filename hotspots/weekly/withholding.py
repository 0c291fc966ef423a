"""Which hexagons a reader who may be a neighbour is not told about.

A report says where something happened, and that is most often the doorstep of whoever sent it.
In a hexagon in which one or two members have premises, a class of "1-2" would name the shop.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from hotspots.disclosure.counts import LEAST_REPORTERS

Json = Mapping[str, Any]

#: With three, a member who knows its own reports still cannot tell between two others.
LEAST_HERE: Final = LEAST_REPORTERS


def withheld(cells: Sequence[Json]) -> frozenset[str]:
    """Return the cells that are shown hatched, whatever was reported there, zeros too.

    A cell is withheld if one or two members have premises in it, unless three or more reported
    from it. Since the district's total is known, the withheld cells together must hold three
    members as well; if they do not, more are withheld, the fewest reports first.

    Parameters
    ----------
    cells : stored values with ``cell``, ``count``, ``members`` (who reported from it) and
        ``members_here`` (who has premises in it).
    """
    hidden = [one for one in cells if _alone(one)]
    others = [one for one in cells if one["members_here"] and not _alone(one)]
    spare = sorted(others, key=lambda one: (one["count"], one["cell"]))
    while hidden and spare and _here(hidden) < LEAST_HERE:
        hidden.append(spare.pop(0))
    if hidden and _here(hidden) < LEAST_HERE:
        return frozenset(str(one["cell"]) for one in cells)
    return frozenset(str(one["cell"]) for one in hidden)


def _alone(one: Json) -> bool:
    return bool(0 < one["members_here"] < LEAST_HERE and one["members"] < LEAST_REPORTERS)


def _here(cells: Sequence[Json]) -> int:
    return sum(int(one["members_here"]) for one in cells)
