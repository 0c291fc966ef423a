"""A payload of an evaluation made by hand, with no database behind it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping

from hotspots.canonical import sha256_of
from hotspots.funding.areas import areas_of
from hotspots.funding.counts import Counts
from hotspots.funding.figures import categories_of
from hotspots.funding.payload import funding_payload
from hotspots.funding.recipe import FundingIngredients, compute_funding
from hotspots.payloads import Facts
from hotspots.periods import Period
from hotspots.queries.funding import months_in_use
from members.audiences import Audience

FIRST, START, END = date(2023, 11, 1), date(2025, 11, 1), date(2026, 11, 1)
MONTHS = [f"{one:%Y-%m}" for one in Period(FIRST, END).months]

HOURS = [0, 1, 2, 4, 8, 24, 48, 72, 168, 336, None]


def monthly(first: int, last: int, reports: int, weeks: int) -> dict[str, dict[str, int]]:
    """Return invented months that vary a little more than chance."""
    return {
        month: {"reports": reports + at * 37 % 11 - 5, "member_weeks": weeks + at % 4}
        for at, month in enumerate(MONTHS[first:last])
    }


_WORK: dict[str, Any] = {
    "members_reporting": 88,
    "incidents": 300,
    "acted": 210,
    "closed": 190,
    "outcomes": {"ADVISED": 80, "CLEANED": 3, "MOVED_ON": 107},
    "response": {"edges": HOURS, "counts": [4, 9, 30, 50, 60, 30, 12, 8, 5, 2]},
}
OLD_PROCESS: dict[str, Any] = {
    **_WORK,
    "reports": {"before": 410, "after": 520},
    "member_months": {"before": 2300, "after": 1900},
}
"""As evaluations had it at first: exposure in months, no partners, no training."""

PROCESS: dict[str, Any] = {
    **_WORK,
    "monthly": {"before": monthly(0, 24, 20, 410), "after": monthly(24, 36, 45, 640)},
    "partners": {
        "NBCP": {"edges": HOURS, "counts": [0, 1, 4, 9, 12, 6, 3, 2, 1, 14]},
        "Outreach": {"edges": HOURS, "counts": [0, 0, 0, 1, 0, 2, 0, 0, 0, 0]},
        "Wardens": {"edges": HOURS, "counts": [3, 7, 22, 37, 42, 20, 8, 5, 3, 41]},
    },
    "training": {
        "before": {"sessions": 3, "people": 9, "businesses": 4},
        "after": {"sessions": 14, "people": 161, "businesses": 62},
    },
}


def plan(**changes: Any) -> dict[str, Any]:
    near = shapely.Point(-1.2, 52.0).buffer(0.004)
    far = shapely.Point(-0.6, 52.3).buffer(0.004)
    return {
        "id": "01a2",
        "funder": "Invented Commissioner",
        "amount": "85000.00",
        "share": "85.00",
        "promise": "Less trouble than elsewhere.",
        "before_start": FIRST.isoformat(),
        "after_start": START.isoformat(),
        "after_end": END.isoformat(),
        "categories": ["anti-social-behaviour"],
        "ring_from_m": 100,
        "ring_to_m": 500,
        "controls": [
            {"name": "Eastmere", "source": "Invented", "geometry": mapping(near)},
            {"name": "Westmere", "source": "Invented", "geometry": mapping(far)},
        ],
        "harm": None,
        **changes,
    }


def counts(written: dict[str, Any], fall: float = 0.7, seed: int = 3) -> Counts:
    here = shapely.Point(-0.9, 52.2).buffer(0.004)
    areas = areas_of(here, "Exampleton", written, written["controls"])
    kinds = categories_of(written)
    rng = np.random.default_rng(seed)
    season = 1 + 0.2 * np.sin(np.arange(36) / 12 * 2 * np.pi)
    level = {"here": 70.0, "here-ring": 20.0, "control-1": 60.0, "control-1-ring": 22.0,
             "control-2": 50.0, "control-2-ring": 18.0}  # fmt: skip
    stepped = np.where(np.arange(36) >= 24, fall, 1.0)
    values = np.array(
        [
            [
                rng.poisson(level[one.key] * season * (stepped if one.key == "here" else 1) / share)
                for share in range(1, len(kinds) + 1)
            ]
            for one in areas
        ]
    ).transpose(0, 2, 1)
    return Counts(
        tuple(one.key for one in areas),
        tuple(one.name for one in areas),
        tuple(one.role for one in areas),
        tuple(MONTHS),
        tuple(kinds),
        values.astype(np.int64),
    )


@cache
def payload(
    audience: Audience = Audience.FUNDER, fall: float = 0.7, *, older: bool = False
) -> dict[str, Any]:
    written = plan()
    here = shapely.Point(-0.9, 52.2).buffer(0.004)
    areas = areas_of(here, "Exampleton", written, written["controls"])
    boundary = {
        "name": "Exampleton BID",
        "illustrative": False,
        "valid_from": "2020-01-01",
        "source": "Invented",
        "geometry": mapping(shapely.MultiPolygon([here])),
    }
    known_at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    frozen = {
        "plan": written,
        "boundary": {name: boundary[name] for name in boundary if name != "geometry"},
        "areas": [one.as_json for one in areas],
        "outlook": {"lines": None, "why_not": "", "missing": [], "months": 24, "of": 24},
    }
    parameters = {
        "frozen": frozen,
        "stamp": {
            "sha256": sha256_of(frozen),
            "frozen_at": "2025-10-20T09:00:00+00:00",
            "late": False,
        },
        "months": months_in_use(written, MONTHS, known_at),
        "libraries": {"numpy": np.__version__},
    }
    ingredients = FundingIngredients(counts(written, fall), OLD_PROCESS if older else PROCESS)
    result = compute_funding(ingredients, 1, parameters)
    facts = Facts(
        analysis_id="01a20000-0000-7000-8000-000000000001",
        district={"slug": "exampleton", "name": "Exampleton", "invented": False},
        boundary=boundary,
        period=Period(FIRST, END),
        parameters=parameters,
        town={**result.town, "releases": ["0" * 64]},
        seed=1,
        code_version="0123456789abcdef",
        built_at=known_at,
    )
    return funding_payload(facts, [], audience)
