"""The whole week: what people reported and did in, plain JSON data out.

No clock, no database, no Django: the same ingredients give the same result to the last digit.
"""

from __future__ import annotations

from hotspots.recipe import Result
from hotspots.weekly.counting import count
from hotspots.weekly.hexagons import looked_at_cells, tested_cells, tested_hexagons
from hotspots.weekly.ingredients import TESTED, Ingredients
from hotspots.weekly.townwide import town_of


def compute_week(given: Ingredients) -> Result:
    """Compute a week. Cells of resolutions 9 and 10 come in one list, told by `resolution`."""
    tested = tested_hexagons(given, count(given, TESTED))
    cells = [*tested_cells(given, tested), *looked_at_cells(given)]
    return Result(town_of(given, tested), sorted(cells, key=lambda one: str(one["cell"])))
