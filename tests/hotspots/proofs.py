"""What every slow proof needs: a seed, a record of what was counted, and room for luck.

Each proof writes ``out/proof/<name>.json`` in the state folder: how many were tried, how many
failed, the seed and the time. Limits leave room for three standard errors of the count.
"""

import json
import os
import time
from collections.abc import Callable, Iterator
from math import sqrt
from pathlib import Path

import numpy as np
import pytest
import scipy

SEED = 20261121

Rng = np.random.Generator
Record = Callable[[int, int], None]


@pytest.fixture
def rng() -> Rng:
    return np.random.default_rng(SEED)


@pytest.fixture
def record(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Record]:
    """Write the count of trials and failures of one proof, whether or not it then passes."""
    name = request.node.name.removeprefix("test_").replace("[", "-").removesuffix("]")
    folder = Path(os.environ.get("NTARS_STATE") or tmp_path) / "out" / "proof"
    start = time.perf_counter()

    def write(trials: int, failures: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        proof = {
            "proof": name,
            "n": trials,
            "failures": int(failures),
            "share": float(failures / trials),
            "seconds": round(time.perf_counter() - start, 2),
            "seed": SEED,
            "versions": {"numpy": np.__version__, "scipy": scipy.__version__},
        }
        (folder / f"{name}.json").write_text(json.dumps(proof, indent=1) + "\n", encoding="utf-8")
        print(json.dumps(proof))

    yield write
    assert (folder / f"{name}.json").is_file(), "a proof without a record is none"


def at_most(share: float, trials: int) -> float:
    """Return the largest count that a true share allows, to three standard errors."""
    return trials * share + 3 * sqrt(trials * share * (1 - share))
