"""A believable contrast of an invented town, in the form in which payloads are stored.

The numbers are written down, not computed, so that the pages are tested against known words.
"""

from __future__ import annotations

from copy import deepcopy
from math import cos, radians
from typing import Any

from layers import grid

MIDDLE = (-0.5312, 52.0871)  # open land
PLACES = (
    # label, east and north in hexagon steps, members, officials, ratio low mid high, q, verdict
    ("Lantern Row", 0, 0, 132, 74, 2.05, 2.52, 3.08, 0.0004, "higher"),
    ("Cooper's Yard", 1, 0, 84, 62, 1.52, 1.87, 2.31, 0.0061, "higher"),
    ("Tallow Street", 0, 1, 71, 58, 1.36, 1.70, 2.12, 0.0212, "higher"),
    ("Market Cross", -1, 1, 118, 170, 0.80, 0.98, 1.18, 0.7410, "no clear difference"),
    ("Glovers' Gate", -1, 0, 46, 61, 0.80, 1.06, 1.39, 0.7410, "no clear difference"),
    ("Station Approach", 1, -1, 38, 129, 0.32, 0.43, 0.57, 0.0003, "lower"),
    ("Weir Bridge", 0, -1, 29, 96, 0.32, 0.45, 0.62, 0.0011, "lower"),
    ("St Osyth's Walk", 1, 1, 33, 38, 0.89, 1.22, 1.66, 0.4480, "no clear difference"),
    ("Orchard Parade", -1, -1, 41, 66, 0.66, 0.88, 1.16, 0.5302, "no clear difference"),
    ("Hatters Lane", 2, 0, 16, 24, 0.58, 0.93, 1.44, 0.8211, "no clear difference"),
    ("Long Meadow", -2, 0, 0, 79, 0.06, 0.17, 0.36, 0.0002, "lower"),
    ("Pound Corner", 2, -1, 4, 3, None, None, None, None, "too few to say"),
)


def _position(east: float, north: float) -> tuple[float, float]:
    lng = MIDDLE[0] + east * 0.0026 * 1.85
    lat = MIDDLE[1] + north * 0.00262 + east * 0.0009
    return lng, lat


def cells() -> list[dict[str, Any]]:
    """Return the twelve cells of the invented town."""
    members = sum(row[3] for row in PLACES)
    officials = sum(row[4] for row in PLACES)
    return [_cell(row, members, officials) for row in PLACES]


def axial(east: int, north: int) -> str:
    """Return a cell by steps from the middle, so that the twelve are different neighbours."""
    middle = grid.cell_of(*MIDDLE, 9)
    lng, lat = grid.centre_of(middle)
    shrink = cos(radians(lat))
    return grid.cell_of(lng + (east + north / 2) * 0.00298 / shrink, lat + north * 0.00258, 9)


def _cell(row: tuple[Any, ...], members: int, officials: int) -> dict[str, Any]:
    label, east, north, mine, theirs, low, mid, high, q, verdict = row
    cell = axial(east, north)
    return {
        "cell": cell,
        "label": label,
        "centre": list(grid.centre_of(cell)),
        "ring": [list(corner) for corner in grid.boundary_of(cell)],
        "member_count": mine,
        "official_count": theirs,
        "member_share": mine / members,
        "official_share": theirs / officials,
        "ratio": mid,
        "ratio_low": low,
        "ratio_high": high,
        "p": None if q is None else round(q / 3, 5),
        "q": q,
        "testable": q is not None,
        "verdict": verdict,
        "hidden": False,
        "one_reporter": label == "Tallow Street",
        "steady": None if q is None else label != "Cooper's Yard",
        "members_here": 0 if label == "Long Meadow" else 9,
    }


def payload(**changes: Any) -> dict[str, Any]:
    """Return the payload of the invented town, with some top-level keys replaced."""
    found = cells()
    whole = {
        "schema": 1,
        "kind": "contrast",
        "analysis": "0198f2a4-5c1e-7a30-9d0e-3b6f1c2a4d58",
        "district": {"slug": "demo", "name": "Wexcombe", "invented": True},
        "audience": "OPERATIONS",
        "boundary": {
            "name": "Wexcombe BID",
            "illustrative": True,
            "valid_from": "2025-01-01",
            "source": "invented",
            "geometry": {"type": "MultiPolygon", "coordinates": [[_boundary()]]},
        },
        "period": {
            "from": "2025-11",
            "to": "2026-10",
            "months": 12,
            "official_missing": ["2026-01"],
            "member_missing": [],
            "crosses_redraw": False,
        },
        "resolution": 9,
        "legitimacy": {"cells": 8, "median": 8.0, "empty": 0, "legitimate": True},
        "totals": {
            "members": sum(cell["member_count"] for cell in found),
            "officials": sum(cell["official_count"] for cell in found),
            "members_outside_coverage": 3,
            "officials_without_location": 40,
            "organisations_reporting": 88,
            "withheld": False,
        },
        "headline": {
            "dissimilarity": 0.24,
            "chance_low": 0.04,
            "chance_high": 0.10,
            "enough": True,
        },
        "dispersion": 1.3,
        "together": None,
        "crosswalk": {
            "version": 1,
            "categories": ["begging", "street_drinking", "rowdy_inconsiderate", "noise"],
            "official_category": "anti-social-behaviour",
        },
        "seed": 202610,
        "code_version": "0.1.0+1c3f24a",
        "built_at": "2026-11-02T02:10:44Z",
        "scale": {
            "share": [0.05, 0.1, 0.15, 0.2],
            "ratio": [1 / 3, 1 / 2, 4 / 5, 5 / 4, 2.0, 3.0],
        },
        "cells": found,
    }
    return {**deepcopy(whole), **changes}


def _boundary() -> list[list[float]]:
    lng, lat = grid.centre_of(grid.cell_of(*MIDDLE, 9))
    steps = [
        (-0.0092, 0.0012), (-0.0078, -0.0030), (-0.0030, -0.0047), (0.0040, -0.0042),
        (0.0112, -0.0036), (0.0125, 0.0008), (0.0098, 0.0040), (0.0020, 0.0046),
        (-0.0055, 0.0040), (-0.0092, 0.0012),
    ]  # fmt: skip
    return [[lng + east, lat + north] for east, north in steps]


def withheld() -> dict[str, Any]:
    """Return the same contrast as the funder sees it: two small business counts hidden."""
    found = payload(audience="FUNDER")
    for cell in found["cells"]:
        if cell["label"] in ("Pound Corner", "Hatters Lane"):
            cell.update(
                member_count=None, member_share=None, ratio=None, ratio_low=None, ratio_high=None,
                p=None, q=None, testable=False, verdict="too few to say", hidden=True,
            )  # fmt: skip
        cell.update(steady=None, one_reporter=None)
    found["totals"].update(members_outside_coverage=None, organisations_reporting=None)
    found["together"] = {
        "cells": 2, "member_count": 20, "official_count": 27, "member_share": 20 / 612,
        "official_share": 27 / 860, "ratio": 1.03, "ratio_low": 0.66, "ratio_high": 1.55,
        "p": 0.8, "q": 0.86, "testable": True, "verdict": "no clear difference",
    }  # fmt: skip
    return found


def nothing_shown() -> dict[str, Any]:
    """Return a contrast of which the funder may see no number from members at all."""
    found = withheld()
    found["together"] = None
    found["totals"].update(members=None, withheld=True)
    found["headline"] = dict.fromkeys(found["headline"]) | {"enough": False}
    found["dispersion"] = None
    for cell in found["cells"]:
        cell.update(
            member_count=None, member_share=None, ratio=None, ratio_low=None, ratio_high=None,
            p=None, q=None, testable=False, verdict="too few to say", hidden=True,
        )  # fmt: skip
    return found


def sparse() -> dict[str, Any]:
    """Return a quarter in which nothing can be said of any hexagon."""
    found = payload(
        headline={"dissimilarity": 0.31, "chance_low": 0.1, "chance_high": 0.5, "enough": False}
    )
    for index, cell in enumerate(found["cells"]):
        cell.update(
            member_count=index % 3, official_count=index % 4, member_share=None,
            official_share=(index % 4) / 18, ratio=None, ratio_low=None, ratio_high=None,
            p=None, q=None, testable=False, verdict="too few to say", one_reporter=False,
            steady=None,
        )  # fmt: skip
    found["totals"].update(members=12, officials=18)
    for cell in found["cells"]:
        cell["member_share"] = cell["member_count"] / 12
    return found


def basemap() -> dict[str, Any]:
    """Return a small invented street map of the same town."""
    lng, lat = grid.centre_of(grid.cell_of(*MIDDLE, 9))

    def at(*steps: tuple[float, float]) -> list[list[float]]:
        return [[round(lng + x, 6), round(lat + y, 6)] for x, y in steps]

    features = [
        _feature("Polygon", [at((-0.0125, 0.006), (-0.009, 0.0052), (-0.0078, 0.0021),
                                (-0.0112, 0.0022), (-0.0125, 0.006))], "park", "Abbot's Green", 2),
        _feature("Polygon", [at((-0.02, -0.0058), (0.0, -0.0049), (0.02, -0.0058),
                                (0.02, -0.0066), (0.0, -0.0057), (-0.02, -0.0066),
                                (-0.02, -0.0058))], "water", "River Wex", 1),
        _feature("LineString", at((-0.02, 0.0006), (-0.006, 0.0001), (0.004, 0.0007),
                                  (0.02, 0.0011)), "street", "Lantern Row", 1),
        _feature("LineString", at((0.0008, -0.012), (0.0004, -0.003), (-0.0004, 0.004),
                                  (-0.001, 0.012)), "street", "Weir Street", 1),
        _feature("LineString", at((0.0062, -0.012), (0.0068, 0.0), (0.006, 0.012)),
                 "street", "Station Road", 1),
    ]  # fmt: skip
    for index in range(-4, 7):
        x = index * 0.0021 + 0.0009
        features.append(_feature("LineString", at((x, -0.0048), (x - 0.0004, 0.005)),
                                 "street", None, 3))  # fmt: skip
        y = index * 0.0011 - 0.001
        features.append(_feature("LineString", at((-0.011, y), (0.013, y + 0.0005)),
                                 "street", None, 3))  # fmt: skip
    return {"type": "FeatureCollection", "features": features}


def _feature(
    geometry: str, coordinates: list[Any], kind: str, name: str | None, rank: int
) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": geometry, "coordinates": coordinates},
        "properties": {"kind": kind, "name": name, "rank": rank},
    }


def without_reports() -> dict[str, Any]:
    """Return what a real district has before its first report: police figures alone."""
    found = real_district()
    found["totals"].update(members=0, members_outside_coverage=0, organisations_reporting=0)
    found["headline"] = dict.fromkeys(found["headline"]) | {"enough": False}
    for cell in found["cells"]:
        cell.update(
            member_count=0, member_share=None, ratio=None, ratio_low=None, ratio_high=None,
            p=None, q=None, testable=False, verdict="too few to say", one_reporter=False,
            steady=None, members_here=0,
        )  # fmt: skip
    return found


def real_district() -> dict[str, Any]:
    """Return the contrast as if it were of a real district, with the words that go with one."""
    about = {"slug": "northampton", "name": "Northampton", "invented": False}
    return payload(district=about)


def public_map() -> dict[str, Any]:
    """A quarter as everybody sees it: some hexagons shown, some hidden, one with none."""
    whole = payload()
    cells = []
    for number, cell in enumerate(whole["cells"]):
        count = 0 if number == 0 else cell["member_count"] // 4
        hidden = 0 < count < 10
        copied = {name: cell[name] for name in ("cell", "label", "centre", "ring")}
        reports = None if hidden else (count + 2) // 5 * 5
        about = {"hidden": hidden, "reports": reports, "official_count": cell["official_count"]}
        cells.append({**copied, **about})
    shared = ("analysis", "district", "boundary", "resolution", "crosswalk", "code_version")
    return {
        **{name: whole[name] for name in (*shared, "seed", "built_at")},
        "schema": 1,
        "kind": "public_map",
        "audience": "PUBLIC",
        "period": {
            "from": "2026-07",
            "to": "2026-09",
            "months": 3,
            "official_missing": [],
            "member_missing": [],
        },
        "totals": {
            "reports": 155,
            "officials": whole["totals"]["officials"],
            "officials_without_location": 3,
            "withheld": False,
        },
        "scale": [1, 10, 20, 40, 80],
        "cells": cells,
    }
