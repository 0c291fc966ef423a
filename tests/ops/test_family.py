"""Children are started, revived, given up on, and ended together."""

import os
import signal
from pathlib import Path

import pytest

from ops import family as families
from ops.console import Problem
from ops.family import Family
from ops.processes import Program


def program(name: str, script: str) -> Program:
    return Program(name, ["sh", "-c", script], dict(os.environ), Path("/"))


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(families, "PATIENCE", 0.3)


def test_output_goes_to_a_log_of_its_own(tmp_path: Path) -> None:
    family = Family(tmp_path)

    family.start(program("speaker", "echo hello")).process.wait()

    assert (tmp_path / "speaker.log").read_text() == "hello\n"


def test_a_dead_child_is_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(families.time, "sleep", lambda _: None)
    family = Family(tmp_path)
    child = family.start(program("mortal", "exec sleep 60"))
    first = child.process
    first.kill()
    first.wait()

    family.revive()

    assert child.is_alive
    assert child.process.pid != first.pid
    assert "mortal ended (-9); starting it again." in capsys.readouterr().out
    family.end()


def test_a_child_that_keeps_dying_is_given_up_with_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(families.time, "sleep", lambda _: None)
    family = Family(tmp_path)
    child = family.start(program("doomed", "echo no such file; exit 3"))

    for _ in range(families.MOST_DEATHS - 1):
        child.process.wait()
        family.revive()
    child.process.wait()

    with pytest.raises(Problem, match=r"(?s)doomed keeps ending.*no such file"):
        family.revive()


def test_all_are_asked_to_end_before_any_is_waited_for(tmp_path: Path) -> None:
    family = Family(tmp_path)
    stubborn = "trap '' TERM; echo ready; while :; do sleep 0.05; done"
    polite = (
        f"trap 'echo done >{tmp_path}/diary; exit' TERM; echo ready; while :; do sleep 0.05; done"
    )
    for name, script in (("one", polite), ("two", stubborn)):
        child = family.start(program(name, script))
        family.wait_until(lambda child=child: child.log.read_text() != "", child, 5)

    family.end()

    assert (tmp_path / "diary").read_text() == "done\n"


def test_a_child_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    family = Family(tmp_path)
    child = family.start(program("deaf", "trap '' TERM; echo ready; while :; do sleep 0.1; done"))
    family.wait_until(lambda: child.log.read_text() != "", child, 5)

    family.end()

    assert child.process.returncode == -signal.SIGKILL


def test_waiting_for_a_child_that_ends_tells_its_last_words(tmp_path: Path) -> None:
    family = Family(tmp_path)
    child = family.start(program("short", "echo bad option; exit 1"))

    with pytest.raises(Problem, match=r"(?s)short ended as it started.*bad option"):
        family.wait_until(lambda: False, child, 5)


def test_waiting_for_a_child_that_is_slow_ends_too(tmp_path: Path) -> None:
    family = Family(tmp_path)
    child = family.start(program("slow", "exec sleep 60"))

    with pytest.raises(Problem, match="slow took too long to start"):
        family.wait_until(lambda: False, child, 0.05)
    family.end()


def test_a_long_log_is_put_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(families, "LONGEST_LOG", 3)
    (tmp_path / "speaker.log").write_text("older")

    Family(tmp_path).start(program("speaker", "echo new")).process.wait()

    assert (tmp_path / "speaker.log").read_text() == "new\n"
    assert (tmp_path / "speaker.old.log").read_text() == "older"
