"""Official counts of a district by cell, month and category, for people who export them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import shapely

from layers import grid, snapping
from layers.models import OfficialCount, OfficialRelease, SnapPoint
from layers.policeuk.categories import SLUGS, codes_of
from layers.policeuk.file_names import months_between
from layers.policeuk.lists import numbers_between
from layers.queries.boundaries import boundary_in_force, shape_of
from layers.queries.releases import months_held, releases_in_force, snap_points_near
from layers.snapping import Legitimacy
from members.geometry import Latitude, Longitude
from members.models import District


@dataclass(frozen=True, order=True)
class CellCount:
    """Records of one category in one cell and month; `month` is its first day."""

    cell: str
    month: date
    category: str
    count: int


@dataclass(frozen=True)
class OfficialCounts:
    """Counts at the snap points that a district's boundary covers, and what to know of them.

    `counts` are in order of cell, month and category; a combination without records is left
    out. `legitimacy` has one entry for each list of snap points that the months use.
    """

    counts: list[CellCount]
    resolution: int
    illustrative: bool
    missing: list[date]
    without_location: int
    legitimacy: dict[str, Legitimacy]


def official_counts(
    district: District,
    *,
    first: date,
    last: date,
    resolution: int,
    categories: Sequence[str] = (),
) -> OfficialCounts:
    """Return the official counts of a district in the months from `first` to `last`.

    Both sources are counted by snap point: a record counts if the boundary in force in the
    last month covers its snap point, edge included, and in the cell of that snap point.

    Parameters
    ----------
    categories : slugs of data.police.uk; all of them if empty.

    Raises
    ------
    NoBoundary
        If the district had no boundary by then.
    ValueError
        If a category or the resolution is not known.
    """
    if resolution not in grid.RESOLUTIONS:
        raise ValueError(f"Cells are stored at resolutions {grid.RESOLUTIONS}.")
    codes = codes_of(categories)
    boundary = boundary_in_force(district, last)
    shape = shape_of(boundary)
    held = releases_in_force(district.force, months_between(first, last))
    lists = sorted({one.snap_list_id for one in held.releases})
    cells = _cells_inside(shape, lists, resolution)
    return OfficialCounts(
        counts=_counts(cells, held.releases, codes),
        resolution=resolution,
        illustrative=boundary.illustrative,
        missing=held.missing,
        without_location=_without_location(held.releases, categories),
        legitimacy=_legitimacy(district.force, shape, held.releases, resolution),
    )


def _without_location(releases: Sequence[OfficialRelease], categories: Sequence[str]) -> int:
    """Return the records without a location, force-wide, of the categories asked for."""
    wanted = categories or list(SLUGS.values())
    return sum(one.without_location.get(slug, 0) for one in releases for slug in wanted)


def _cells_inside(shape: shapely.Geometry, lists: Sequence[int], resolution: int) -> dict[int, str]:
    """Return the cell of each snap point of some lists that a shape covers."""
    _, south, _, north = shape.bounds
    column = f"cell_{resolution}"
    found: dict[int, str] = {}
    for number in lists:
        # A millionth of a degree more on each side, whichever way the edge was rounded.
        bounds = numbers_between(number, south - 1e-6, north + 1e-6)
        rows = list(
            SnapPoint.objects.filter(pk__range=bounds).values_list(
                "pk", column, Longitude("point"), Latitude("point")
            )
        )
        inside = snapping.inside([(lng, lat) for _, _, lng, lat in rows], shape)
        kept = (row for row, covered in zip(rows, inside.tolist(), strict=True) if covered)
        found |= {pk: grid.to_text(cell) for pk, cell, _, _ in kept}
    return found


def _counts(
    cells: dict[int, str], releases: Sequence[OfficialRelease], codes: Sequence[int]
) -> list[CellCount]:
    months = {one.pk: one.month for one in releases}
    rows = OfficialCount.objects.filter(release_id__in=months, snap_point_id__in=list(cells))
    if codes:
        rows = rows.filter(category__in=codes)
    totals: Counter[tuple[str, date, str]] = Counter()
    for point, release, category, n in rows.values_list(
        "snap_point_id", "release_id", "category", "n"
    ):
        totals[cells[point], months[release], SLUGS[category]] += n
    return sorted(CellCount(*key, count) for key, count in totals.items())


def _legitimacy(
    force: str, shape: shapely.Geometry, releases: Sequence[OfficialRelease], resolution: int
) -> dict[str, Legitimacy]:
    """Return, for each list used, whether it is dense enough: all months of the list count."""
    cells = grid.cells_with_centre_in(shape, resolution)
    of_force = releases_in_force(force, months_held(force)).releases
    found = {}
    for number in sorted({one.snap_list_id for one in releases}):
        same = [one for one in of_force if one.snap_list_id == number]
        points = snap_points_near(shape, [one.pk for one in same])
        holds = Counter(
            grid.to_text(int(cell)) for cell in grid.cells_of(points.lng, points.lat, resolution)
        )
        slug = same[0].snap_list.slug
        found[slug] = snapping.legitimacy(cells, holds, resolution)
    return found
