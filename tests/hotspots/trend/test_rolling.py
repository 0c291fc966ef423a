"""P16: whoever keeps the trend of every month learns no withheld count from them together."""

from __future__ import annotations

from typing import Any

import pytest

from hotspots.trend import payload
from tests.hotspots.trend import rolling

TOWNS = 30


def attack(seeds: range) -> tuple[int, list[str]]:
    """Return how many small counts were attacked in some towns, and what was worked out."""
    tried, found = 0, []
    for seed in seeds:
        whole = rolling.town(seed)
        payloads = rolling.kept(whole)
        for answer in rolling.ANSWERS:
            more, close = rolling.narrowed(whole, payloads, answer)
            tried, found = tried + more, found + [f"town {seed}, {answer}: {one}" for one in close]
    return tried, found


@pytest.mark.slow
def test_ten_months_of_trends_together_tell_no_small_answer() -> None:
    tried, found = attack(range(4))

    assert tried > 15
    assert not found


@pytest.mark.slow
def test_the_attacker_works_out_what_is_hidden_from_one_month_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control: the year before each month, told whenever it is not small itself."""

    def of_one_month(told: Any, _: object) -> Any:
        hidden = {one["name"] for one in told["quarters"] if payload._is_small(one)}
        return {
            "quarters": [
                payload._row(one, hidden=one["name"] in hidden) for one in told["quarters"]
            ],
            "year_of": told["year_of"],
            "categories": [payload._row(one, hidden=True) for one in told["categories"]],
            "year": payload._row(told["year"], hidden=payload._is_small(told["year"])),
        }

    monkeypatch.setattr(payload, "_told", of_one_month)

    _, found = attack(range(2))

    assert found


@pytest.mark.prove
def test_trends_of_thirty_towns_together_tell_no_small_answer() -> None:
    tried, found = attack(range(100, 100 + TOWNS))

    assert tried > 150
    assert not found
