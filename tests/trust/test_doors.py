"""Who gets through the door of every view, whether or not there is anything behind it.

The permission matrix asks whole pages; a file that is not there is a 404 to everybody. Here the
room behind each door is empty, so that the door alone decides. Its table is written down a second
time on purpose: whoever opens a door changes both.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from members.audiences import Audience
from tests.trust.cast import EVERYBODY, MISSING, Town, browsers, build_town
from tests.trust.mutants import guarded_views

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

_STAFF: Final = "MANAGER MEMBER"
_WEEK: Final = f"ADMINISTRATOR INTELLIGENCE {_STAFF} OPERATIONS"
#: A device holds a pass and signs in nowhere.
_WITHIN: Final = " ".join(one.value for one in Audience if one is not Audience.DEVICE)
DOORS: Final[dict[str, str]] = {
    "members: people invite end_membership withdraw devices new_device revoke_device":
        "ADMINISTRATOR MANAGER OPERATIONS",
    "hotspots: weekly weekly_csv weekly_geopackage weekly_files weekly_file weekly_letter": _WEEK,
    "hotspots: weekly_drift concentration concentration_csv concentration_geopackage survey_open":
        "OPERATIONS",
    "hotspots: contrast contrast_csv contrast_geojson contrast_geopackage":
        "ANALYST FUNDER OPERATIONS",
    "hotspots: trend trend_csv trend_geopackage": f"ANALYST FUNDER {_STAFF} OPERATIONS",
    "hotspots: funding funding_csv funding_geopackage funding_pack survey": "FUNDER OPERATIONS",
    "hotspots: funding_plans funding_plan_new funding_plan funding_freeze":
        "ADMINISTRATOR OPERATIONS",
    "incidents: triage triage_change triage_csv triage_gpkg incident": "OPERATIONS",
    "incidents: photo": f"{_STAFF} OPERATIONS",
    "incidents: my_reports still_happening notices notices_read notices_email": _STAFF,
    "members: training new_training training_session": "ADMINISTRATOR OPERATIONS",
    "incidents: vocabulary questions photo_period bearers new_bearer change_bearer":
        "ADMINISTRATOR OPERATIONS",
    "incidents: new_category change_category new_question change_question change_photo_period":
        "ADMINISTRATOR",
    "basemap basemap_tiles": _WITHIN,
}  # fmt: skip


def doors() -> dict[str, set[str]]:
    """Return who may pass, by route."""
    found = {}
    for routes, who in DOORS.items():
        space, _, names = routes.rpartition(": ")
        for name in names.split():
            found[f"{space}:{name}" if space else name] = set(who.split())
    return found


def wrong_door(route: str, people: dict[str, Client], town: Town) -> list[str]:
    """Return who passes a door that is not theirs, or does not pass their own."""
    takes, inner = guarded_views()[route]
    things = MISSING | town.things
    address = reverse(route, kwargs={name: things[name] for name in takes})
    wrong = []
    with empty_room(inner):
        for who in EVERYBODY:
            answer = people[who].get(address)
            if answer.status_code == 405:
                answer = people[who].post(address)
            if (answer.status_code == 200) != (who in doors()[route]):
                wrong.append(f"{route} {who}: {answer.status_code}")
    return wrong


@contextmanager
def empty_room(inner: Any) -> Iterator[None]:
    """Put nothing behind a door."""
    cell = inner.__closure__[inner.__code__.co_freevars.index("view")]
    before, cell.cell_contents = cell.cell_contents, lambda *_, **__: HttpResponse("through")
    try:
        yield
    finally:
        cell.cell_contents = before


def test_every_door_lets_in_whom_the_table_names_and_nobody_else() -> None:
    town = build_town("exampleton")
    people = browsers(town)

    wrong = [one for route in guarded_views() for one in wrong_door(route, people, town)]

    assert set(doors()) == set(guarded_views())
    assert wrong == []
