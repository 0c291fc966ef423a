"""What was made of a snapshot is made once, thrown out in time, and never mixed up."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from hotspots.shelf import Shelf


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_thing_is_made_once() -> None:
    shelf, made = Shelf(Clock()), []

    for _ in range(3):
        shelf.get((1, "PUBLIC", "page"), lambda: made.append(1) or b"page")  # type: ignore[func-returns-value]

    assert made == [1]


def test_every_part_of_the_key_tells_things_apart() -> None:
    shelf = Shelf(Clock())
    keys = [(1, "PUBLIC", "a"), (2, "PUBLIC", "a"), (1, "FUNDER", "a"), (1, "PUBLIC", "b")]

    bodies = [shelf.get(key, repr(key).encode).body for key in keys]

    assert bodies == [repr(key).encode() for key in keys]
    assert [shelf.get(key, bytes).body for key in keys] == bodies


def test_a_thing_is_made_anew_after_a_while() -> None:
    clock = Clock()
    shelf = Shelf(clock, seconds=300)
    shelf.get((1, "PUBLIC", "page"), lambda: b"old")

    clock.now = 299
    before = shelf.get((1, "PUBLIC", "page"), lambda: b"new").body
    clock.now = 300
    after = shelf.get((1, "PUBLIC", "page"), lambda: b"new").body

    assert (before, after) == (b"old", b"new")


def test_what_was_not_asked_for_longest_makes_room() -> None:
    shelf = Shelf(Clock(), most_bytes=20)
    for name in ("a", "b"):
        shelf.get((1, "PUBLIC", name), lambda: bytes(10))
    shelf.get((1, "PUBLIC", "a"), lambda: b"")

    shelf.get((1, "PUBLIC", "c"), lambda: bytes(10))

    assert shelf.get((1, "PUBLIC", "a"), lambda: b"again").body == bytes(10)
    assert shelf.get((1, "PUBLIC", "b"), lambda: b"again").body == b"again"


def test_one_thing_larger_than_the_shelf_is_still_given() -> None:
    assert Shelf(Clock(), most_bytes=1).get((1, "PUBLIC", "a"), lambda: b"large").body == b"large"


def test_a_crowd_has_a_thing_made_once() -> None:
    shelf, made, go = Shelf(Clock()), [], Event()

    def make() -> bytes:
        go.wait(5)
        made.append(1)
        return b"page"

    with ThreadPoolExecutor(8) as crowd:
        asked = [crowd.submit(shelf.get, (1, "PUBLIC", "page"), make) for _ in range(8)]
        go.set()

    assert {one.result().body for one in asked} == {b"page"}
    assert made == [1]


def test_what_could_not_be_made_is_tried_again() -> None:
    shelf = Shelf(Clock())

    def fail() -> bytes:
        raise OSError("away")

    with pytest.raises(OSError, match="away"):
        shelf.get((1, "PUBLIC", "page"), fail)

    assert shelf.get((1, "PUBLIC", "page"), lambda: b"page").body == b"page"
