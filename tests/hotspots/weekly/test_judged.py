"""A count beside its normal week: what is said where it lies outside, and no test carries it."""

from __future__ import annotations

import pytest

from hotspots.weekly import sentences


@pytest.mark.parametrize(
    ("count", "verdict", "said"),
    [
        (4, "no clear difference", "a normal week is 2 to 4: no clear difference"),
        (
            5,
            "no clear difference",
            "a normal week is 2 to 4, but luck alone may bring as many: no clear difference",
        ),
        (
            1,
            "no clear difference",
            "a normal week is 2 to 4, but luck alone may bring as few: no clear difference",
        ),
        (9, "higher", "a normal week is 2 to 4: higher"),
        (5, "too few to say", "a normal week is 2 to 4: too few to say"),
    ],
)
def test_a_count_outside_its_range_that_no_test_carries(
    count: int, verdict: str, said: str
) -> None:
    found = {"norm": {"mean": 3.0, "low": 2, "high": 4}, "verdict": verdict}

    assert sentences.judged(found, count) == said
