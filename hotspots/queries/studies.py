"""What every kind of analysis has in common: how it is chosen, read, computed and shown.

A study is a record of plain functions. Building, verifying and disclosing are written once, in
`hotspots.actions` and `hotspots.queries.verification`, and work for every study alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version
from types import ModuleType
from typing import Any, Final

from hotspots.canonical import code_version, sha256_of
from hotspots.models import Analysis
from hotspots.payloads import Facts
from hotspots.recipe import Result
from members.audiences import Audience
from members.models import District

Json = dict[str, Any]

# Their digits are part of the answer.
_LIBRARIES: Final = ("numpy", "scipy", "h3", "shapely", "pyproj")


class NothingToBuild(LookupError):
    """The district lacks something that an analysis needs; the message says what."""


@dataclass(frozen=True)
class Asked:
    """What somebody wants an analysis of: half-open dates, and options of the kind."""

    district: District
    start: date
    end: date
    known_at: datetime
    options: Mapping[str, Any]


@dataclass(frozen=True)
class Loaded:
    """Ingredients, what they are called in a payload, and their fingerprints."""

    ingredients: Any
    fingerprints: Json
    context: Json  # what is said beside the numbers


def _none_amiss(_: Analysis) -> list[str]:
    return []


@dataclass(frozen=True)
class Study:
    """One kind of analysis.

    Attributes
    ----------
    kind : one of `Analysis.Kind`.
    choose : from what is asked, the parameters: plain JSON. Its ``choice`` names by id all that
        is read, with ``boundary_id`` among it. Raises `NothingToBuild` with a sentence.
    load : reads exactly what parameters name, now or years later.
    compute : plain; from ingredients, seed and parameters. Same arguments, same digits.
    payload : plain; what one audience may see, from facts and the stored cells.
    readers : the audiences that may be given it.
    sources : the modules that its numbers pass through; their bytes are the code version.
    identity : names of parameters that tell analyses of one period apart.
    unsealed : names of parameters that change no number.
    guarded_for : audiences from whom small counts are hidden. They share the first view of a
        period, and never get two that overlap. The result then has ``members``, a total.
    amiss : what is wrong with a stored analysis that recomputing it would not show.
    """

    kind: Analysis.Kind
    choose: Callable[[Asked], Json]
    load: Callable[[District, Mapping[str, Any]], Loaded]
    compute: Callable[[Any, int, Mapping[str, Any]], Result]
    payload: Callable[[Facts, Sequence[Mapping[str, Any]], Audience], Json]
    readers: frozenset[Audience]
    sources: Sequence[ModuleType]
    identity: tuple[str, ...] = ()
    unsealed: frozenset[str] = frozenset()
    guarded_for: frozenset[Audience] = frozenset()
    amiss: Callable[[Analysis], list[str]] = _none_amiss

    @property
    def code_version(self) -> str:
        """Return the fingerprint of the modules that compute."""
        return code_version(self.sources)

    def parameters(self, asked: Asked) -> Json:
        """Return what is chosen, with the libraries that do the arithmetic."""
        libraries = {name: version(name) for name in _LIBRARIES}
        return {**self.choose(asked), "libraries": libraries}

    def inputs_sha256(self, fingerprints: Mapping[str, Any], parameters: Mapping[str, Any]) -> str:
        """Return the fingerprint of all that changes the numbers of an analysis.

        The choice stands in the fingerprints already.
        """
        left_out = {"choice", *self.unsealed}
        rest = {name: parameters[name] for name in parameters if name not in left_out}
        return sha256_of([fingerprints, rest])


def seed_of(start: date, end: date) -> int:
    """Return the seed of a period, so that all may check it.

    For whole months: the last month and their number. For other spans: the last day and the
    number of days.
    """
    if start.day == end.day == 1:
        months = (end.year - start.year) * 12 + end.month - start.month
        last = end.year * 12 + end.month - 2
        return int(f"{last // 12}{last % 12 + 1:02d}{months:02d}")
    last_day = date.fromordinal(end.toordinal() - 1)
    return int(f"{last_day:%Y%m%d}{(end - start).days:03d}")
