"""The benchmark runner: finds measurements, keeps their figures, tells which failed."""

import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.bench import __main__ as bench


@pytest.fixture
def measurement(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """Return a measurement named `sample` in a state folder of its own."""
    module = ModuleType("tests.bench.sample")
    monkeypatch.setitem(sys.modules, "tests.bench.sample", module)
    monkeypatch.setattr(bench, "names", lambda: ["sample"])
    monkeypatch.setenv("NTARS_STATE", str(tmp_path))
    return module


def test_figures_are_kept_with_their_machine(
    measurement: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    measurement.run = lambda: {"ours": {"rows_a_second": 1_234_567.8}, "peer": "ogr2ogr"}

    assert bench.main([]) == 0

    kept = json.loads((tmp_path / "results" / "sample.json").read_text())
    assert kept["figures"]["ours"]["rows_a_second"] == 1_234_567.8
    assert kept["machine"]["cores"] >= 1
    assert "ours · rows_a_second" in capsys.readouterr().out


def test_a_measurement_that_fails_is_told_and_fails_the_run(
    measurement: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> None:
        raise RuntimeError("no data")

    measurement.run = broken

    assert bench.main(["sample"]) == 1
    assert "Failed: sample." in capsys.readouterr().out


def test_an_unknown_measurement_is_told_the_known_ones(
    measurement: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench.main(["speed"]) == 2
    assert "There are: sample." in capsys.readouterr().out


def test_every_measurement_has_run() -> None:
    for name in bench.names():
        text = (bench.HERE / f"{name}.py").read_text()
        assert "\ndef run() -> " in text
