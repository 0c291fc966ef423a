"""Recognise the two reference systems of a `.prj` file, without asking PROJ to read it.

A `.prj` is well-known text from a stranger, and PROJ follows file names and addresses in such
text. So a matcher of its own reads the few numbers that decide, and knows two answers.
"""

import math
import re
from collections.abc import Iterator, Sequence
from typing import Final

from layers.strict_text import InputRefused

_MAX_BYTES: Final = 4_000
_MAX_DEPTH: Final = 8
_TOKEN: Final = re.compile(
    r"""\s*(?:
        (?P<opens>[A-Za-z][A-Za-z0-9_]{0,40})\s*[\[(]
      | (?P<word>[A-Za-z][A-Za-z0-9_]{0,40})
      | (?P<text>"[^"\x00-\x1f]{0,120}")
      | (?P<number>[-+]?[0-9]{1,12}(?:\.[0-9]{0,20})?(?:[eE][-+]?[0-9]{1,2})?)
      | (?P<closes>[\])])
      | ,
    )""",
    re.ASCII | re.VERBOSE,
)

_DEGREE: Final = math.pi / 180.0
_SPHEROIDS: Final = {"WGS84": (6_378_137.0, 298.257223563), "AIRY": (6_377_563.396, 299.3249646)}
_NATIONAL_GRID: Final = {
    "false_easting": 400_000.0,
    "false_northing": -100_000.0,
    "central_meridian": -2.0,
    "scale_factor": 0.9996012717,
    "latitude_of_origin": 49.0,
}

Node = tuple[str, list[object]]


def srid_of(content: bytes) -> int:
    """Return 4326 or 27700 for the text of a `.prj` file that means one of these.

    Raises
    ------
    InputRefused
        If it means, or says, anything else.
    """
    if len(content) > _MAX_BYTES or not content.isascii():
        raise _unknown()
    root = _tree(content.decode("ascii").strip("\x00 \t\r\n"))
    if root[0] == "GEOGCS" and _is_geographic(root, "WGS84"):
        return 4326
    if root[0] == "PROJCS" and _is_national_grid(root):
        return 27700
    raise _unknown()


def _is_geographic(node: Node, spheroid: str) -> bool:
    return (
        _numbers(node, "DATUM", "SPHEROID") == list(_SPHEROIDS[spheroid])
        and _numbers(node, "PRIMEM") == [0.0]
        and _close(_numbers(node, "UNIT"), _DEGREE)
    )


def _is_national_grid(root: Node) -> bool:
    parameters = _parameters(root)
    return (
        _texts(root, "PROJECTION") == ["transverse_mercator"]
        and _is_geographic(_child(root, "GEOGCS"), "AIRY")
        and parameters.keys() == _NATIONAL_GRID.keys()
        and all(math.isclose(parameters[key], _NATIONAL_GRID[key]) for key in _NATIONAL_GRID)
        and _close(_numbers(root, "UNIT"), 1.0)
    )


def _parameters(root: Node) -> dict[str, float]:
    found = {}
    for name, values in _children(root):
        match values:
            case [str(key), float(number)] if name == "PARAMETER":
                found[key] = number
    return found


def _close(numbers: Sequence[float], wanted: float) -> bool:
    return len(numbers) == 1 and math.isclose(numbers[0], wanted, rel_tol=1e-9)


def _numbers(node: Node, *path: str) -> list[float]:
    """Return the plain numbers of the first descendant along a path of keywords."""
    for name in path:
        node = _child(node, name)
    return [value for value in node[1] if isinstance(value, float)]


def _texts(node: Node, name: str) -> list[str]:
    return [value for value in _child(node, name)[1] if isinstance(value, str)]


def _child(node: Node, name: str) -> Node:
    return next((child for child in _children(node) if child[0] == name), ("", []))


def _children(node: Node) -> Iterator[Node]:
    return (value for value in node[1] if isinstance(value, tuple))


def _tree(text: str) -> Node:
    """Parse well-known text into (keyword, values); a value is a node, a text or a number."""
    root: Node = ("", [])
    trail = [root]
    for opens, closes, value in _tokens(text):
        if opens:
            node: Node = (opens.upper(), [])
            trail[-1][1].append(node)
            trail.append(node)
        elif closes:
            trail.pop()
        elif value is not None:
            trail[-1][1].append(value)
        if not 1 <= len(trail) <= _MAX_DEPTH:
            raise _unknown()
    match root[1]:
        case [(str(name), list(values))] if len(trail) == 1:
            return name, values
    raise _unknown()


def _tokens(text: str) -> Iterator[tuple[str | None, bool, str | float | None]]:
    """Yield (keyword that opens a bracket, whether one closes, value) for each token."""
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise _unknown()
        at = found.end()
        number, words = found["number"], found["text"] or found["word"]
        value = float(number) if number else words and words.strip('"').casefold()
        yield found["opens"], found["closes"] is not None, value


def _unknown() -> InputRefused:
    return InputRefused(
        "The .prj file names neither WGS84 (EPSG:4326) nor British National Grid (EPSG:27700): "
        "export the boundary in one of them."
    )
