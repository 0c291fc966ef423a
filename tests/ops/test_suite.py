"""What `make test` gives to the programs that it runs."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from ops import suite


class _Services:
    def __init__(self, folder: Path) -> None:
        self.state = SimpleNamespace(main=folder)

    def environment(self) -> dict[str, str]:
        return {
            "PATH": "/usr/bin",
            "PYTHONDONTWRITEBYTECODE": "1",
            "EMAIL_URL": "smtp://theirs",
            "DATABASE_URL": "ours",
            "NTARS_STATE": "ours",
        }

    def variables(self) -> dict[str, str]:
        return {"DATABASE_URL": "ours"}


@pytest.fixture
def given(tmp_path: Path) -> dict[str, str]:
    return suite._environment(_Services(tmp_path))  # type: ignore[arg-type]


def test_settings_of_the_persons_own_are_left_out(given: dict[str, str]) -> None:
    assert given["DATABASE_URL"] == given["NTARS_STATE"] == "ours"
    assert given["PATH"] == "/usr/bin"
    assert "EMAIL_URL" not in given


def test_what_python_compiles_is_kept_in_the_state(given: dict[str, str], tmp_path: Path) -> None:
    assert "PYTHONDONTWRITEBYTECODE" not in given
    assert given["PYTHONPYCACHEPREFIX"] == str(tmp_path / "compiled")
