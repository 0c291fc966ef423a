"""The whole concentration, from points to payload and page."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pytest
from django.template.loader import render_to_string

from hotspots.canonical import canonical
from hotspots.concentration.payload import concentration_payload
from hotspots.concentration.recipe import Ingredients, compute
from hotspots.disclosure import AudienceNotServed
from hotspots.payloads import Facts
from hotspots.periods import Period
from hotspots.presenters import concentration as presenter
from layers import grid
from members.audiences import Audience
from tests.hotspots.conftest import LAT, LNG, disc


def _ingredients(reports: int = 160, seed: int = 1, **changes: Any) -> Ingredients:
    rng = np.random.default_rng(seed)
    made: dict[str, Any] = {
        "boundary": disc(),
        "lng": LNG + rng.normal(0, 0.0012, reports),
        "lat": LAT + rng.normal(0, 0.0008, reports),
        "day": 739_000 + rng.integers(0, 365, reports),
        "organisation": rng.integers(0, 40, reports),
        "event": np.arange(reports),
        "names": [(LNG, LAT, "Market Square"), (LNG + 0.003, LAT, "Abington Street")],
    }
    return Ingredients(**{**made, **changes})


def _payload(given: Ingredients, audience: Audience = Audience.OPERATIONS) -> dict[str, Any]:
    result = compute(given, 7)
    facts = Facts(
        analysis_id="01a20084-89ce-7edc-8125-f4776fcce073",
        district={"slug": "wexcombe", "name": "Wexcombe", "invented": True},
        boundary={
            "name": "Centre", "illustrative": True, "valid_from": "2020-01-01",
            "source": "Invented", "geometry": {},
        },
        period=Period(date(2025, 11, 1), date(2026, 11, 1)),
        parameters={"choice": {}},
        town=result.town,
        seed=7,
        code_version="abc",
        built_at=datetime(2026, 11, 21, tzinfo=UTC),
    )  # fmt: skip
    return concentration_payload(facts, result.cells, audience)


def made_payload() -> dict[str, Any]:
    """Return a year of 160 reports, for pages that are looked at."""
    return _payload(_ingredients())


def test_result_is_plain_json_and_the_same_again() -> None:
    first, second = compute(_ingredients(), 7), compute(_ingredients(), 7)

    assert canonical(first.plain) == canonical(second.plain)


def test_every_report_is_counted_in_its_own_hexagon_once() -> None:
    given = _ingredients()
    result = compute(given, 7)

    counts = {one["cell"]: one["count"] for one in result.cells}
    slow: dict[str, int] = {}
    for lng, lat in zip(given.lng, given.lat, strict=True):
        cell = grid.cell_of(float(lng), float(lat), 10)
        slow[cell] = slow.get(cell, 0) + 1
    assert counts == slow
    assert result.town["hexagons"] == len({*slow, *grid.cells_with_centre_in(given.boundary, 10)})
    assert result.town["hexagons_with_reports"] == len(slow)


def test_hexagons_of_one_street_are_told_apart() -> None:
    labels = [one["label"] for one in compute(_ingredients(), 7).cells]

    assert len(labels) == len(set(labels))
    assert any(label.startswith("Market Square ") for label in labels)


def test_without_named_places_a_hexagon_is_called_by_its_number() -> None:
    cells = compute(_ingredients(names=[]), 7).cells

    assert all(one["label"] == one["cell"] for one in cells)


def test_too_few_reports_have_counts_and_no_index() -> None:
    town = compute(_ingredients(reports=60), 7).town

    assert (town["enough"], town["gini"], town["gini_range"]) == (False, None, None)
    assert town["near_repeat"]["enough"] is False
    page = presenter.concentration_page(_payload(_ingredients(reports=60)))
    assert page.sentence.startswith("Too few to say: 60 reports")
    assert page.repeat.startswith("Too few to say whether")
    assert page.fullest is None


def test_reports_of_one_incident_are_one_event_where_events_are_paired() -> None:
    given = _ingredients(reports=160, event=np.arange(160) // 2)

    town = compute(given, 7).town

    assert town["members"] == 160
    assert town["near_repeat"]["events"] == 80
    assert town["near_repeat"]["enough"] is False


def test_no_report_at_all() -> None:
    nothing = np.array([], dtype=np.int64)
    given = _ingredients(
        lng=nothing.astype(float), lat=nothing.astype(float), day=nothing, organisation=nothing,
        event=nothing,
    )  # fmt: skip

    town = compute(given, 7).town

    assert (town["members"], town["enough"]) == (0, False)
    assert town["hexagons"] > 20


@pytest.mark.parametrize("audience", sorted(set(Audience) - {Audience.OPERATIONS}))
def test_nobody_but_operations_may_see_it(audience: Audience) -> None:
    with pytest.raises(AudienceNotServed):
        _payload(_ingredients(), audience)


def test_page_says_its_answer_with_what_luck_would_give() -> None:
    page = presenter.concentration_page(_payload(_ingredients()))
    html = render_to_string(
        "hotspots/concentration.html",
        {"page": page, "district": {"slug": "wexcombe", "name": "Wexcombe", "invented": True}},
    )

    assert page.sentence.startswith("Half of all reports come from")
    assert "luck would put" in page.detail
    assert "luck alone gives" in page.repeat
    assert len(page.bands) == 4
    assert "What this cannot tell you" in html
    assert "Generalised Gini" in html


def test_called_out_repeat_is_higher_and_a_mere_excess_is_not() -> None:
    payload = _payload(_ingredients())
    first = payload["near_repeat"]["bands"][0][0]

    first.update(ratio=1.8, p=0.001, called_out=True, chance_low=0.7, chance_high=1.3)
    called = presenter.concentration_page(payload)
    first.update(ratio=1.1, p=0.3, called_out=False)
    not_called = presenter.concentration_page(payload)

    assert called.repeat == (
        "After a report, another within 50 m in the next 3 days is 1.8 times as likely as usual "
        "(luck alone gives 0.7 to 1.3; p = 0.001, the least that can be told)."
    )
    assert called.repeat_verdict.word == "higher"
    assert not_called.repeat_verdict.word == "no clear difference"
