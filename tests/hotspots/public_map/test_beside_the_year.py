"""Nobody takes the quarters from the year that a funder has."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from hotspots import actions, queries
from hotspots.disclosure.jointly import Release, feasible
from hotspots.models import Analysis, Disclosed
from hotspots.periods import Period
from hotspots.public_map import release_of
from layers import grid
from members.access import acting_in
from members.audiences import Audience
from members.models import District
from tests.conftest import MOMENT
from tests.hotspots.public_map.quarters import PLACES, publish

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def build_year(district: District) -> None:
    """Give the funder the year's contrast."""
    actions.build_contrast(
        district=district,
        period=Period.ending(date(2025, 12, 1), 12),
        by="test",
        at=MOMENT,
        audiences=[Audience.FUNDER],
    )


def held_by_funder(district: District) -> list[Release]:
    """Return all that a funder holds: the contrast, and what everybody holds."""
    with acting_in(district.pk):
        rows = Disclosed.objects.filter(audience__in=["FUNDER", "PUBLIC"]).order_by("pk")
        found = [release_of(payload) for payload in rows.values_list("payload", flat=True)]
    return [one for one in found if one]


def last_quarter_of_the_few(district: District) -> tuple[float, float]:
    """Return what a funder can work out of the one small count of the town."""
    held = held_by_funder(district)
    assert len(held) == 5
    cell = grid.cell_of(*PLACES[0], 9)
    return feasible(held)[cell, ((date(2025, 10, 1), date(2026, 1, 1)),)]


@pytest.mark.parametrize("steps", [(build_year, publish), (publish, build_year)])
def test_a_funder_cannot_put_the_year_and_its_quarters_together(
    telling: District, steps: tuple[Any, Any]
) -> None:
    for step in steps:
        step(telling)

    low, high = last_quarter_of_the_few(telling)
    assert low <= 1
    assert high >= 4


@pytest.mark.parametrize("steps", [(build_year, publish), (publish, build_year)])
def test_if_releases_were_judged_alone_the_funder_could(
    telling: District, steps: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the test above: it can fail."""
    for study in ("contrast_study", "public_map_study"):
        monkeypatch.setattr(f"hotspots.queries.{study}.given_beside", lambda *_: [])

    for step in steps:
        step(telling)

    assert last_quarter_of_the_few(telling)[1] == 1


def test_a_contrast_beside_published_quarters_can_be_computed_again(telling: District) -> None:
    publish(telling)
    build_year(telling)

    with acting_in(telling.pk):
        contrast = Analysis.objects.get(kind=Analysis.Kind.CONTRAST)
        found = queries.verify(contrast)

    assert contrast.parameters["choice"]["given"]
    assert found.holds, found


def test_a_quarter_published_later_builds_no_contrast_anew(telling: District) -> None:
    build_year(telling)
    publish(telling)

    build_year(telling)

    with acting_in(telling.pk):
        assert Analysis.objects.filter(kind=Analysis.Kind.CONTRAST).count() == 1
