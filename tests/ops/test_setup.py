"""Set-up steps run when their inputs changed or were left half done, and not otherwise."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ops import application, environment, frontend
from ops.console import Problem
from ops.environment import ensure_environment
from ops.frontend import ensure_build
from ops.state import State


@dataclass
class Commands:
    """Stands in for the programs that set-up runs, and can be made to fail."""

    seen: list[str] = field(default_factory=list)
    fail: str = ""

    def run(self, arguments: list[object], *_: object) -> None:
        line = " ".join(Path(str(word)).name for word in arguments)
        if self.fail and self.fail in line:
            raise Problem("It failed.")
        self.seen.append(line)
        self._leave_what_it_would_make([str(word) for word in arguments])

    def _leave_what_it_would_make(self, words: list[str]) -> None:
        made = Path(words[-1])
        if "venv" in words[:4]:
            version = (
                f"python{environment.sys.version_info.major}.{environment.sys.version_info.minor}"
            )
            for folder in ("bin", f"lib/{version}"):
                (made / folder).mkdir(parents=True)
            for name in ("bin/python", "bin/uv", "pyvenv.cfg"):
                (made / name).touch()

    def take(self) -> list[str]:
        seen, self.seen = self.seen, []
        return seen


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Commands:
    made = Commands()
    requirements = tmp_path / "requirements"
    requirements.mkdir()
    for name in ("uv", "run", "dev"):
        (requirements / f"{name}.txt").write_text(name)
    monkeypatch.setattr(environment, "REQUIREMENTS", requirements)
    monkeypatch.setattr(environment, "_run", made.run)
    monkeypatch.setattr(frontend, "_run", made.run)
    return made


def synced(commands: Commands) -> list[str]:
    return [line.split()[-1] for line in commands.take() if "pip sync" in line]


# --- Python packages ---------------------------------------------------------------------------


def test_the_environment_is_made_once(state: State, commands: Commands) -> None:
    ensure_environment(state, dev=False)
    first = commands.take()

    ensure_environment(state, dev=False)

    assert len(first) == 4  # an environment for uv, uv, the environment, its packages
    assert commands.take() == []


def test_running_does_not_strip_the_packages_that_a_suite_needs(
    state: State, commands: Commands
) -> None:
    ensure_environment(state, dev=False)
    ensure_environment(state, dev=True)
    ensure_environment(state, dev=False)

    assert synced(commands) == ["run.txt", "dev.txt"]


def test_changed_requirements_are_installed_with_those_for_development(
    state: State, commands: Commands
) -> None:
    ensure_environment(state, dev=True)
    (environment.REQUIREMENTS / "run.txt").write_text("newer")
    commands.take()

    ensure_environment(state, dev=False)

    assert synced(commands) == ["dev.txt"]


def test_an_installation_that_was_cut_off_is_repeated(state: State, commands: Commands) -> None:
    commands.fail = "pip sync"
    with pytest.raises(Problem):
        ensure_environment(state, dev=False)
    commands.fail = ""

    ensure_environment(state, dev=False)

    assert synced(commands) == ["run.txt"]


def test_an_environment_without_its_python_is_made_anew(state: State, commands: Commands) -> None:
    ensure_environment(state, dev=False)
    state.python.unlink()
    commands.take()

    ensure_environment(state, dev=False)

    assert any(" venv" in line for line in commands.take())


def test_pips_own_mirror_and_certificates_are_told_to_uv(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.invalid/simple")
    monkeypatch.setenv("PIP_CERT", "/etc/ssl/own.pem")
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.delenv("UV_DEFAULT_INDEX", raising=False)

    found = environment._environment()

    assert found["UV_DEFAULT_INDEX"] == "https://mirror.invalid/simple"
    assert found["SSL_CERT_FILE"] == "/etc/ssl/own.pem"
    assert "PYTHONPATH" not in found


# --- The front end -----------------------------------------------------------------------------


@pytest.fixture
def project(commands: Commands, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return a project with a front end of one file, whose tools leave what they would make."""
    for folder in ("assets", "node_modules", "built"):
        (tmp_path / folder).mkdir()
    for name in ("package.json", "package-lock.json", "build.mjs", "assets/site.js"):
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(frontend, "ROOT", tmp_path)
    monkeypatch.setattr(
        frontend, "MANIFESTS", (tmp_path / "package.json", tmp_path / "package-lock.json")
    )
    monkeypatch.setattr(frontend, "ASSETS", tmp_path / "assets")
    monkeypatch.setattr(frontend, "BUILD_SCRIPT", tmp_path / "build.mjs")
    monkeypatch.setattr(frontend, "BUILD_SCRIPTS", (tmp_path / "build.mjs",))
    monkeypatch.setattr(frontend, "MODULES_STAMP", tmp_path / "node_modules" / ".ntars-stamp")
    monkeypatch.setattr(frontend, "BUILT_STAMP", tmp_path / "built" / ".ntars-stamp")
    return tmp_path


def test_the_front_end_is_built_once(state: State, project: Path, commands: Commands) -> None:
    ensure_build(state)
    first = commands.take()

    ensure_build(state)

    assert first == ["npm ci --ignore-scripts --no-audit --no-fund", "node build.mjs"]
    assert commands.take() == []


@pytest.mark.parametrize(
    ("changed", "runs"),
    [("assets/site.js", 1), ("build.mjs", 1), ("package-lock.json", 2), ("package.json", 2)],
)
def test_the_front_end_follows_its_sources(
    state: State, project: Path, commands: Commands, changed: str, runs: int
) -> None:
    ensure_build(state)
    (project / changed).write_text("changed")
    commands.take()

    ensure_build(state)

    assert len(commands.take()) == runs


def test_a_build_that_was_cut_off_is_repeated(
    state: State, project: Path, commands: Commands
) -> None:
    commands.fail = "build.mjs"
    with pytest.raises(Problem):
        ensure_build(state)
    commands.fail = ""

    ensure_build(state)

    assert commands.take()[-1] == "node build.mjs"


# --- manage.py ---------------------------------------------------------------------------------


@dataclass
class FakeCluster:
    name: str

    def identity(self) -> str:
        return self.name


@dataclass
class FakeServices:
    state: State
    cluster: FakeCluster


@pytest.fixture
def prepare(
    state: State, monkeypatch: pytest.MonkeyPatch, commands: Commands
) -> Callable[..., list[str]]:
    """Return a preparer that tells which commands of manage.py it ran."""

    def manage(_services: object, _environment: object, *arguments: str) -> None:
        commands.run([arguments[0]])

    monkeypatch.setattr(application, "manage", manage)

    def run(cluster: str = "one") -> list[str]:
        services = FakeServices(state, FakeCluster(cluster))
        application.prepare_application(services, {"STATIC_ROOT": "/static"})  # type: ignore[arg-type]
        return commands.take()

    return run


def test_the_application_is_prepared_once(prepare: Callable[..., list[str]]) -> None:
    assert prepare() == ["migrate", "collectstatic", "seed_demo"]
    assert prepare() == []


def test_a_new_cluster_is_migrated_and_seeded(prepare: Callable[..., list[str]]) -> None:
    prepare()

    assert prepare("two") == ["migrate", "seed_demo"]


def test_seeding_that_was_cut_off_is_repeated(
    prepare: Callable[..., list[str]], commands: Commands
) -> None:
    commands.fail = "seed_demo"
    with pytest.raises(Problem):
        prepare()
    commands.fail = ""
    commands.take()

    assert prepare() == ["seed_demo"]


def test_a_step_that_was_cut_off_is_not_vouched_for_by_an_older_stamp(
    prepare: Callable[..., list[str]], commands: Commands, state: State
) -> None:
    prepare()
    older = json.loads((state.folder / "stamps.json").read_text())
    commands.fail = "migrate"
    with pytest.raises(Problem):
        prepare("two")
    commands.fail = ""
    commands.take()

    assert "schema" in older
    assert "migrate" in prepare("one")
