"""P16: an evidence pack tells no number of incidents under five that it withholds."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import Any

import numpy as np
import pytest

from hotspots.disclosure.counts import LEAST_SHOWN
from hotspots.evidence.contents import pack_of
from hotspots.evidence.signing import new_key, signer_of
from hotspots.funding import process
from hotspots.funding.process import HOURS, cut, process_figures
from tests.hotspots.funding_payload import payload
from tests.trust.attacker.reading import Fact, exactly
from tests.trust.attacker.solving import Attack

SIGNER = signer_of(new_key())
OUTCOMES = ("ADVISED", "CLEANED", "MOVED_ON", "OTHER")
WHEN = ("after",)
EDGES = [*HOURS, None]
BANDS = tuple(f"band {number}" for number in range(len(HOURS)))

Json = dict[str, Any]


def work(seed: int) -> Json:
    """Return the true counts of a scheme's work, many of them small."""
    rng = np.random.default_rng(seed)
    outcomes = {name: int(rng.choice([0, 2, 4, 9, 30])) for name in OUTCOMES}
    bands = [int(rng.choice([0, 1, 3, 8])) for _ in BANDS]
    closed, acted = sum(outcomes.values()), sum(bands)
    return {
        "reports": {"before": 410, "after": 520},
        "member_months": {"before": 2300, "after": 1900},
        "members_reporting": int(rng.integers(1, 40)),
        "incidents": max(closed, acted) + int(rng.choice([0, 3, 20])),
        "acted": acted,
        "closed": closed,
        "outcomes": outcomes,
        "response": {"edges": EDGES, "counts": bands},
    }


def pack(true: Json) -> bytes:
    """Return the pack that the funder of such a scheme is sent."""
    told = cut(true, exact=False)
    given = {**payload(), "process": {"counts": told, "figures": process_figures(told)}}
    keys = {"published_at": "", "keys": []}
    return pack_of(given, pdf=b"", geopackage=b"", version="1", keys=keys, signer=SIGNER)


def facts(content: bytes) -> list[Fact]:
    """Return what the tables and figures of a pack tell, opened as its reader opens it."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        rows = list(csv.DictReader(io.StringIO(opened.read("process.csv").decode(), newline="")))
        figures = json.loads(opened.read("figures.json"))["process"]
    told = {(row["measure"], row["of"]): row["value"] for row in rows}
    incidents = int(told["incidents", "after"])
    found = [
        exactly([*OUTCOMES, "not closed"], WHEN, incidents),
        exactly([*BANDS, "not acted"], WHEN, incidents),
    ]
    for measure, parts in (("closed", OUTCOMES), ("acted", BANDS)):
        share = figures[measure]
        counts = {
            told[measure, "after"],
            *([str(round(share["share"] * incidents))] if share else []),
        }
        found += [exactly(parts, WHEN, int(one)) for one in counts - {"withheld"}]
    for (measure, of), value in told.items():
        if measure == "outcome" and value != "withheld":
            found.append(exactly([of], WHEN, int(value)))
    return [*found, *_bands(rows)]


def _bands(rows: list[dict[str, str]]) -> list[Fact]:
    """Return the sums of neighbouring bands of hours, each up to where its row says."""
    at, found = 0, []
    for row in (one for one in rows if one["measure"] == "first action within hours"):
        end = len(HOURS) if row["of"] == "open" else EDGES.index(int(row["of"]))
        found.append(exactly(BANDS[at:end], WHEN, int(row["value"])))
        at = end
    return found


def attack(seeds: range) -> tuple[int, list[str]]:
    """Return how many small counts were attacked, and those that were worked out."""
    tried, found = 0, []
    for seed in seeds:
        true = work(seed)
        solver = Attack(facts(pack(true)), [])
        for name, count in _small(true).items():
            tried += 1
            low, high = solver.bounds([name], WHEN)
            if low == high:
                found.append(f"{seed}: {name} is {count}")
    return tried, found


def _small(true: Json) -> dict[str, int]:
    """Return the numbers of single incidents under five, by name."""
    parts = {
        **true["outcomes"],
        **dict(zip(BANDS, true["response"]["counts"], strict=True)),
        "not closed": true["incidents"] - true["closed"],
        "not acted": true["incidents"] - true["acted"],
    }
    return {name: count for name, count in parts.items() if 0 < count < LEAST_SHOWN}


def test_no_pack_tells_a_small_number_of_incidents() -> None:
    tried, found = attack(range(12))

    assert tried > 50
    assert not found


def test_a_pack_that_hides_small_numbers_alone_tells_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control: what was closed, less the outcomes that are shown."""

    def small_alone(counts: Json, *_: Any) -> Json:
        return {name: None if 0 < one < LEAST_SHOWN else one for name, one in counts.items()}

    monkeypatch.setattr(process, "_outcomes", small_alone)

    _, found = attack(range(12))

    assert found
