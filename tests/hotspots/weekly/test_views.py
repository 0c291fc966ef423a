"""The page of a week, tried by those who read it and those who do not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hotspots import actions, queries
from hotspots.models import Analysis
from hotspots.presenters.weekly import picture
from hotspots.weekly.cutting import VERSIONS
from members.audiences import WEEK_READERS, Audience
from tests.front import weekly_payloads
from tests.hotspots.weekly.conftest import MONDAY, SQUARE

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def weeks(northampton, send):
    """Three weeks of the real district, with invented reports."""
    send([0, 0, 0, 1, 1, 2])
    send([0] * 4, at=(SQUARE[0] + 0.004, SQUARE[1]), shop=1)
    actions.build_due_weeks(district=northampton, by="test", at=MONDAY)
    return northampton


@pytest.fixture
def read(make_member):
    """Return a reader of the page, or of a file of it, as an audience of the district."""
    clients: dict[Audience, Client] = {}

    def reader(district, audience: Audience, name: str = "weekly", **query: str) -> Any:
        if audience not in clients:
            clients[audience] = Client()
            clients[audience].force_login(make_member(district, audience))
        return clients[audience].get(reverse(f"hotspots:{name}", args=[district.slug]), query)

    return reader


def test_every_reader_has_a_version_and_nobody_else() -> None:
    assert frozenset(VERSIONS) == WEEK_READERS == queries.WEEKLY.readers


def test_before_anything_is_built_the_page_says_what_comes(northampton, read) -> None:
    answer = read(northampton, Audience.OPERATIONS)

    assert answer.status_code == 200
    assert "No week has been built yet" in answer.text


def test_the_last_week_is_shown_by_default(weeks, read) -> None:
    answer = read(weeks, Audience.OPERATIONS)

    assert "Week 46, 9 to 15 November 2026" in answer.text
    assert "7 reports from" in answer.text
    assert "4 of 4 from one business" in answer.text
    assert "What this cannot tell you" in answer.text


def test_a_week_is_asked_for_by_its_name_and_no_other_exists(weeks, read) -> None:
    assert "Week 45, 2 to 8 November" in read(weeks, Audience.OPERATIONS, week="2026-W45").text
    for name in ("2026-W40", "2026-w45", "2026-W99", "", "2026-11-02", "../", "2026-W45 "):
        assert read(weeks, Audience.OPERATIONS, week=name).status_code == 404, name


def test_two_weeks_stand_side_by_side_and_no_difference_is_stated(weeks, read) -> None:
    answer = read(weeks, Audience.OPERATIONS, week="2026-W46", beside="2026-W44")

    assert "Two weeks side by side" in answer.text
    assert "A difference between the two is not stated" in answer.text
    assert read(weeks, Audience.OPERATIONS, beside="2026-W01").status_code == 404


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ("board", "nothing of who reported"),
        ("briefing", "The version for a room"),
        ("members", "The members&#x27; version"),
    ],
)
def test_operations_look_at_what_others_are_given(weeks, read, version: str, words: str) -> None:
    answer = read(weeks, Audience.OPERATIONS, version=version)

    assert words in answer.text
    assert "one business" not in answer.text
    assert f"version={version}" in answer.text, "the links keep the version"


@pytest.mark.parametrize("audience", [Audience.MEMBER, Audience.ADMINISTRATOR])
def test_nobody_else_chooses_a_version(weeks, read, audience: Audience) -> None:
    assert read(weeks, audience, version="board").status_code == 404
    assert read(weeks, Audience.OPERATIONS, version="operations").status_code == 404


def test_members_read_classes_and_how_many_are_their_own(weeks, read) -> None:
    answer = read(weeks, Audience.MEMBER)

    assert "0 of them are yours" in answer.text
    assert "Hexagon by hexagon" not in answer.text
    assert "What to ask of whom" not in answer.text
    assert "one business" not in answer.text


def test_each_reader_takes_away_the_version_that_the_page_shows(weeks, read) -> None:
    ours = read(weeks, Audience.OPERATIONS, "weekly_csv", week="2026-W46")
    rooms = read(weeks, Audience.OPERATIONS, "weekly_csv", week="2026-W46", version="briefing")
    theirs = read(weeks, Audience.INTELLIGENCE, "weekly_csv", week="2026-W46")

    assert ours.headers["Content-Disposition"].endswith('weekly-northampton-2026-W46.csv"')
    assert ours.content != rooms.content
    assert rooms.content == theirs.content
    counts = [row.split(",")[5] for row in theirs.text.splitlines()[1:]]
    assert set(counts) == {""}, "a room is given classes"
    assert read(weeks, Audience.MEMBER, "weekly_csv", version="board").status_code == 404
    assert read(weeks, Audience.OPERATIONS, "weekly_csv", week="2026-W01").status_code == 404


def test_the_page_leads_to_the_files_of_what_it_shows(weeks, read) -> None:
    page = read(weeks, Audience.OPERATIONS, week="2026-W45", version="members")

    assert "weekly.csv?version=members&amp;week=2026-W45" in page.text
    assert "weekly.gpkg?version=members&amp;week=2026-W45" in page.text
    package = read(weeks, Audience.OPERATIONS, "weekly_geopackage")
    assert package.content.startswith(b"SQLite format 3")


def test_before_anything_is_built_there_is_no_file(northampton, read) -> None:
    assert read(northampton, Audience.OPERATIONS, "weekly_csv").status_code == 404


def test_a_page_reads_what_is_stored_and_computes_nothing(
    weeks, read, monkeypatch, django_assert_max_num_queries
) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("a request computed something")

    for name in ("hotspots.weekly.recipe.compute_week", "hotspots.weekly.cutting.week_payload"):
        monkeypatch.setattr(name, never)

    read(weeks, Audience.OPERATIONS)  # made and signed in outside the count
    with django_assert_max_num_queries(28):
        assert read(weeks, Audience.OPERATIONS).status_code == 200


def test_the_hexagons_of_a_week_are_small(weeks) -> None:
    """Under 60 kB as the map is given them, for twice the hexagons of this town as well."""
    payload = queries.payload_of(weeks, Analysis.Kind.WEEKLY, Audience.OPERATIONS)
    models = [
        picture.model(one, basemap_url="/", tiles={})
        for one in (payload, {**payload, "cells": [*payload["cells"], *payload["fine"]]})
    ]

    assert all(len(json.dumps(model)) < 60_000 for model in models)


def test_the_page_needs_no_key_that_a_version_lacks() -> None:
    """Every sample of every version is placed whole."""
    from hotspots.presenters.weekly import beside, page

    for sample in (weekly_payloads.payload, weekly_payloads.quiet, weekly_payloads.members):
        ground = {"features": []}
        assert page.week_page(sample(), ground, {}).week
        assert beside.beside(sample(), weekly_payloads.earlier(), ground).pairs is not None
