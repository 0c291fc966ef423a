"""P04: every address, every method, everybody, every relation: what comes of it is written down.

`matrix.toml` has no defaults. A new route fails this test until it has its rows. The cells are
walked with the real middleware, views and database; what a cell changes is rolled back.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse
from redis import Redis

from members.access import acting_in
from members.models import AuditEvent
from tests.trust.cast import MISSING, Town, browsers, build_town
from tests.trust.matrix import Cell, Route, read_cells, routes

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

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


@pytest.fixture
def towns(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Town, Town]]:
    """Two towns, with no limits on trying and no line in the log for each refusal."""
    logging.disable(logging.ERROR)
    settings.ACCOUNT_RATE_LIMITS = settings.MFA_RATE_LIMITS = False
    settings.REDIS_URL = "unix:///nonexistent/redis.sock"
    monkeypatch.setattr(Redis, "ping", lambda self: True)
    cache.clear()
    yield build_town("exampleton"), build_town("nextdoor")
    logging.disable(logging.NOTSET)


def area(route: str) -> str:
    """Return the part of the house that a route belongs to."""
    return re.split("[:_]", route)[0]


def test_every_cell_is_written_down(capsys: Any) -> None:
    told = Counter(cell.outcome for cell in read_cells())

    with capsys.disabled():
        outcomes = ", ".join(f"{count} × {outcome}" for outcome, count in told.most_common())
        print(f"\npermission matrix: {told.total()} cells of {len(routes())} routes: {outcomes}")


@pytest.mark.parametrize("part", sorted({area(name) for name in routes()}))
def test_every_cell_of_the_matrix(towns: tuple[Town, Town], part: str) -> None:
    own, other = towns
    people = browsers(own)
    wrong: list[str] = []

    for cell in read_cells():
        if area(cell.route.name) != part:
            continue
        for problem in _problems(cell, people[cell.who], own, other):
            wrong.append(f"{cell.route.name} {cell.method} {cell.who} {cell.relation}: {problem}")

    assert not wrong, f"{len(wrong)} cells are wrong:\n" + "\n".join(wrong[:60])


def _problems(cell: Cell, browser: Client, own: Town, other: Town) -> list[str]:
    named = _named(cell.route, cell.relation, own, other)
    answer, consulted = _ask(cell, browser, named, own)
    found = [] if _outcome(answer) == cell.outcome else [f"{_outcome(answer)}, not {cell.outcome}"]
    if cell.public:
        return found + _public_problems(cell, answer)
    secret = not cell.says_who and cell.outcome != "405"
    if cell.relation in {"other", "foreign"} and secret:
        unknown = _unknown(cell.route, cell.relation, own)
        twin, _ = _ask(cell, browser, unknown, own)
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


def _ask(cell: Cell, browser: Client, named: dict[str, Any], own: Town) -> tuple[Any, int]:
    """Try it, and count the readings that were written down; then undo all of it."""
    counts = cell.outcome != "405"
    cookies = browser.cookies.copy()
    with transaction.atomic():
        before = _readings(own) if counts else 0
        answer = browser.generic(cell.method, reverse(cell.route.name, kwargs=named))
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        consulted = _readings(own) - before if counts else 0
        transaction.set_rollback(True)
    browser.cookies = cookies
    answer.body = body
    return answer, consulted


def _readings(town: Town) -> int:
    with acting_in(town.district.pk):
        return AuditEvent.objects.filter(kind__in=_READING).count()


def _named(route: Route, relation: str, own: Town, other: Town) -> dict[str, Any]:
    """Return what the address names: the own town's things, or the other's."""
    things = {**MISSING, **(other if relation in {"other", "foreign"} else own).things}
    if relation == "foreign":
        things["district"] = own.district.slug
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
