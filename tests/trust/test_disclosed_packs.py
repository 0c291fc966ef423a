"""P16: an evidence pack tells no number of incidents under five that it withholds."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from hotspots.disclosure.counts import LEAST_SHOWN
from hotspots.evidence.contents import pack_of
from hotspots.evidence.signing import new_key, signer_of
from hotspots.funding import process
from hotspots.funding.process import cut, process_figures
from hotspots.funding.responses import HOURS
from tests.hotspots.funding_payload import PROCESS, payload
from tests.trust.attacker.reading import Fact, exactly
from tests.trust.attacker.solving import Attack

SIGNER = signer_of(new_key())
OUTCOMES = ("ADVISED", "CLEANED", "MOVED_ON", "OTHER")
PARTNERS = ("NBCP", "Police", "Wardens")
GIVEN = (*PARTNERS, "nobody")
WHEN = ("after",)
EDGES = [*HOURS, None]
BANDS = range(len(HOURS))

Json = dict[str, Any]


def band(who: str, number: int) -> str:
    """Return the name of the incidents of one partner that had an action in one band of hours."""
    return f"{who}: band {number}"


def unanswered(who: str) -> str:
    """Return the name of the incidents of one partner that had none."""
    return f"{who}: nothing"


def everybodys(who: str) -> list[str]:
    """Return all names of one partner's incidents."""
    return [*(band(who, number) for number in BANDS), unanswered(who)]


def work(seed: int) -> tuple[Json, dict[str, int]]:
    """Return the true counts of a scheme's work, many of them small, and what they are made of."""
    rng = np.random.default_rng(seed)
    parts = {name: int(rng.choice([0, 1, 3, 8])) for who in GIVEN for name in everybodys(who)}
    incidents = sum(parts.values())
    outcomes = {name: int(rng.choice([0, 2, 4, 9, 30])) for name in OUTCOMES}
    closed = sum(outcomes.values())
    parts |= outcomes | {"not closed": incidents - closed}
    partners = {who: [parts[band(who, number)] for number in BANDS] for who in PARTNERS}
    for who, counts in partners.items():
        counts[-1] += parts[unanswered(who)]
    whole = [sum(parts[band(who, number)] for who in GIVEN) for number in BANDS]
    return {
        **PROCESS,
        "members_reporting": int(rng.integers(1, 40)),
        "incidents": incidents,
        "acted": sum(whole),
        "closed": closed,
        "outcomes": outcomes,
        "response": {"edges": EDGES, "counts": whole},
        "partners": {who: {"edges": EDGES, "counts": one} for who, one in partners.items()},
    }, parts


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
    acted = [band(who, number) for who in GIVEN for number in BANDS]
    found = [
        exactly([*OUTCOMES, "not closed"], WHEN, incidents),
        exactly([name for who in GIVEN for name in everybodys(who)], WHEN, incidents),
    ]
    for measure, parts in (("closed", list(OUTCOMES)), ("acted", acted)):
        share = figures[measure]
        counts = {
            told[measure, "after"],
            *([str(round(share["share"] * incidents))] if share else []),
        }
        found += [exactly(parts, WHEN, int(one)) for one in counts - {"withheld"}]
    for (measure, of), value in told.items():
        if measure == "outcome" and value != "withheld":
            found.append(exactly([of], WHEN, int(value)))
    found += _bands(rows, "first action within hours", GIVEN)
    for who in PARTNERS:
        found += _bands(rows, f"first action of {who} within hours", (who,), [unanswered(who)])
    return found


def _bands(
    rows: list[dict[str, str]], measure: str, of: Sequence[str], at_last: Sequence[str] = ()
) -> list[Fact]:
    """Return the sums of neighbouring bands of hours, each up to where its row says."""
    at, found = 0, []
    told = [one for one in rows if one["measure"] == measure and one["value"] != "withheld"]
    for row in told:
        end = len(HOURS) if row["of"] == "open" else EDGES.index(int(row["of"]))
        names = [band(who, number) for who in of for number in range(at, end)]
        names += at_last if end == len(HOURS) else []
        found.append(exactly(names, WHEN, int(row["value"])))
        at = end
    return found


def attack(seeds: range) -> tuple[int, list[str]]:
    """Return how many small counts were attacked, and those that were worked out."""
    tried, found = 0, []
    for seed in seeds:
        true, parts = work(seed)
        solver = Attack(facts(pack(true)), [])
        for names in _targets():
            count = sum(parts[name] for name in names)
            if 0 < count < LEAST_SHOWN:
                tried += 1
                low, high = solver.bounds(names, WHEN)
                if low == high:
                    found.append(f"{seed}: {names} is {count}")
    return tried, found


def _targets() -> list[list[str]]:
    """Return what may be a small number of incidents: single counts, and sums that are asked."""
    spans = [range(start, end) for start, end in combinations(range(len(HOURS) + 1), 2)]
    return [
        *([name] for name in (*OUTCOMES, "not closed")),
        *([band(who, number) for number in span] for who in GIVEN for span in spans),
        *([unanswered(who)] for who in PARTNERS),
        *([band(who, number) for who in GIVEN] for number in BANDS),
        [unanswered(who) for who in GIVEN],
    ]


def test_no_pack_tells_a_small_number_of_incidents() -> None:
    tried, found = attack(range(8))

    assert tried > 50
    assert not found


def test_a_pack_that_hides_small_numbers_alone_tells_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control: what was closed, less the outcomes that are shown."""

    def small_alone(counts: Json, *_: Any) -> Json:
        return {name: None if 0 < one < LEAST_SHOWN else one for name, one in counts.items()}

    monkeypatch.setattr(process, "_outcomes", small_alone)

    _, found = attack(range(8))

    assert found


def test_partners_joined_each_for_itself_tell_small_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control: bands that differ between the whole and its partners are subtracted."""

    def alone(response: Json, partners: Json, _: int) -> tuple[Json, Json]:
        joined = {who: process._merged(one, 1) for who, one in partners.items()}
        return process._merged(response, 1), joined

    monkeypatch.setattr(process, "shared_bands", alone)

    _, found = attack(range(8))

    assert any("band" in one for one in found)


def test_packs_under_attack_do_tell_of_partners() -> None:
    told = [name for seed in range(8) for name in facts(pack(work(seed)[0]))]

    assert any("NBCP: nothing" in fact.cells and len(fact.cells) < 12 for fact in told)
