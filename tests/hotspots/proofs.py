"""What every slow proof needs: a seed, a record of what was counted, and room for luck.

Each proof writes ``out/proof/<name>.json`` in the state folder: how many were tried, how many
failed, the seed and the time. Limits leave room for three standard errors of the count.
"""

import json
import os
import time
from collections.abc import Iterator
from math import sqrt
from pathlib import Path
from types import ModuleType
from typing import Protocol

import numpy as np
import pytest
import scipy

from hotspots.proofs import version_of

SEED = 20261121

Rng = np.random.Generator


class Record(Protocol):
    """Writes how many were tried and how many failed, and figures beside them."""

    def __call__(self, trials: int, failures: int, **figures: object) -> None: ...


@pytest.fixture
def rng() -> Rng:
    return np.random.default_rng(SEED)


@pytest.fixture
def record(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Record]:
    """Write the count of trials and failures of one proof, whether or not it then passes."""
    name = request.node.name.removeprefix("test_").replace("[", "-").removesuffix("]")
    folder = Path(os.environ.get("NTARS_STATE") or tmp_path) / "out" / "proof"
    start = time.perf_counter()

    def write(trials: int, failures: int, **figures: object) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        proof = {
            "proof": name,
            "n": trials,
            "failures": int(failures),
            "share": float(failures / trials),
            "seconds": round(time.perf_counter() - start, 2),
            "seed": SEED,
            "versions": {"numpy": np.__version__, "scipy": scipy.__version__},
            "modules": (modules := _modules_under_proof(request.module)),
            "code_version": version_of(modules),
            **({"figures": figures} if figures else {}),
        }
        (folder / f"{name}.json").write_text(json.dumps(proof, indent=1) + "\n", encoding="utf-8")
        print(json.dumps(proof))

    yield write
    assert (folder / f"{name}.json").is_file(), "a proof without a record is none"


def _modules_under_proof(test: ModuleType) -> list[str]:
    """Return the modules of the platform that a test module takes things from."""
    things = [getattr(one, "__module__", None) or getattr(one, "__name__", "")
              for one in vars(test).values()]  # fmt: skip
    apps = ("ntars_geo", "hotspots", "layers", "members", "incidents")
    return sorted({name for name in things if str(name).split(".")[0] in apps})


def at_most(share: float, trials: int) -> float:
    """Return the largest count that a true share allows, to three standard errors."""
    return trials * share + 3 * sqrt(trials * share * (1 - share))
