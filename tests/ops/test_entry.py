"""The way in: finding Python, and the verbs."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from ops import __main__ as entry
from ops.console import Problem
from ops.state import ROOT


@pytest.fixture
def bare_machine(tmp_path: Path) -> Path:
    """Return a copy of the entry script and a PATH on which there is no Python and no apt-get."""
    script = (ROOT / "ops" / "entry.sh").read_text().replace("/usr/bin/python3", "/nowhere/python3")
    (tmp_path / "ops").mkdir()
    (tmp_path / "ops" / "entry.sh").write_text(script)
    (tmp_path / "bin").mkdir()
    for name in ("dirname", "id"):
        (tmp_path / "bin" / name).symlink_to(shutil.which(name) or "")
    return tmp_path


def enter(machine: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", str(machine / "ops" / "entry.sh"), *words],
        env={"PATH": str(machine / "bin")},
        capture_output=True,
        text=True,
    )


def test_without_python_one_sentence_names_the_packages(bare_machine: Path) -> None:
    done = enter(bare_machine, "status")

    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "Python 3.11 or later with venv is missing: "
        "ask an administrator for the Debian packages python3 python3-venv."
    )


def test_a_python_that_is_too_old_or_cannot_make_environments_is_passed_over(
    bare_machine: Path,
) -> None:
    (bare_machine / "bin" / "python3").write_text("#!/bin/sh\nexit 1\n")
    good = bare_machine / "bin" / "python3.12"
    good.write_text('#!/bin/sh\n[ "$1" = -I ] || echo "$0" "$@"\n')
    for name in ("python3", "python3.12"):
        (bare_machine / "bin" / name).chmod(0o755)

    done = enter(bare_machine, "test", "a b")

    assert done.stdout == f"{good} -B -m ops test a b\n"


def test_arguments_reach_the_verb_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []

    def verb(_state: object, words: list[str]) -> int:
        seen.append(words)
        return 7

    monkeypatch.setitem(entry.VERBS, "test", verb)

    assert entry.main(["test", "-k", "a or b"]) == 7
    assert seen == [["-k", "a or b"]]


def test_a_problem_is_its_sentence_and_not_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def verb(_state: object, _words: object) -> int:
        raise Problem("Something is wrong.")

    monkeypatch.setitem(entry.VERBS, "run", verb)

    assert entry.main(["run"]) == 1
    assert capsys.readouterr().err == "Something is wrong.\n"


def test_an_unknown_verb_is_told_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert entry.main(["fly"]) == 2
    assert "run,start,stop" in capsys.readouterr().err


def test_every_verb_of_the_makefile_exists() -> None:
    lines = (ROOT / "Makefile").read_text().splitlines()
    called = [line.split("$(OPS) ")[1].split()[0] for line in lines if line.startswith("\t@$(OPS)")]

    assert sorted(called) == sorted(entry.VERBS)


def test_ci_fails_where_the_real_data_is_absent(tmp_path: Path) -> None:
    project = tmp_path / "main"
    (project / ".ci").mkdir(parents=True)
    shutil.copy(ROOT / ".ci" / "run", project / ".ci" / "run")

    done = subprocess.run([project / ".ci" / "run"], capture_output=True, text=True, env=os.environ)

    assert done.returncode == 1
    assert "The real data is missing" in done.stderr
