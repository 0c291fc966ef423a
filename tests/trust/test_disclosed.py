"""P16: what is withheld from an audience cannot be worked out from all that it can fetch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from hotspots.disclosure.counts import LEAST_PUBLIC, LEAST_SHOWN
from tests.conftest import MOMENT
from tests.hotspots.proofs import Record, record  # noqa: F401 - a fixture
from tests.trust.attacker.collecting import Document, collect
from tests.trust.attacker.files import facts_of_files, facts_of_trend_page, spread, week_facts
from tests.trust.attacker.reading import Fact, facts_of
from tests.trust.attacker.solving import Attack, recovered
from tests.trust.attacker.towns import (
    Town,
    a_day_later,
    browsers,
    build,
    publish,
    publish_months_and_weeks,
    take_official_months,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

#: The smallest count that each may know, and the spans, in months, of which it is told counts.
RULES = {
    "STRANGER": (LEAST_PUBLIC, (3,)),
    "MEMBER": (LEAST_PUBLIC, (3,)),
    "COUNCIL": (LEAST_SHOWN, (3, 12)),
    "FUNDER": (LEAST_SHOWN, (3, 12)),
    "ANALYST": (LEAST_SHOWN, (3, 12)),
}
TOWNS = 30


@pytest.fixture
def official(tmp_path: Path) -> None:
    take_official_months(tmp_path)


def collected(town: Town) -> dict[str, list[Document]]:
    """Return what each audience can fetch, by audience."""
    return {
        who: collect(browser, who, town.district.slug) for who, browser in browsers(town).items()
    }


def everything(town: Town) -> dict[str, list[Fact]]:
    """Return what each audience can read, by audience."""
    return {who: read(documents) for who, documents in collected(town).items()}


def read(documents: Sequence[Document]) -> list[Fact]:
    """Return what pages, files and tables tell, each once."""
    found = {*facts_of(documents), *facts_of_files(documents)}
    for document in documents:
        found |= set(facts_of_trend_page(document))
    return sorted(spread(sorted(found, key=repr)), key=repr) if found else []


def attack(town: Town, told: Mapping[str, list[Fact]]) -> tuple[int, list[str]]:
    """Return how many small counts were attacked, and what was recovered, by audience."""
    tried, found = 0, []
    for who, facts in told.items():
        assert facts, f"{who} was told nothing, so there was nothing to attack"
        least, sizes = RULES[who]
        small = town.small(least, sizes)
        tried += len(small)
        found += [f"{who}: {one}" for one in recovered(facts, small, least=least)]
    return tried, found


def publish_naively(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide small counts and nothing else, and judge each release alone."""

    def small_alone(counts: Any, parents: Any, *, least: int, also: Any = frozenset()) -> Any:
        return frozenset(
            cell for cell, count in counts.items() if 0 < count < least or cell in also
        )

    for module in ("recipe", "disclosure.counts"):
        monkeypatch.setattr(f"hotspots.{module}.cells_to_hide", small_alone)
    judge_alone(monkeypatch)


def judge_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget what readers hold already."""
    for study in ("contrast_study", "public_map_study"):
        monkeypatch.setattr(f"hotspots.queries.{study}.given_beside", lambda *_: [])


def test_nothing_withheld_can_be_worked_out(official: None) -> None:
    town = build(1)
    publish(town, MOMENT)

    tried, found = attack(town, everything(town))

    assert tried > 20
    assert not found


def test_with_every_months_trend_and_every_file_nothing_can_be_worked_out(official: None) -> None:
    town = build(3)
    publish(town, MOMENT)
    publish_months_and_weeks(town, MOMENT)
    told = everything(town)

    tried, found = attack(town, told)

    months = {fact.months for fact in told["FUNDER"] if len(fact.months) == 1}
    assert len(months) >= 20, "the trend was read"
    assert tried > 20
    assert not found


def weeks_attacked(documents: Sequence[Document]) -> tuple[int, list[str]]:
    """Return how many withheld places of weeks there are, and those told to have a report."""
    facts, withheld = week_facts(documents)
    solver = Attack(facts, [])
    lows = {one: solver.bounds([one[0]], (one[1],))[0] for one in withheld}
    return len(withheld), [f"{one}: {low:g} or more" for one, low in lows.items() if low > 0]


def test_no_withheld_shop_is_shown_to_have_reported_in_a_week(official: None) -> None:
    town = build(4)
    publish_months_and_weeks(town, MOMENT)

    withheld, found = weeks_attacked(of_members(town))

    assert withheld > 5
    assert not found


def test_a_lone_withheld_shop_would_be_shown_by_the_districts_line(
    official: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: one hexagon withheld by itself is the total less all others."""
    monkeypatch.setattr("hotspots.weekly.cutting.withheld", _only_the_busiest)
    town = build(4)
    publish_months_and_weeks(town, MOMENT)

    _, found = weeks_attacked(of_members(town))

    assert found


def of_members(town: Town) -> list[Document]:
    return collect(browsers(town)["MEMBER"], "MEMBER", town.district.slug)


def _only_the_busiest(cells: Any) -> frozenset[str]:
    return frozenset([max(cells, key=lambda one: one["count"])["cell"]])


def test_a_day_and_a_boundary_later_nothing_that_was_told_has_changed(official: None) -> None:
    """Or the difference of two days, or of two boundaries, would be a small count."""
    town = build(2)
    publish(town, MOMENT)
    told = everything(town)

    publish(town, a_day_later(town))

    again = {who: read(collect(one, who, town.district.slug)) for who, one in _same(town)}
    assert again == told


def _same(town: Town) -> list[tuple[str, Any]]:
    from django.test import Client

    from members.models import Person

    found: list[tuple[str, Any]] = [("STRANGER", Client())]
    for who in ("FUNDER", "ANALYST", "COUNCIL", "MEMBER"):
        browser = Client()
        email = f"{who.lower()}@{town.district.slug}.invalid"
        browser.force_login(Person.objects.get(email=email))
        found.append((who, browser))
    return found


def test_the_attacker_recovers_what_a_naive_publisher_hides(
    official: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: whoever recovers nothing anywhere proves nothing."""
    publish_naively(monkeypatch)
    town = build(1, one_quiet=True)
    publish(town, MOMENT)

    _, found = attack(town, everything(town))

    assert {line.split(":")[0] for line in found} >= {"FUNDER", "ANALYST"}


@pytest.mark.prove
def test_files_trends_and_weeks_of_thirty_towns_tell_nothing_withheld(
    official: None,
    record: Record,  # noqa: F811
) -> None:
    tried, found = 0, []
    for seed in range(TOWNS):
        town = build(200 + seed)
        publish(town, MOMENT)
        publish_months_and_weeks(town, MOMENT)
        fetched = collected(town)
        told = {who: read(documents) for who, documents in fetched.items()}
        for more, worked_out in (attack(town, told), weeks_attacked(fetched["MEMBER"])):
            tried, found = tried + more, found + worked_out

    record(tried, len(found))
    assert not found
    assert tried > 1_000


@pytest.mark.prove
def test_withheld_counts_of_thirty_towns_stay_unknown(
    official: None,
    record: Record,  # noqa: F811
) -> None:
    tried, found = 0, []
    for seed in range(TOWNS):
        town = build(100 + seed)
        publish(town, MOMENT)
        more, worked_out = attack(town, everything(town))
        tried, found = tried + more, found + worked_out

    record(tried, len(found))
    assert tried > 1_000
    assert not found


@pytest.mark.prove
def test_without_judging_together_some_of_thirty_towns_are_told(
    official: None,
    record: Record,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each release alone is as safe as ever; the control of the proof above."""
    judge_alone(monkeypatch)
    tried, found = 0, []
    for seed in range(TOWNS):
        town = build(100 + seed)
        publish(town, MOMENT)
        more, worked_out = attack(town, everything(town))
        tried, found = tried + more, found + worked_out

    record(tried, tried - len(found))  # recovering none would be the failure
    assert found
