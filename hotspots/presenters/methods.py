"""The methods page: what was kept of proofs and golden numbers, and the formulae, for reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from typing import Any, Final

from hotspots.presenters.method_texts import METHODS, Method
from members import formats

Json = Mapping[str, Any]

_LIBRARIES: Final = ("numpy", "scipy", "h3", "shapely", "pyproj")


@dataclass(frozen=True)
class GoldenRow:
    """One published number beside ours."""

    key: str
    what: str
    source: str
    expected: str
    found: str
    verdict: str


@dataclass(frozen=True)
class ProofRow:
    """One calibration: what was tried, what failed, when, and whether the code is the same."""

    name: str
    tried: str
    failed: str
    on: str
    code: str
    is_same_code: bool


@dataclass(frozen=True)
class MethodsPage:
    """Everything that `hotspots/methods.html` places."""

    methods: Sequence[Method]
    golden: list[GoldenRow]
    golden_said: str
    proofs: list[ProofRow]
    proofs_said: str
    codes: list[tuple[str, str]]
    libraries: list[tuple[str, str]]


def methods_page(kept: Json, standing: Sequence[Json], codes: Mapping[str, str]) -> MethodsPage:
    """Return the page.

    Parameters
    ----------
    kept : what `hotspots.proofs.read` returned.
    standing : its proofs with ``is_same_code``.
    codes : the code version of each kind of analysis, by its name.
    """
    return MethodsPage(
        methods=METHODS,
        golden=[_golden(one) for one in kept["golden"]],
        golden_said=_golden_said(kept),
        proofs=[_proof(one) for one in standing],
        proofs_said=_proofs_said(standing),
        codes=sorted(codes.items()),
        libraries=[(name, version(name)) for name in _LIBRARIES],
    )


def _golden(one: Json) -> GoldenRow:
    return GoldenRow(
        key=one["key"],
        what=one["what"],
        source=one["source"],
        expected=_numbers(one["expected"]),
        found=_numbers(one["found"]),
        verdict="met" if one["holds"] else "not met",
    )


def _numbers(values: Sequence[float]) -> str:
    return ", ".join(f"{value:.8g}" for value in values)


def _golden_said(kept: Json) -> str:
    if not kept["golden"]:
        return "No golden numbers were computed for this release."
    met = sum(one["holds"] for one in kept["golden"])
    day = formats.day(date.fromisoformat(kept["golden_on"]))
    return f"{met} of {len(kept['golden'])} met, computed by this code on {day}."


def _proof(one: Json) -> ProofRow:
    return ProofRow(
        name=_words(one["proof"]),
        tried=formats.whole(one["n"]),
        failed=f"{formats.whole(one['failures'])} ({100 * one['share']:.1f}%)",
        on=formats.day(date.fromisoformat(one["on"])),
        code=one["code_version"],
        is_same_code=one["is_same_code"],
    )


def _words(name: str) -> str:
    """Write the name of a proof as a sentence, its case in brackets."""
    words, *case = name.replace("_", " ").split("-", 1)
    sentence = words[0].upper() + words[1:]
    return f"{sentence} ({case[0].replace('-', ', ')})" if case else sentence


def _proofs_said(standing: Sequence[Json]) -> str:
    if not standing:
        return "No proofs were run for this release."
    days = sorted(one["on"] for one in standing)
    oldest, newest = (formats.day(date.fromisoformat(one)) for one in (days[0], days[-1]))
    when = f"on {newest}" if oldest == newest else f"between {oldest} and {newest}"
    changed = sum(not one["is_same_code"] for one in standing)
    if not changed:
        return f"Run {when}; the code under proof has not changed since."
    return (
        f"Run {when}. Of {len(standing)}, {changed} were run on code that has changed since: they "
        "are marked, and count for what they were."
    )
