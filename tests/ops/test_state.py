"""The state folder: private, kept, and nobody else's."""

import os
import shutil
import stat
from pathlib import Path

import pytest

from ops.console import Problem
from ops.state import State


def test_the_secret_key_is_made_once_and_readable_by_its_owner_only(state: State) -> None:
    key = state.secret_key_file.read_text()

    state.prepare()

    assert state.secret_key_file.read_text() == key
    assert len(key.strip()) > 50
    assert stat.S_IMODE(state.secret_key_file.stat().st_mode) == 0o600


def test_an_empty_secret_key_is_made_anew(state: State) -> None:
    state.secret_key_file.write_text("")

    state.prepare()

    assert len(state.secret_key_file.read_text().strip()) > 50


def test_a_copy_of_a_state_folder_has_another_mark(state: State, workplace: Path) -> None:
    copy = workplace / "copy"

    shutil.copytree(state.folder, copy)

    assert State(copy, copy).mark != state.mark


def test_a_moved_state_folder_keeps_its_mark(state: State, workplace: Path) -> None:
    mark = state.mark

    state.folder.rename(workplace / "moved")

    assert State(workplace / "moved", workplace / "moved").mark == mark


def test_a_state_inside_has_its_own_services_and_shares_the_environment(state: State) -> None:
    inside = state.inside("test")

    assert inside.folder == state.folder / "test"
    assert inside.python == state.python
    assert inside.services_file != state.services_file


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_the_state_folder_of_somebody_else_is_refused(state: State) -> None:
    os.chown(state.folder, 65534, 65534)

    with pytest.raises(Problem, match="belongs to user number 65534"):
        state.prepare()


def test_a_state_folder_that_cannot_be_made_is_one_sentence(workplace: Path) -> None:
    file = workplace / "file"
    file.write_text("")

    with pytest.raises(Problem, match="cannot be made"):
        State(file / "state", file / "state").prepare()


def test_the_environment_names_the_state_folder(
    monkeypatch: pytest.MonkeyPatch, workplace: Path
) -> None:
    monkeypatch.setenv("NTARS_STATE", str(workplace / "a b"))

    assert State.from_environment().folder == workplace / "a b"
