"""P17: nobody is given what was made for somebody else, whatever they say they have already."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from members.audiences import Audience
from tests.conftest import MOMENT, ROOT
from tests.trust.attacker.towns import Town, build, publish, take_official_months
from tests.trust.cast import join

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PUBLIC = ("map/", "map/public-map.csv", "map/public-map.geojson", "map/public-map.gpkg")
CONTRAST = (
    "contrast/",
    "contrast/contrast.csv",
    "contrast/contrast.geojson",
    "contrast/contrast.gpkg",
)
READERS = (Audience.OPERATIONS, Audience.FUNDER, Audience.ANALYST)
ENCODINGS = ("gzip", "", "br, gzip;q=0.5")


@pytest.fixture
def towns(tmp_path: Path) -> tuple[Town, Town]:
    take_official_months(tmp_path)
    made = build(1), build(2)
    for town in made:
        publish(town, MOMENT)
    return made


def people(towns: tuple[Town, Town]) -> dict[str, tuple[Town, Client]]:
    """Return a browser of every reader of both towns, and of a stranger to each."""
    found = {}
    for town in towns:
        found[f"{town.district.slug} stranger"] = (town, Client())
        for audience in READERS:
            browser = Client()
            email = f"{audience.value.lower()}@{town.district.slug}.invalid"
            browser.force_login(join(town.district, audience, email, None))
            found[f"{town.district.slug} {audience.value}"] = (town, browser)
    return found


def ask(browser: Client, town: Town, page: str, **headers: str) -> Any:
    return browser.get(f"/d/{town.district.slug}/{page}", headers=headers)


def test_no_validator_of_another_reader_is_ever_honoured(towns: tuple[Town, Town]) -> None:
    everybody = people(towns)
    told = {
        (name, page): ask(browser, town, page, **{"Accept-Encoding": encoding})
        for name, (town, browser) in everybody.items()
        for page in (*PUBLIC, *CONTRAST)
        for encoding in ENCODINGS[:1]
    }

    pairs = 0
    for first, second in permutations(everybody, 2):
        (own, browser), (other, _) = everybody[second], everybody[first]
        for page in (*PUBLIC, *CONTRAST):
            tag = told[first, page].headers.get("ETag")
            if tag is None:
                continue
            again = ask(browser, own, page, **{"If-None-Match": tag, "Accept-Encoding": "gzip"})
            pairs += 1
            if own is other and page in PUBLIC:
                assert again.status_code == 304  # the same bytes for everybody
            else:
                assert again.status_code != 304
                assert again.content != told[first, page].content
    assert pairs > 100


def test_what_names_its_reader_is_kept_by_nobody(towns: tuple[Town, Town]) -> None:
    for name, (town, browser) in people(towns).items():
        for page in CONTRAST:
            answer = ask(browser, town, page)
            assert answer["Cache-Control"] == "no-store", (name, page)
            assert "ETag" not in answer
            assert "Last-Modified" not in answer


def test_each_reader_is_given_their_own_cut_whoever_came_before(towns: tuple[Town, Town]) -> None:
    """The shelf is shared by all of a process, so its key has to tell all of them apart."""
    everybody = people(towns)
    kinds = {}
    for _ in range(2):
        for name, (town, browser) in everybody.items():
            if "stranger" in name:
                continue
            text = ask(browser, town, "contrast/contrast.geojson").json()
            page = ask(browser, town, "contrast/").content.decode()
            assert text["audience"] == name.split()[1]
            assert text["analysis"] in page
            assert town.district.slug in page
            kinds.setdefault(name, set()).add(page.partition("<main")[2])
    assert all(len(pages) == 1 for pages in kinds.values())
    operations = kinds["town-1 OPERATIONS"]
    assert operations.isdisjoint(kinds["town-1 FUNDER"])


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_public_answers_say_on_what_they_hang(towns: tuple[Town, Town], encoding: str) -> None:
    for page in PUBLIC:
        answer = ask(Client(), towns[0], page, **{"Accept-Encoding": encoding})
        assert answer["Vary"] == "Accept-Encoding"
        assert ("Content-Encoding" in answer) == ("gzip" in encoding)
        assert not answer.cookies


def test_no_cache_middleware_is_used() -> None:
    used = [name for name in settings.MIDDLEWARE if "cache" in name.lower()]
    apps = [path.parent for path in ROOT.glob("*/apps.py")]
    named = [
        path
        for app in apps
        for path in app.rglob("*.py")
        if any(word in path.read_text() for word in ("cache_page", "UpdateCacheMiddleware"))
    ]

    assert len(apps) > 4
    assert used == []
    assert named == []
