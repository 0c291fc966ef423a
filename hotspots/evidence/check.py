"""Check a pack offline: safe to open, signed, whole, and every figure made again from its counts.

No database, no settings, no network. What does not hold is named.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from math import isclose
from typing import Any, Final

from hotspots.canonical import sha256_of
from hotspots.evaluation.fitting import NotFitted
from hotspots.evidence.archive import PackRefused, unpacked
from hotspots.evidence.contents import (
    FORMAT,
    MANIFEST,
    READABLE,
    SIGNATURE,
    flattened,
    sha256,
)
from hotspots.evidence.process_sheet import process_of
from hotspots.evidence.sheets import SheetRefused, counts_of, figures_of, text_of
from hotspots.evidence.signing import is_signed, key_id_of
from hotspots.funding.figures import TooFewToEvaluate
from hotspots.funding.figures import figures_of as official_figures
from hotspots.funding.process import process_figures
from hotspots.funding.recipe import design_of
from hotspots.periods import begins_at

Json = dict[str, Any]

NEEDED: Final = frozenset(
    {
        *("counts.csv", "process.csv", "figures.json", "figures.csv", "plan.json"),
        *("parameters.json", "boundary.json", "evidence.pdf", "areas.gpkg", "keys.json"),
        *("method.txt", "readme.txt", MANIFEST, SIGNATURE),
    }
)
# Another version of numpy or scipy may round the last digits differently.
_CLOSE: Final = 1e-9
_MOST_DEPTH: Final = 40


@dataclass
class Checked:
    """What a check found; `holds` only if nothing at all is amiss."""

    key_id: str = ""
    signature: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    stamp: list[str] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)
    recomputed: int = 0

    @property
    def holds(self) -> bool:
        """Return whether signature, files, stamp and every figure hold."""
        return not (self.signature or self.files or self.stamp or self.figures)


def check(content: bytes, published: Mapping[str, str] | None = None) -> Checked:
    """Check a pack.

    Parameters
    ----------
    content : bytes
        The zip.
    published : mapping of key id to public key, optional
        The keys that the publisher names; without them the key inside is taken at its word.

    Raises
    ------
    PackRefused
        If it is not safe to open, or not a pack at all.
    """
    files = unpacked(content)
    if missing := sorted(NEEDED - set(files)):
        raise PackRefused(f"This is no evidence pack: {', '.join(missing)} is missing.")
    try:
        plain = {name: _json(files[name]) for name in files if name.endswith(".json")}
        return _checked(files, plain, published)
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise PackRefused(f"A file of the pack is not of its form: {error!r}") from error


def _checked(
    files: Mapping[str, bytes], plain: Mapping[str, Json], published: Mapping[str, str] | None
) -> Checked:
    found = Checked(key_id=str(plain[SIGNATURE]["key_id"]))
    found.signature = _signature(files[MANIFEST], plain[SIGNATURE], published)
    found.files = _files(files, plain[MANIFEST])
    found.stamp = _stamp(plain["plan.json"], plain["parameters.json"]["stamp"])
    _recompute(files, plain, found)
    return found


def _json(content: bytes) -> Json:
    try:
        value = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise PackRefused(f"A file of the pack is no JSON: {error}") from error
    if not isinstance(value, dict):
        raise PackRefused("A file of the pack is not of its form.")
    return value


def _signature(
    manifest: bytes, signature: Mapping[str, Any], published: Mapping[str, str] | None
) -> list[str]:
    public, key_id = str(signature["public"]), str(signature["key_id"])
    if not is_signed(manifest, str(signature["signature"]), public):
        return ["the signature is not that of this manifest"]
    if key_id_of(public) != key_id:
        return ["the key id is not that of the key"]
    if published is not None and published.get(key_id) != public:
        return [f"key {key_id} is not among the published keys"]
    return []


def _files(files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> list[str]:
    if manifest["format"] != FORMAT or manifest["schema"] not in READABLE:
        raise PackRefused("This pack is of another format or schema.")
    listed = manifest["files"]
    present = set(files) - {MANIFEST, SIGNATURE}
    amiss = [f"{name} is not in the manifest" for name in sorted(present - set(listed))]
    amiss += [f"{name} is missing" for name in sorted(set(listed) - present)]
    return amiss + [
        f"{name} is not the file that was signed"
        for name in sorted(present & set(listed))
        if sha256(files[name]) != listed[name]["sha256"]
    ]


def _stamp(frozen: Json, stamp: Mapping[str, Any]) -> list[str]:
    amiss = []
    if sha256_of(frozen) != stamp["sha256"]:
        amiss.append("the plan is not the one that was stamped")
    try:
        at = datetime.fromisoformat(stamp["frozen_at"])
        begins = begins_at(date.fromisoformat(frozen["plan"]["after_start"]))
    except ValueError:
        return [*amiss, "the moment of the stamp is none"]
    if (at >= begins) is not stamp["late"]:
        amiss.append("whether the plan was frozen late")
    return amiss


def _recompute(files: Mapping[str, bytes], plain: Mapping[str, Json], found: Checked) -> None:
    """Make every figure again from the counts, and name those that do not come out."""
    told = dict(flattened(plain["figures.json"]))
    try:
        again = dict(flattened(_figures(files, plain)))
    except (SheetRefused, TooFewToEvaluate, NotFitted, ValueError) as error:
        found.figures = [f"no figure can be made from these counts: {error}"]
        return
    found.recomputed = len(again)
    wrong = {name for name in {*told, *again} if not _same(told, again, name)}
    try:
        sheet = figures_of(files["figures.csv"])
    except SheetRefused as error:
        found.figures = [*sorted(wrong), f"figures.csv: {error}"]
        return
    printed = {name: text_of(value) for name, value in told.items()}
    wrong |= {name for name in {*printed, *sheet} if printed.get(name) != sheet.get(name)}
    found.figures = sorted(wrong)


def _figures(files: Mapping[str, bytes], plain: Mapping[str, Json]) -> Json:
    counts, process = counts_of(files["counts.csv"]), process_of(files["process.csv"])
    design = design_of(plain["parameters.json"])
    return {
        "official": official_figures(counts, design, plain["plan.json"]["plan"]),
        "process": process_figures(process),
    }


def _same(told: Mapping[str, Any], again: Mapping[str, Any], name: str) -> bool:
    if name not in told or name not in again:
        return False
    before, after = told[name], again[name]
    numbers = all(isinstance(one, float) for one in (before, after))
    return isclose(before, after, rel_tol=_CLOSE, abs_tol=_CLOSE) if numbers else before == after


def published_keys(value: Any) -> dict[str, str]:
    """Return the keys of a published list by their ids.

    Raises
    ------
    PackRefused
        If it is no such list.
    """
    keys: Sequence[Any] = value.get("keys", ()) if isinstance(value, Mapping) else ()
    try:
        return {str(one["id"]): str(one["public"]) for one in keys}
    except (KeyError, TypeError) as error:
        raise PackRefused("This is no list of published keys.") from error
