"""P04: every address, every method, everybody, every relation: what comes of it is written down.

`matrix.toml` has no defaults. A new route fails this test until it has its rows. The cells are
walked with the real middleware, views and database; what a cell changes is rolled back.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from redis import Redis

from members.access import acting_in
from members.models import AuditEvent
from tests.trust.cast import MISSING, Town, browsers, build_town, is_about
from tests.trust.matrix import Cell, Route, cells_of, read_cells, routes

pytestmark = pytest.mark.slow

#: P32: on whatever is answered, to whomever.
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


_READING = (AuditEvent.Kind.CONSULTATION, AuditEvent.Kind.DISCLOSURE)

#: Drawn anew for every answer, and so no sign of anything.
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')


#: No limits on trying, and no question to Redis.
_UNLIMITED = {
    "ACCOUNT_RATE_LIMITS": False,
    "MFA_RATE_LIMITS": False,
    "REDIS_URL": "unix:///nonexistent/redis.sock",
}


@dataclass(frozen=True)
class World:
    """Two towns, and everybody of the first; whatever a cell does to them is undone."""

    own: Town
    other: Town
    people: dict[str, Client]

    @cached_property
    def readings(self) -> int:
        """How many readings were written down before any cell, and so before each."""
        return _readings(self.own)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One world for all routes, never committed; no line in the log for each refusal."""
    logging.disable(logging.ERROR)
    with (
        override_settings(**_UNLIMITED),
        pytest.MonkeyPatch.context() as patch,
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        patch.setattr(Redis, "ping", lambda self: True)
        cache.clear()
        made = World(own := build_town("exampleton"), build_town("nextdoor"), browsers(own))
        for browser in made.people.values():
            is_about(browser)
        yield made
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


def test_every_cell_is_written_down(capsys: Any) -> None:
    told = Counter(cell.outcome for cell in read_cells())

    with capsys.disabled():
        outcomes = ", ".join(f"{count} × {outcome}" for outcome, count in told.most_common())
        print(f"\npermission matrix: {told.total()} cells of {len(routes())} routes: {outcomes}")


@pytest.mark.parametrize("route", sorted(routes()))
def test_every_cell_of_the_matrix(world: World, route: str) -> None:
    wrong: list[str] = []

    for cell in cells_of(route):
        for problem in _problems(cell, world):
            wrong.append(f"{cell.route.name} {cell.method} {cell.who} {cell.relation}: {problem}")

    assert not wrong, f"{len(wrong)} cells are wrong:\n" + "\n".join(wrong[:60])
    assert _readings(world.own) == world.readings, "a cell was not undone"


def _problems(cell: Cell, world: World) -> list[str]:
    named = _named(cell.route, cell.relation, world)
    answer, consulted = _ask(cell, named, world)
    found = [] if _outcome(answer) == cell.outcome else [f"{_outcome(answer)}, not {cell.outcome}"]
    if cell.public:
        return found + _public_problems(cell, answer)
    secret = not cell.says_who and cell.outcome != "405"
    if cell.relation in {"other", "foreign"} and secret:
        unknown = _unknown(cell.route, cell.relation, world.own)
        twin, _ = _ask(cell, unknown, world)
        if _likeness(twin, unknown) != _likeness(answer, named):
            found.append("differs from what is not there")
    if consulted != int(cell.personal and cell.outcome in {"200", "302"}):
        found.append(f"{consulted} rows in the audit trail")
    found += [f"{name} is missing" for name, value in _HEADERS.items() if answer.get(name) != value]
    if "no-store" not in answer.get("Cache-Control", "") and cell.route.takes:
        found.append("may be cached")
    return found


def _public_problems(cell: Cell, answer: Any) -> list[str]:
    """What everybody may read is the same for everybody, and tells nobody's cookie."""
    as_stranger = Client(raise_request_exception=False)
    twin = as_stranger.generic(cell.method, answer.request["PATH_INFO"])
    found = [] if twin.content == answer.body else ["differs from what a stranger gets"]
    if answer.cookies or "Cookie" in answer.get("Vary", ""):
        found.append("knows its reader")
    if not answer.get("Cache-Control", "").startswith("public,"):
        found.append("may not be kept")
    return found


def _ask(cell: Cell, named: dict[str, Any], world: World) -> tuple[Any, int]:
    """Try it, and count the readings that were written down; then undo all of it."""
    browser, before = world.people[cell.who], world.readings
    cookies = browser.cookies.copy()
    with transaction.atomic():
        answer = browser.generic(cell.method, reverse(cell.route.name, kwargs=named))
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        consulted = _readings(world.own) - before if cell.outcome != "405" else 0
        transaction.set_rollback(True)
    browser.cookies = cookies
    answer.body = body
    return answer, consulted


def _readings(town: Town) -> int:
    with acting_in(town.district.pk):
        return AuditEvent.objects.filter(kind__in=_READING).count()


def _named(route: Route, relation: str, world: World) -> dict[str, Any]:
    """Return what the address names: the own town's things, or the other's."""
    town = world.other if relation in {"other", "foreign"} else world.own
    things = {**MISSING, **town.things}
    if relation == "foreign":
        things["district"] = world.own.district.slug
    return {name: things[name] for name in route.takes}


def _unknown(route: Route, relation: str, own: Town) -> dict[str, Any]:
    """Return names of the same kind that nothing has; where foreign, in the own town."""
    named = {name: MISSING[name] for name in route.takes}
    return named | ({"district": own.district.slug} if relation == "foreign" else {})


def _outcome(answer: Any) -> str:
    if answer.status_code == 302 and answer["Location"].startswith("/account/login/"):
        return "login"
    return str(answer.status_code)


def _likeness(answer: Any, named: dict[str, Any]) -> tuple[Any, ...]:
    """Return all that can be seen of an answer; an address repeated to its asker tells nothing."""
    seen = answer.get("Location", "")
    for name, value in named.items():
        seen = seen.replace(str(value), name)
    return answer.status_code, _TOKEN.sub(b"", answer.body), seen, answer.get("Content-Type")
