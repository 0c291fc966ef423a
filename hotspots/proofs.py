"""The last proof results: gathered after `make prove`, kept in the repository, read by the page.

Plain: folders and files in, plain data out; no clock and no database.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from hotspots import golden
from hotspots.canonical import code_version

Json = dict[str, Any]

KEPT: Final = Path(__file__).resolve().parent.parent / "docs" / "proofs.json"
"""Comes with every release, so that the page can say what was proven and when."""


def version_of(modules: Sequence[str]) -> str | None:
    """Return the fingerprint of some modules as they are now, or None if one is gone."""
    try:
        return code_version([importlib.import_module(name) for name in modules])
    except ModuleNotFoundError:
        return None


def gather(folder: Path, kept: Path, on: date) -> Json:
    """Merge the records of a run of proofs into those kept, and compute the golden numbers anew.

    A proof that was not run again keeps its earlier record, with its own date and code.

    Parameters
    ----------
    folder : Path
        Where the proofs wrote their records.
    kept : Path
        The file that comes with the release; written whole or not at all.
    on : date
        The day of the run.
    """
    before = read(kept)
    records = {one["proof"]: one for one in before["proofs"]}
    for path in sorted(folder.glob("*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        if "modules" in record:
            records[record["proof"]] = {**record, "on": on.isoformat()}
    found = {
        "schema": 1,
        "golden_on": on.isoformat(),
        "golden": golden.computed(),
        "proofs": [records[name] for name in sorted(records)],
    }
    beside = kept.with_name(f"{kept.name}.part")
    beside.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    beside.replace(kept)
    return found


def read(kept: Path = KEPT) -> Json:
    """Return what is kept, or nothing at all where no proof was ever run."""
    if not kept.is_file():
        return {"schema": 1, "golden_on": None, "golden": [], "proofs": []}
    found: Json = json.loads(kept.read_text(encoding="utf-8"))
    return found


def standing(kept: Mapping[str, Any]) -> list[Json]:
    """Return the kept records, each with whether the code that it proved is still the same."""
    return [
        {**one, "is_same_code": version_of(one["modules"]) == one["code_version"]}
        for one in kept["proofs"]
    ]
