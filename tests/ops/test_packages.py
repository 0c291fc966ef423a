"""Debian packages: nothing is touched where nothing is missing; one sentence without rights."""

from pathlib import Path

import pytest

from ops import packages
from ops.console import Problem
from ops.packages import Need, ensure, find_node, find_postgres, missing


def needs(**met: bool) -> dict[packages.Use, tuple[Need, ...]]:
    wanted = tuple(
        Need((name.replace("_", "-"),), lambda met=met: met) for name, met in met.items()
    )
    return {"run": wanted, "test": (), "bench": ()}


def test_this_machine_has_what_the_suite_runs_on() -> None:
    assert missing(["run", "test"]) == []


def test_only_unmet_needs_are_named() -> None:
    assert missing(["run"], needs(redis_server=False, postgres=True, nodejs=False)) == [
        "redis-server",
        "nodejs",
    ]


def test_nothing_is_asked_of_the_installer_where_nothing_is_missing(tmp_path: Path) -> None:
    def installer() -> list[str]:
        raise AssertionError("it was asked")

    ensure(["run"], tmp_path / "log", find_missing=lambda _: [], find_installer=installer)


def test_without_the_right_to_install_one_sentence_names_the_packages(tmp_path: Path) -> None:
    with pytest.raises(Problem) as refused:
        ensure(
            ["run"],
            tmp_path / "log",
            find_missing=lambda _: ["redis-server", "npm"],
            find_installer=lambda: None,
        )

    sentence = str(refused.value)
    assert "redis-server npm" in sentence
    assert sentence.count(".") == 1
    assert "\n" not in sentence


def test_missing_packages_are_handed_to_the_installer(tmp_path: Path) -> None:
    marker = tmp_path / "installed"

    ensure(
        ["run"],
        tmp_path / "log",
        find_missing=lambda _: [] if marker.exists() else ["redis-server"],
        find_installer=lambda: ["sh", "-c", f'echo "$1" >{marker}', "installer"],
    )

    assert marker.read_text() == "redis-server\n"


def test_an_installation_that_fails_tells_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"(?s)Installing npm failed.*no such package"):
        ensure(
            ["run"],
            tmp_path / "log",
            find_missing=lambda _: ["npm"],
            find_installer=lambda: ["sh", "-c", "echo no such package; exit 100"],
        )


def test_an_installation_that_changes_nothing_has_failed(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="Installing npm failed"):
        ensure(
            ["run"],
            tmp_path / "log",
            find_missing=lambda _: ["npm"],
            find_installer=lambda: ["true"],
        )


def test_an_ordinary_user_without_sudo_has_no_installer(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "apt-get").touch(0o755)
    monkeypatch.setattr(packages, "SEARCH", str(tmp_path))
    monkeypatch.setattr(packages.os, "geteuid", lambda: 1000)

    assert packages.installer() is None


def test_a_sudo_that_wants_a_password_is_no_installer(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "apt-get").touch(0o755)
    (tmp_path / "sudo").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "sudo").chmod(0o755)
    monkeypatch.setattr(packages, "SEARCH", str(tmp_path))
    monkeypatch.setattr(packages.os, "geteuid", lambda: 1000)

    assert packages.installer() is None


def test_sudo_without_a_password_installs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "apt-get").touch(0o755)
    (tmp_path / "sudo").write_text("#!/bin/sh\nexit 0\n")
    (tmp_path / "sudo").chmod(0o755)
    monkeypatch.setattr(packages, "SEARCH", str(tmp_path))
    monkeypatch.setattr(packages.os, "geteuid", lambda: 1000)

    assert packages.installer() == [str(tmp_path / "sudo"), "-n", "sh", str(packages.INSTALLER)]


def test_postgres_counts_only_with_postgis(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for version in ("13", "15", "17"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "postgres").touch()
    for version in ("13", "15"):
        (tmp_path / f"{version}.control").touch()
    monkeypatch.setattr(packages, "POSTGRES", tmp_path)
    monkeypatch.setattr(packages, "POSTGIS", str(tmp_path / "{}.control"))

    assert find_postgres() == tmp_path / "15" / "bin"
    assert find_postgres("13") == tmp_path / "13" / "bin"  # data made by it is still served
    assert find_postgres("17") is None


@pytest.mark.parametrize(
    ("said", "good"), [("v18.20.4", True), ("v22.1.0", True), ("v16.20.2", False), ("", False)]
)
def test_node_has_to_be_new_enough(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: str, good: bool
) -> None:
    for name in ("node", "npm"):
        (tmp_path / name).write_text(f"#!/bin/sh\necho {said}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setattr(packages, "SEARCH", str(tmp_path))

    assert (find_node() is not None) is good


def test_node_without_npm_does_not_count(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "node").touch(0o755)
    monkeypatch.setattr(packages, "SEARCH", str(tmp_path))

    assert find_node() is None
