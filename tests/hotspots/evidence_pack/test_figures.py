"""Every figure of a pack is made again, and whatever was altered is named."""

from __future__ import annotations

import json
import tomllib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotspots.evidence.archive import packed, unpacked
from hotspots.evidence.check import check, published_keys
from hotspots.evidence.contents import MANIFEST, SIGNATURE, VERSION, pack_of, written
from hotspots.evidence.signing import new_key, signer_of
from hotspots.funding.process import process_figures
from hotspots.presenters.funding.process import measures
from members.audiences import Audience
from tests.conftest import ROOT
from tests.hotspots.evidence_pack.packs import KEYS, PACK, SIGNER, altered, pack
from tests.hotspots.funding_payload import PROCESS, payload


def test_a_pack_holds_and_every_figure_is_made_again() -> None:
    found = check(PACK, published_keys(KEYS))

    assert found.holds, found
    assert found.recomputed > 300


def test_the_same_payload_gives_the_same_bytes() -> None:
    assert pack() == PACK


def test_the_version_is_that_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert project["version"] == VERSION


def rows_of(name: str) -> list[list[str]]:
    return [line.split(",") for line in unpacked(PACK)[name].decode().splitlines()]


COUNTS, WORK = rows_of("counts.csv"), rows_of("process.csv")


def with_cell(rows: list[list[str]], row: int, value: str) -> bytes:
    changed = [list(one) for one in rows]
    changed[row][-1] = value
    return "".join(",".join(one) + "\r\n" for one in changed).encode()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(1, len(COUNTS) - 1), st.integers(-30, 30).filter(bool), st.booleans())
def test_whichever_count_is_altered_figures_are_named(row: int, by: int, hide: bool) -> None:
    count = max(0, int(COUNTS[row][-1]) + by)
    if count == int(COUNTS[row][-1]):
        count += 1
    area = COUNTS[row][0]

    found = check(altered("counts.csv", with_cell(COUNTS, row, str(count)), hide=hide))

    assert not found.holds
    assert any(name.startswith(f"official.records.{area}.") for name in found.figures)
    assert ("counts.csv is not the file that was signed" in found.files) is not hide
    assert bool(found.signature) is hide


MEASURES = {row[0]: at for at, row in enumerate(WORK) if at}


@pytest.mark.parametrize("row", MEASURES.values(), ids=MEASURES)
def test_whichever_count_of_the_scheme_is_altered_is_named(row: int) -> None:
    value = WORK[row][-1]
    changed = "7" if value == "withheld" else str(int(value) + 1)

    found = check(altered("process.csv", with_cell(WORK, row, changed), hide=True))

    named = ("process.counts.", "no figure can be made from these counts")
    assert any(name.startswith(named) for name in found.figures), WORK[row]


def test_a_pack_of_the_first_schema_is_still_checked() -> None:
    older = unpacked(
        pack_of(payload(older=True), pdf=b"", geopackage=b"", version="1", keys=KEYS, signer=SIGNER)
    )
    manifest = written({**json.loads(older[MANIFEST]), "schema": 1})
    signature = {**json.loads(older[SIGNATURE]), "signature": SIGNER.sign(manifest)}

    found = check(packed({**older, MANIFEST: manifest, SIGNATURE: written(signature)}))

    assert found.holds, found
    assert b"member_months,before,2300" in older["process.csv"]


def test_an_altered_figure_is_named_and_nothing_else() -> None:
    figures = json.loads(unpacked(PACK)["figures.json"])
    figures["official"]["lines"]["outcome"]["result"]["effect"] -= 10

    found = check(altered("figures.json", written(figures), hide=True))

    assert found.figures == ["official.lines.outcome.result.effect"]


def test_an_altered_plan_is_named_by_its_stamp_and_by_the_figures_that_hang_on_it() -> None:
    frozen = json.loads(unpacked(PACK)["plan.json"])
    frozen["plan"]["amount"] = "1000.00"

    found = check(altered("plan.json", written(frozen), hide=True))

    assert "the plan is not the one that was stamped" in found.stamp
    assert found.figures == [f"official.cost.{name}" for name in ("cheapest", "dearest", "each")]


def test_a_late_stamp_cannot_be_called_early() -> None:
    parameters = json.loads(unpacked(PACK)["parameters.json"])
    parameters["stamp"]["frozen_at"] = "2026-02-01T00:00:00+00:00"

    found = check(altered("parameters.json", written(parameters), hide=True))

    assert found.stamp == ["whether the plan was frozen late"]


def test_a_forger_with_a_key_of_their_own_is_found_by_the_published_list() -> None:
    forged = pack_of(
        payload(), pdf=b"", geopackage=b"", version="1", keys=KEYS, signer=signer_of(new_key())
    )

    assert check(forged).holds
    assert "not among the published keys" in check(forged, published_keys(KEYS)).signature[0]


def test_the_pack_holds_no_small_number_of_incidents() -> None:
    process = {tuple(row[:2]): row[2] for row in WORK[1:]}
    bands = [int(row[2]) for row in WORK if row[0] == "first action within hours"]

    assert process["outcome", "CLEANED"] == "withheld"
    assert list(process.values()).count("withheld") >= 2  # and its companion
    assert all(band >= 5 for band in bands)
    assert sum(bands) == sum(PROCESS["response"]["counts"])
    assert process["training businesses", "before"] == "withheld"
    assert process["first action of Outreach within hours", ""] == "withheld"
    partners = [
        int(value)
        for (measure, of), value in process.items()
        if measure.startswith("first action of") and measure.endswith("within hours") and of
    ]
    assert partners
    assert all(count >= 5 for count in partners)
    assert payload(Audience.OPERATIONS)["process"]["counts"]["outcomes"]["CLEANED"] == 3


def test_an_open_band_is_told_by_where_it_begins() -> None:
    response = {"edges": [0, 8, 24, None], "counts": [5, 6, 40]}
    counts = {**PROCESS, "response": response}

    told = measures({"counts": counts, "figures": process_figures(counts)})

    assert [one.value for one in told if one.name.startswith("Hours from op")] == ["over 24"]
