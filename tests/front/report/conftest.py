"""A scheme with a bakery of two people, and a phone's browser before a real server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connections
from playwright.sync_api import BrowserContext, Playwright, sync_playwright

from layers.models import PlaceName
from members.access import acting_in
from members.actions import NewOrganisation, NewPremises, add_member, add_organisations
from members.audiences import Audience
from members.models import District, Person
from tests.conftest import MOMENT
from tests.front.conftest import CHROMIUM, SOFTWARE_GL
from tests.front.report.page import Open
from tests.incidents.conftest import LAT, LNG, open_town


@pytest.fixture(autouse=True)
def _database_beside_a_browser(monkeypatch: pytest.MonkeyPatch, built: Path) -> None:
    # Playwright's loop runs in this thread; the queries here never do at the same time.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    # The server's threads outlive a test; a connection kept by one would hold the database.
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    cache.clear()


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running
        # While Playwright's loop runs, Django opens connections of their own: end them inside it.
        connections.close_all()


@pytest.fixture
def scheme(make_district: Callable[..., District], make_person: Callable[..., Person]) -> District:
    """A district with a boundary, a shop with one address and two people of it, committed."""
    district = open_town(make_district())
    with acting_in(district.pk):
        PlaceName.objects.create(
            district=district, name="Example Square", kind="SQUARE", source="invented",
            point=f"SRID=4326;POINT({LNG + 0.001} {LAT})",
        )  # fmt: skip
        shop = add_organisations(
            district=district,
            organisations=[
                NewOrganisation(
                    name="Invented Bakery",
                    kind="LEVY_PAYER",
                    starts_on=date(2020, 1, 1),
                    premises=[
                        NewPremises(name="Invented Bakery", street="Example Row", lng=LNG, lat=LAT)
                    ],
                )
            ],
            by="test",
            at=MOMENT,
        )[0]
    for name in ("merrily", "magnus"):
        add_member(
            district=district,
            person=make_person(f"{name}@example.invalid"),
            audience=Audience.MEMBER,
            organisation=shop,
            starts_on=date(2020, 1, 1),
            by="test",
            at=MOMENT,
        )
    return district


# A proxy that is not there: unlike the browser's own switch it cuts off service workers from
# their first moment, too.
_NO_WAY_OUT = ["--proxy-server=http://127.0.0.1:9", "--proxy-bypass-list=<-loopback>"]


@pytest.fixture
def phone(
    playwright: Playwright, live_server: Any, scheme: District, tmp_path: Path
) -> Iterator[Open]:
    """Return an opener of a phone's browser, whose profile stays when it is closed."""
    opened: list[BrowserContext] = []

    def open_browser(*, cut_off: bool = False, **options: Any) -> BrowserContext:
        context = playwright.chromium.launch_persistent_context(
            tmp_path / "profile",
            executable_path=CHROMIUM,
            args=[*SOFTWARE_GL, *(_NO_WAY_OUT if cut_off else [])],
            base_url=live_server.url,
            **({"viewport": {"width": 390, "height": 844}} | options),
        )
        opened.append(context)
        return context

    yield open_browser
    for context in opened:
        context.close()
