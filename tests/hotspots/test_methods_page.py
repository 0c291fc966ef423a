"""Golden numbers are computed, proofs are dated, and the page says what has changed since."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from hotspots import golden, proofs
from hotspots.presenters import methods
from members.models import District


@pytest.mark.parametrize("case", golden.GOLDEN, ids=lambda case: case.key)
def test_golden_number_is_met(case: golden.Golden) -> None:
    assert case.holds(case.found())


def test_a_golden_number_that_is_not_met_says_so() -> None:
    case = golden.GOLDEN[0]

    assert not case.holds(tuple(value + 0.01 for value in case.expected))


def test_release_carries_what_this_code_gives() -> None:
    """Whoever changes a method runs `make prove` again, or this fails."""
    kept = proofs.read()["golden"]

    assert [one["key"] for one in kept] == [case.key for case in golden.GOLDEN]
    for stored, now in zip(kept, golden.computed(), strict=True):
        assert stored["found"] == pytest.approx(now["found"], abs=1e-8), stored["key"]
        assert stored["expected"] == now["expected"]
        assert stored["holds"] is True


def _record(folder: Path, name: str, **changes: Any) -> None:
    modules = ["hotspots.trend.gap"]
    record = {
        "proof": name, "n": 200, "failures": 9, "share": 0.045, "seconds": 1.0, "seed": 1,
        "versions": {}, "modules": modules, "code_version": proofs.version_of(modules),
    }  # fmt: skip
    (folder / f"{name}.json").write_text(json.dumps({**record, **changes}))


def test_records_are_merged_and_earlier_ones_keep_their_day(tmp_path: Path) -> None:
    kept = tmp_path / "proofs.json"
    folder = tmp_path / "proof"
    folder.mkdir()
    _record(folder, "a_range_holds")
    (folder / "planted_truth.json").write_text(json.dumps({"until": "2026-10"}))
    proofs.gather(folder, kept, date(2026, 11, 1))
    (folder / "a_range_holds.json").unlink()
    _record(folder, "quiet_weeks-9-1.5")

    proofs.gather(folder, kept, date(2026, 11, 21))

    found = {one["proof"]: one["on"] for one in proofs.read(kept)["proofs"]}
    assert found == {"a_range_holds": "2026-11-01", "quiet_weeks-9-1.5": "2026-11-21"}
    assert not list(tmp_path.glob("*.part"))


def test_page_says_which_code_has_changed_since(tmp_path: Path) -> None:
    folder = tmp_path / "proof"
    folder.mkdir()
    _record(folder, "a_range_holds")
    _record(folder, "quiet_weeks-9-1.5", code_version="0" * 16)
    _record(folder, "something_gone", modules=["hotspots.no_such_module"])
    kept = proofs.gather(folder, tmp_path / "proofs.json", date(2026, 11, 21))

    page = methods.methods_page(kept, proofs.standing(kept), {"Trend": "abc"})

    assert [(row.name, row.is_same_code) for row in page.proofs] == [
        ("A range holds", True), ("Quiet weeks (9, 1.5)", False), ("Something gone", False),
    ]  # fmt: skip
    assert page.proofs[0].failed == "9 (4.5%)"
    assert "Of 3, 2 were run on code that has changed since" in page.proofs_said
    assert page.golden_said.startswith(f"{len(golden.GOLDEN)} of {len(golden.GOLDEN)} met")


def test_page_of_unchanged_code_and_of_several_days() -> None:
    row = {"proof": "x", "n": 1, "failures": 0, "share": 0.0, "code_version": "c",
           "is_same_code": True}  # fmt: skip
    kept = {"golden": [], "golden_on": None, "proofs": []}

    same = methods.methods_page(kept, [{**row, "on": "2026-11-21"}], {})
    days = methods.methods_page(
        kept, [{**row, "on": "2026-11-01"}, {**row, "on": "2026-11-21"}], {}
    )

    assert same.proofs_said == (
        "Run on 21 November 2026; the code under proof has not changed since."
    )
    assert days.proofs_said.startswith("Run between 1 November 2026 and 21 November 2026")
    assert same.golden_said == "No golden numbers were computed for this release."


def test_without_any_proof_the_page_says_so(tmp_path: Path) -> None:
    kept = proofs.read(tmp_path / "none.json")

    page = methods.methods_page(kept, proofs.standing(kept), {})

    assert page.proofs_said == "No proofs were run for this release."


@pytest.mark.django_db
def test_everybody_may_read_the_methods(client: Client, district: District) -> None:
    shown = client.get(f"/d/{district.slug}/methods/")

    assert shown.status_code == 200
    assert "Hypergeometric" in shown.text
    assert "Published numbers that this code must meet" in shown.text
    assert client.get("/d/no-such-district/methods/").status_code == 404
