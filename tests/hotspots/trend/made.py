"""Ingredients of a trend, made by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import numpy as np

from hotspots.payloads import Facts
from hotspots.periods import Period, add_months
from hotspots.trend.recipe import CATEGORIES, Ingredients, compute

FIRST = date(2024, 11, 1)


def ingredients(months: int = 24, seed: int = 1, **changes: Any) -> Ingredients:
    """Return a town of some fifty reports and seventy records a month, the latter falling."""
    rng = np.random.default_rng(seed)
    level = np.repeat([1.0, 0.75], [months // 2, months - months // 2])
    reports = rng.poisson(50, months)
    rows = int(reports.sum())
    made: dict[str, Any] = {
        "months": [add_months(FIRST, at) for at in range(months)],
        "officials": {
            name: rng.poisson(70 * level if name == CATEGORIES[0] else 20, months).tolist()
            for name in CATEGORIES
        },
        "month_of_report": np.repeat(np.arange(months), reports),
        "organisation": rng.integers(0, 60, rows),
        "told": rng.choice([-1, 0, 1], rows, p=[0.1, 0.6, 0.3]),
        "category": rng.choice(3, rows, p=[0.7, 0.28, 0.02]),
        "category_names": ["Begging", "Noise", "Trespass"],
        "member_months": [True] * months,
        "member_weeks": [600.0] * months,
        "active": [(140, 140)] * months,
    }
    return Ingredients(**{**made, **changes})


def facts(given: Ingredients, marks: list[dict[str, Any]] | None = None) -> Facts:
    """Return a computed trend as it is stored."""
    return Facts(
        analysis_id="01a20084-89ce-7edc-8125-f4776fcce073",
        district={"slug": "wexcombe", "name": "Wexcombe", "invented": True},
        boundary={
            "name": "Town centre",
            "illustrative": False,
            "valid_from": "2020-01-01",
            "source": "Invented",
            "geometry": {},
        },
        period=Period(given.months[0], add_months(given.months[-1], 1)),
        parameters={"choice": {}},
        town={**compute(given).town, "marks": marks or []},
        seed=20261024,
        code_version="abc",
        built_at=datetime(2026, 11, 21, tzinfo=UTC),
    )
