"""What each audience is given of a contrast."""

from datetime import UTC, date, datetime

import numpy as np
import pytest

from hotspots.gathering import Gathered
from hotspots.payloads import Facts, contrast_payload
from hotspots.periods import Period
from hotspots.recipe import compute, dispersion_restricted
from layers import grid
from members.audiences import Audience

RESTRICTED = [Audience.FUNDER, Audience.ANALYST]


@pytest.fixture
def make_payload(make_ingredients):
    """Return a maker of a payload for an audience, and the exact cells beneath it."""

    def make(audience: Audience, **sizes: int):
        result = compute(make_ingredients(**sizes), seed=20261012, share_scale=None)
        facts = Facts(
            analysis_id="0199",
            district={"slug": "exampleton", "name": "Exampleton", "invented": False},
            boundary={},
            period=Period.ending(date(2026, 10, 1), 12),
            parameters={
                "choice": {"crosswalk": 1, "official_missing": [], "member_missing": []},
                "official_category": "anti-social-behaviour",
            },
            town={**result.town, "categories": ["begging"], "officials_without_location": 40},
            seed=20261012,
            code_version="test",
            built_at=datetime(2026, 11, 2, tzinfo=UTC),
        )
        return contrast_payload(facts, result.cells, audience), result

    return make


def test_operations_sees_every_number_as_it_was_computed(make_payload):
    payload, result = make_payload(Audience.OPERATIONS)

    for shown, exact in zip(payload["cells"], result.cells, strict=True):
        assert {name: shown[name] for name in exact} == exact
        assert shown["hidden"] is False
    assert payload["together"] is None
    assert payload["headline"]["dissimilarity"] == result.town["dissimilarity"]


@pytest.mark.parametrize("audience", RESTRICTED)
def test_restricted_audiences_see_no_count_from_1_to_4(make_payload, audience):
    payload, result = make_payload(audience, reports=60)
    exact = {one["cell"]: one["member_count"] for one in result.cells}
    assert any(0 < count < 5 for count in exact.values()), "the example must have small cells"

    for shown in payload["cells"]:
        assert shown["member_count"] is None or not 0 < shown["member_count"] < 5
        if shown["hidden"]:
            assert shown["verdict"] == "too few to say"
            assert all(
                shown[name] is None
                for name in ("member_count", "member_share", "ratio", "ratio_low", "p", "q")
            )
            assert shown["official_count"] is not None


@pytest.mark.parametrize("audience", RESTRICTED)
def test_the_withheld_cells_stand_together_and_totals_add_up(make_payload, audience):
    payload, _ = make_payload(audience, reports=60)

    shown = sum(one["member_count"] or 0 for one in payload["cells"])

    assert shown + payload["together"]["member_count"] == payload["totals"]["members"]
    assert payload["together"]["cells"] == sum(one["hidden"] for one in payload["cells"])


@pytest.mark.parametrize("audience", RESTRICTED)
def test_restricted_audiences_get_nothing_about_single_businesses(make_payload, audience):
    payload, _ = make_payload(audience)

    assert {one["one_reporter"] for one in payload["cells"]} == {None}
    assert payload["totals"]["organisations_reporting"] is None
    assert payload["totals"]["members_outside_coverage"] is None


@pytest.mark.parametrize("audience", RESTRICTED)
def test_the_exact_largest_share_stays_behind(make_payload, audience):
    payload, _ = make_payload(audience, reports=60)

    assert set(payload["scale"]) == {"share", "ratio"}


def test_how_reports_are_split_among_withheld_cells_changes_no_digit():
    """Whoever is shown the dispersion could otherwise try every split until one fits."""
    splits = [(3, 2), (2, 3), (1, 4), (4, 1)]
    shown = np.array([[9, 0], [0, 14], [5, 5]])  # by three organisations, in two cells shown
    cells = sorted(grid.disk(grid.cell_of(-0.8972, 52.2386, 9), 1))[:4]

    found = set()
    for first, second in splits:
        by_member = np.column_stack([shown, [first, 0, 0], [second, 0, 0]])
        within = Gathered(
            cells=cells,
            members=by_member.sum(axis=0),
            officials=np.array([10, 10, 10, 10]),
            organisations=np.array([1, 2, 3]),
            by_member=by_member,
            members_here=np.ones(4, dtype=np.int64),
            outside_coverage=0,
            outside_boundary=0,
        )
        found.add(dispersion_restricted(within, 20261012, frozenset(cells[2:])))

    assert len(found) == 1
