"""Read the permission matrix: every cell of it is written down, or it is refused."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.urls import URLPattern, URLResolver, get_resolver

from tests.trust.cast import EVERYBODY

FILE: Final = Path(__file__).with_name("matrix.toml")
METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


@dataclass(frozen=True)
class Route:
    """One address pattern: its name, and what it names."""

    name: str
    takes: tuple[str, ...]

    @property
    def relations(self) -> tuple[str, ...]:
        """Return whose things can be asked for here.

        `own` district, `other` district; `foreign`: a thing of the other district at an address
        of the own one; `none` where no district is named. `shared` will be a fifth as soon as
        districts can have agreements with each other; there are none yet.
        """
        if "district" not in self.takes:
            return ("none",)
        return ("own", "other", "foreign") if len(self.takes) > 1 else ("own", "other")


@dataclass(frozen=True)
class Cell:
    """One thing that somebody tries, and what has to come of it."""

    route: Route
    method: str
    who: str
    relation: str
    outcome: str
    personal: bool
    public: bool
    # The page shows nobody's data and may say that the district exists, as the public map does.
    says_who: bool


def routes() -> dict[str, Route]:
    """Return every route that the project answers, by its name."""
    found = [Route(name, takes) for name, takes in _walk(get_resolver(), "", ())]
    assert len({one.name for one in found}) == len(found), "two routes have one name"
    return {one.name: one for one in found}


def _walk(
    resolver: URLResolver, space: str, taken: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for entry in resolver.url_patterns:
        takes = taken + tuple(entry.pattern.regex.groupindex)
        if isinstance(entry, URLPattern):
            yield f"{space}{entry.name}", takes
        else:
            inner = f"{entry.namespace}:" if entry.namespace else ""
            yield from _walk(entry, space + inner, takes)


def read_cells() -> list[Cell]:
    """Return all cells of the file.

    Raises
    ------
    AssertionError
        For a cell that is missing, or written twice, or of a route that is not there.
    """
    file = tomllib.loads(FILE.read_text(encoding="utf-8"))
    known, cells = routes(), {}
    for row in file["row"]:
        for cell in _cells(row, known, file["sets"]):
            key = (cell.route.name, cell.method, cell.relation, cell.who)
            assert key not in cells, f"written twice: {key}"
            cells[key] = cell
    wanted = {
        (route.name, method, relation, who)
        for route in known.values()
        for method in METHODS
        for relation in route.relations
        for who in EVERYBODY
    }
    missing = sorted(wanted - set(cells))
    assert not missing, f"{len(missing)} cells are not in matrix.toml, the first: {missing[:5]}"
    return list(cells.values())


@cache
def _cells_by_route() -> dict[str, list[Cell]]:
    found: dict[str, list[Cell]] = {}
    for cell in read_cells():
        found.setdefault(cell.route.name, []).append(cell)
    return found


def cells_of(route: str) -> list[Cell]:
    """Return the cells of one route."""
    return _cells_by_route()[route]


_FLAGS = ("personal", "public", "says_who")


def _cells(
    row: dict[str, Any], known: dict[str, Route], sets: dict[str, list[str]]
) -> Iterator[Cell]:
    for name in row["routes"]:
        assert name in known, f"there is no route {name}"
        route = known[name]
        for relation in route.relations:
            # "any" says outright that the relation makes no difference.
            told = row["any"] if "any" in row else row[relation]
            for outcome, people in told.items():
                for who in _people(people, sets):
                    for method in row["methods"]:
                        flags = [row.get(flag, False) for flag in _FLAGS]
                        yield Cell(route, method, who, relation, outcome, *flags)


def _people(named: list[str], sets: dict[str, list[str]]) -> set[str]:
    """Return who is meant: `@name` is a set of the file, `-name` takes somebody out again."""
    found: set[str] = set()
    for name in named:
        if name.startswith("-"):
            assert name[1:] in found, f"{name[1:]} was not in"
            found.remove(name[1:])
        else:
            more = sets[name[1:]] if name.startswith("@") else [name]
            assert not found & set(more), f"{name} is in twice"
            assert set(more) <= set(EVERYBODY), f"there is no {name}"
            found |= set(more)
    return found
