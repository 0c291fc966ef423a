"""The notebook of each screen runs over the files that the page offers, and over nothing else.

Their cells are run here in order, in this process, in which no network can be reached and no
database may be: an analyst has neither.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import nbformat
import pytest

from hotspots.evidence.archive import packed, unpacked
from hotspots.evidence.contents import pack_of
from hotspots.evidence.signing import new_key, signer_of
from hotspots.presenters import downloads, public_files
from hotspots.presenters.downloads import Taken, csv_file, geopackage_file
from hotspots.trend.payload import trend_payload
from members.audiences import Audience
from tests.conftest import ROOT
from tests.front import payloads, weekly_payloads
from tests.hotspots import funding_payload
from tests.hotspots.concentration.test_recipe import made_payload
from tests.hotspots.trend.made import facts, ingredients

FOLDER = ROOT / "notebooks"
NAMES = ("weekly", "trend", "concentration", "evidence", "public_map")
SIGNER = signer_of(new_key())

Files = Mapping[str, bytes]


def both(taken: Taken) -> Files:
    return {f"{taken.stem}.csv": csv_file(taken), f"{taken.stem}.gpkg": geopackage_file(taken)}


def trend(audience: Audience) -> Files:
    return both(downloads.trend.taken(trend_payload(facts(ingredients()), [], audience)))


def evidence() -> Files:
    payload = funding_payload.payload()
    keys = {"published_at": "", "keys": [{"id": SIGNER.key_id, "public": SIGNER.public}]}
    areas = geopackage_file(downloads.funding.taken(payload))
    pack = pack_of(payload, pdf=b"%PDF", geopackage=areas, version="1", keys=keys, signer=SIGNER)
    return {"evidence-exampleton-1.zip": pack, "evidence-keys.json": json.dumps(keys).encode()}


def public_map() -> Files:
    payload = payloads.public_map()
    stem = "public-map-wexcombe-2026-q3"
    return {
        f"{stem}.csv": public_files.csv_file(payload),
        f"{stem}.gpkg": public_files.geopackage_file(payload),
    }


#: Notebook, what lies in its folder, and something that it must have said.
RUNS: dict[str, tuple[str, Callable[[], Files], str]] = {
    "week": ("weekly", lambda: both(downloads.week.taken(weekly_payloads.payload())), "higher"),
    "week for members": (
        "weekly",
        lambda: both(downloads.week.taken(weekly_payloads.members())),
        "no counts",
    ),
    "trend": ("trend", lambda: trend(Audience.FUNDER), "the same in both files"),
    "trend for members": ("trend", lambda: trend(Audience.MEMBER), "given no counts"),
    "concentration": (
        "concentration",
        lambda: both(downloads.concentration.taken(made_payload())),
        "Half of 160 reports",
    ),
    "evidence": ("evidence", evidence, "Everything holds."),
    "public map": ("public_map", public_map, "hexagons are shown"),
}


def read(name: str) -> nbformat.NotebookNode:
    return nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)


def run(name: str, folder: Path, files: Files, monkeypatch: pytest.MonkeyPatch) -> int:
    """Run the code of a notebook over some files; return how many figures it drew."""
    for file, content in files.items():
        (folder / file).write_bytes(content)
    monkeypatch.setenv("NTARS_NOTEBOOK_FILES", str(folder))
    monkeypatch.chdir(FOLDER)
    mpl.use("Agg")
    drawn: list[int] = []
    monkeypatch.setattr(plt, "show", lambda: drawn.append(len(plt.gcf().axes)))
    space: dict[str, Any] = {}
    try:
        for number, cell in enumerate(read(name).cells):
            if cell.cell_type == "code":
                exec(compile(cell.source, f"{name}.ipynb cell {number}", "exec"), space)
    finally:
        plt.close("all")
    assert all(drawn), "a figure without axes shows nothing"
    return len(drawn)


@pytest.mark.slow
@pytest.mark.parametrize("what", RUNS, ids=lambda what: what.replace(" ", "-"))
def test_a_notebook_runs_over_what_the_page_offers(
    what: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    name, files, said = RUNS[what]

    figures = run(name, tmp_path, files(), monkeypatch)

    assert figures >= 1
    assert said in capfd.readouterr().out


@pytest.mark.slow
def test_a_pack_whose_counts_were_altered_stops_the_notebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = dict(evidence())
    inside = unpacked(files["evidence-exampleton-1.zip"])
    inside["counts.csv"] = re.sub(rb",\d+\r\n", b",999\r\n", inside["counts.csv"], count=1)
    files["evidence-exampleton-1.zip"] = packed(inside)

    with pytest.raises(AssertionError, match="does not hold"):
        run("evidence", tmp_path, files, monkeypatch)


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_committed_without_outputs_and_names_no_machine(name: str) -> None:
    cells = read(name).cells

    code = [cell for cell in cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)
    text = (FOLDER / f"{name}.ipynb").read_text(encoding="utf-8")
    assert not re.search(r"/(home|root|work|tmp|Users)/", text)
    assert "django" not in text
    assert cells[-1].source.startswith("## What this cannot tell you")


def test_every_notebook_is_run() -> None:
    found = {path.stem for path in FOLDER.glob("*.ipynb")}

    assert found == {*NAMES, "contrast"}
    assert {name for name, _, _ in RUNS.values()} == set(NAMES)
