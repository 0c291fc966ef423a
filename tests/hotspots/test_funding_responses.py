"""Times to first response by partner: counted rightly, and no small number follows from them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import combinations
from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspots.evaluation import grouped_median, rate_dispersion
from hotspots.funding.process import cut, process_figures
from hotspots.funding.responses import HOURS, Acted, Given, banded, first_responses, shared_bands
from hotspots.presenters.funding.process import measures
from tests.hotspots.funding_payload import OLD_PROCESS, PROCESS

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
KNOWN = START + timedelta(days=60)
EDGES = [*HOURS, None]


def after(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def responses(given_, acted, known_at=KNOWN):  # type: ignore[no-untyped-def]
    return first_responses(given_, acted, known_at=known_at)


# --- Counting ------------------------------------------------------------------------------------


def test_the_first_action_of_the_partner_itself_counts() -> None:
    given_ = [Given("a", "Wardens", START, None)]
    acted = [
        Acted("a", "Police", after(1)),
        Acted("a", "Wardens", after(30)),
        Acted("a", "Wardens", after(5)),
        Acted("b", "Wardens", after(2)),
    ]

    assert responses(given_, acted) == {"Wardens": [5.0]}


def test_each_partner_that_was_given_it_has_a_time_of_its_own() -> None:
    given_ = [Given("a", "Wardens", START, after(10)), Given("a", "NBCP", after(10), None)]
    acted = [Acted("a", "Wardens", after(4)), Acted("a", "NBCP", after(13))]

    assert responses(given_, acted) == {"NBCP": [3.0], "Wardens": [4.0]}


def test_given_twice_counts_from_the_first_time() -> None:
    given_ = [Given("a", "Wardens", after(20), None), Given("a", "Wardens", START, after(8))]

    assert responses(given_, [Acted("a", "Wardens", after(26))]) == {"Wardens": [26.0]}


def test_who_was_there_before_being_told_took_no_time() -> None:
    given_ = [Given("a", "Wardens", after(9), None)]

    assert responses(given_, [Acted("a", "Wardens", START)]) == {"Wardens": [0.0]}


@pytest.mark.parametrize(
    ("until", "known", "found"),
    [
        (None, 60 * 24, {"W": [inf]}),  # watched for a fortnight, and nothing
        (None, 336, {"W": [inf]}),
        (None, 335, {}),  # too new
        (335, 60 * 24, {}),  # taken away before
        (336, 60 * 24, {"W": [inf]}),
    ],
)
def test_no_action_counts_once_it_was_waited_for(until, known: float, found) -> None:  # type: ignore[no-untyped-def]
    given_ = [Given("a", "W", START, None if until is None else after(until))]

    assert responses(given_, [], known_at=after(known)) == found


def test_what_is_too_new_is_left_out_even_if_it_was_quick() -> None:
    given_ = [Given("a", "W", START, None)]

    assert responses(given_, [Acted("a", "W", after(1))], known_at=after(100)) == {}


def test_hours_are_counted_by_band_and_no_action_is_in_the_open_one() -> None:
    assert banded([0.0, 0.5, 1.0, 23.9, 24.0, 400.0, inf]) == {
        "edges": EDGES,
        "counts": [2, 1, 0, 0, 1, 1, 0, 0, 0, 2],
    }


def test_the_median_of_bands_is_near_that_of_the_hours(  # slow twin
) -> None:
    hours = np.random.default_rng(5).exponential(20, 400)
    bands = banded(hours.tolist())

    found = grouped_median([inf if one is None else one for one in EDGES], bands["counts"])

    exact = float(np.median(hours))
    assert found.low is not None
    assert found.high is not None
    assert found.median == pytest.approx(exact, rel=0.15)
    assert found.low < exact < found.high


def test_the_range_of_a_median_holds_it_nineteen_times_in_twenty() -> None:
    rng, held = np.random.default_rng(11), 0
    truth = 20 * np.log(2)
    for _ in range(400):
        counts = banded(rng.exponential(20, 60).tolist())["counts"]
        found = grouped_median([inf if one is None else one for one in EDGES], counts)
        held += found.low <= truth <= found.high  # type: ignore[operator]

    assert held / 400 == pytest.approx(0.95, abs=0.04)


# --- What may be told ----------------------------------------------------------------------------


def table(counts: list[int]) -> dict[str, object]:
    return {"edges": EDGES, "counts": counts}


def bands_of(found: dict[str, object]) -> list[int]:
    return list(found["counts"])  # type: ignore[call-overload]


some_counts = st.lists(st.integers(0, 30), min_size=10, max_size=10)


@settings(max_examples=150)
@given(st.lists(some_counts, min_size=1, max_size=4), some_counts, st.integers(0, 60))
def test_no_subtraction_gives_a_small_number_of_incidents(
    partners: list[list[int]], others: list[int], unanswered: int
) -> None:
    """An attacker holds the whole, some partners, and the number of incidents.

    Here every incident was given to one partner at most, in the minute in which it was opened,
    so that every difference of what is told is a number of real incidents.
    """
    late = sum(one[-1] for one in partners) + others[-1]
    unanswered = min(unanswered, late)
    whole = [sum(band) for band in zip(*partners, others, strict=True)]
    whole[-1] -= unanswered
    named = {f"p{at}": table(one) for at, one in enumerate(partners)}

    found = shared_bands(table(whole), named, unanswered)

    if found is None:
        return
    told, by_partner = found
    shown = [np.array(one["counts"]) for one in by_partner.values() if one["counts"]]
    full = np.array(told["counts"])
    assert all(band == 0 or band >= 5 for band in full)
    full[-1] += unanswered
    for size in range(len(shown) + 1):
        for chosen in combinations(shown, size):
            left = full - sum(chosen, np.zeros_like(full))
            assert all(band == 0 or band >= 5 for band in left)
            assert left.sum() == 0 or left.sum() >= 5


def test_whoever_has_too_few_is_not_told_and_is_no_remainder_either() -> None:
    big, small = [0, 0, 0, 20, 20, 20, 0, 0, 0, 20], [0, 0, 0, 0, 2, 0, 0, 0, 0, 0]
    others = [0, 0, 0, 10, 10, 10, 0, 0, 0, 0]
    whole = [sum(band) for band in zip(big, small, others, strict=True)]

    found = shared_bands(table(whole), {"a": table(big), "b": table(small)}, 0)

    assert found is not None
    assert found[1]["b"] == {"edges": [], "counts": []}
    assert sum(bands_of(found[1]["a"])) == 80
    assert found[0]["edges"] == found[1]["a"]["edges"]


def test_where_only_a_small_number_is_left_over_the_smallest_partner_goes_into_it() -> None:
    big, less = [0, 0, 0, 30, 30, 30, 0, 0, 0, 10], [0, 0, 0, 10, 10, 0, 0, 0, 0, 5]
    left = [0, 0, 0, 1, 0, 0, 0, 0, 0, 0]
    whole = [sum(band) for band in zip(big, less, left, strict=True)]

    found = shared_bands(table(whole), {"a": table(big), "b": table(less)}, 0)

    assert found is not None
    assert bands_of(found[1]["a"])
    assert not bands_of(found[1]["b"])


def test_nothing_is_told_where_nothing_is_safe() -> None:
    assert shared_bands(table([0, 0, 0, 3, 4, 2, 0, 0, 0, 2]), {}, 0) is None
    only = [0, 0, 0, 11, 0, 0, 0, 0, 0, 0]
    assert shared_bands(table(only), {"a": table(only)}, 0) is None


def test_operations_read_all_of_it_and_the_funder_what_is_left() -> None:
    funder, office = (cut(PROCESS, exact=exact) for exact in (False, True))

    assert office == PROCESS
    assert bands_of(funder["partners"]["Wardens"])
    assert not bands_of(funder["partners"]["Outreach"])
    assert funder["training"]["before"] == {"sessions": 3, "people": 9, "businesses": None}
    assert funder["training"]["after"] == PROCESS["training"]["after"]


def test_no_partner_is_told_where_the_incidents_acted_on_are_too_few() -> None:
    counts = {**PROCESS, "acted": 297}  # three were not

    found = cut(counts, exact=False)

    assert found["response"] == {"edges": [], "counts": []}
    assert not any(one["counts"] for one in found["partners"].values())


# --- Figures and words ---------------------------------------------------------------------------


def rows_of(counts: dict[str, object]) -> dict[str, tuple[str, str]]:
    told = measures({"counts": counts, "figures": process_figures(counts)})
    return {one.name: (one.value, one.range_) for one in told}


def test_the_page_names_partners_exposure_and_training() -> None:
    rows = rows_of(cut(PROCESS, exact=False))

    value, range_ = rows["Hours to the first action, once given to wardens"]
    assert float(value) > 0
    assert " to " in range_
    assert rows["Hours to the first action, once given to outreach"][0] == "too few to say"
    assert rows["Reports per 100 active member-weeks, after"][0] == "6.9"
    assert rows["Training sessions, after"] == ("14", "")
    assert rows["Businesses that sent somebody to training, after"] == ("62", "")


def test_an_older_evaluation_is_shown_as_it_was() -> None:
    rows = rows_of(cut(OLD_PROCESS, exact=False))

    assert rows["Reports a member a month, after"][0] == "0.27"
    assert rows["Training"][0] == "not recorded when this was evaluated"


def test_months_that_vary_more_than_chance_widen_the_range() -> None:
    calm = process_figures(PROCESS)
    wild = {
        period: {
            month: {**one, "reports": one["reports"] * (2 if at % 2 else 0)}
            for at, (month, one) in enumerate(months.items())
        }
        for period, months in PROCESS["monthly"].items()
    }
    broad = process_figures({**PROCESS, "monthly": wild})

    def breadth(figures):  # type: ignore[no-untyped-def]
        rate = figures["per_member_week"]["after"]
        return (rate["high"] - rate["low"]) / rate["rate"]

    assert broad["dispersion"] > 20
    assert breadth(broad) > 3 * breadth(calm)


def test_dispersion_of_rates_against_a_loop() -> None:
    rng = np.random.default_rng(4)
    periods = [
        [(int(rng.negative_binomial(5, 0.2)), float(rng.integers(300, 600))) for _ in range(months)]
        for months in (24, 12)
    ]
    pearson = 0.0
    for months in periods:
        rate = sum(count for count, _ in months) / sum(weeks for _, weeks in months)
        for count, weeks in months:
            pearson += (count - rate * weeks) ** 2 / (rate * weeks)

    assert rate_dispersion(periods) == pytest.approx(pearson / (23 + 11))


@pytest.mark.parametrize("periods", [[], [[(3, 10.0)] * 5], [[(0, 10.0)] * 12], [[(3, 0.0)] * 12]])
def test_too_little_has_no_dispersion(periods) -> None:  # type: ignore[no-untyped-def]
    assert rate_dispersion(periods) is None
