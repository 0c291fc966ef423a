"""How soon each partner acted on what it was given, and what of that may be told to whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from math import inf
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hotspots.disclosure.counts import LEAST_SHOWN

Json = dict[str, Any]

HOURS: Final = (0, 1, 2, 4, 8, 24, 48, 72, 168, 336)
"""Where the bands of a time to first response begin; the last is open."""

LEAST_FOR_MEDIAN: Final = 10
FOLLOWED: Final = timedelta(hours=HOURS[-1])
"""Whoever has not acted by the beginning of the open band belongs into it, if it was watched so
long. What is newer is left out whole: counting only what is done already would flatter."""

_LEAST_BANDS: Final = 2


class Given(NamedTuple):
    """That an incident was given to a partner, until it was taken away or closed, if it was."""

    incident: str
    partner: str
    at: datetime
    until: datetime | None


class Acted(NamedTuple):
    """That a partner did something about an incident."""

    incident: str
    partner: str
    at: datetime


def first_responses(
    given: Iterable[Given], acted: Iterable[Acted], *, known_at: datetime
) -> dict[str, list[float]]:
    """Return by partner the hours from being given an incident to its own first action about it.

    An action from before the giving counts as nought: they were there already. No action is
    infinite, unless the incident was taken from them, or closed, within a fortnight.
    """
    first: dict[tuple[str, str], datetime] = {}
    for incident, partner, at in acted:
        first[incident, partner] = min(at, first.get((incident, partner), at))
    found: dict[str, list[float]] = {}
    for one in _firsts(given):
        hours = _hours(one, first.get((one.incident, one.partner)), known_at)
        if hours is not None:
            found.setdefault(one.partner, []).append(hours)
    return {partner: sorted(found[partner]) for partner in sorted(found)}


def _firsts(given: Iterable[Given]) -> list[Given]:
    """Keep the first time that each partner was given each incident."""
    kept: dict[tuple[str, str], Given] = {}
    for one in sorted(given, key=lambda one: one.at):
        kept.setdefault((one.incident, one.partner), one)
    return list(kept.values())


def _hours(given: Given, acted: datetime | None, known_at: datetime) -> float | None:
    if known_at - given.at < FOLLOWED:
        return None
    if acted is not None:
        return max(0.0, (acted - given.at).total_seconds() / 3600)
    kept = given.until is None or given.until - given.at >= FOLLOWED
    return inf if kept else None


def banded(hours: Sequence[float]) -> Json:
    """Return hours as counts by band."""
    edges: list[int | None] = [*HOURS, None]
    counts = np.histogram(hours, bins=[inf if edge is None else edge for edge in edges])[0]
    return {"edges": edges, "counts": counts.tolist()}


def shared_bands(
    response: Mapping[str, Any], partners: Mapping[str, Mapping[str, Any]], unanswered: int
) -> tuple[Json, dict[str, Json]] | None:
    """Join bands, alike for the whole and for each partner, until no small number follows.

    Whoever holds the whole and some partners subtracts the one from the others. So what is left
    over counts as a row of its own; a partner with too few goes into it, and then the smallest,
    until it can be told. None if no partner can be told.

    Parameters
    ----------
    response, partners : mappings with `edges` and `counts`
        All with the same edges.
    unanswered : int
        Incidents without any action; they belong into the open band of the whole.
    """
    rows = {name: np.array(one["counts"]) for name, one in partners.items()}
    told = sorted(rows, key=lambda name: (-rows[name].sum(), name))
    told = [name for name in told if rows[name].sum() >= LEAST_FOR_MEDIAN]
    whole = np.array(response["counts"])
    while told:
        cuts = _cuts([whole, *(rows[name] for name in told), _left(whole, unanswered, rows, told)])
        if len(cuts) >= _LEAST_BANDS:
            shown = {name: _cut(partners[name], cuts) for name in told}
            nothing: Json = {"edges": [], "counts": []}
            return _cut(response, cuts), {name: shown.get(name, nothing) for name in partners}
        told.pop()
    return None


def _left(
    whole: NDArray[np.int64], unanswered: int, rows: Mapping[str, Any], told: Sequence[str]
) -> NDArray[np.int64]:
    left: NDArray[np.int64] = whole - np.sum([rows[name] for name in told], axis=0)
    left[-1] += unanswered
    return left


def _cuts(rows: Sequence[NDArray[np.int64]]) -> list[int]:
    """Return where joined bands end; nothing if they cannot be told at all."""
    table = np.array(rows)
    if not _is_safe(table.sum(axis=1)):
        return []
    cuts, start = [0], 0
    for end in range(1, table.shape[1] + 1):
        band = table[:, start:end].sum(axis=1)
        if _is_safe(band) and band.max() >= LEAST_SHOWN:
            cuts.append(end)
            start = end
    # What remains at the end joins the band before it, and that the one before it, if need be.
    while len(cuts) > 1:
        cuts[-1] = table.shape[1]
        if _is_safe(table[:, cuts[-2] :].sum(axis=1)):
            break
        cuts.pop()
    return cuts[1:]


def _is_safe(band: NDArray[np.int64]) -> bool:
    # Below nought: an incident was with two partners, which makes what is left over no number of
    # incidents at all.
    return bool(((band <= 0) | (band >= LEAST_SHOWN)).all())


def _cut(table: Mapping[str, Any], cuts: Sequence[int]) -> Json:
    counts, edges = table["counts"], table["edges"]
    starts = [0, *cuts[:-1]]
    return {
        "edges": [edges[0], *(edges[end] for end in cuts)],
        "counts": [sum(counts[a:b]) for a, b in zip(starts, cuts, strict=True)],
    }
