"""`make test`, `make prove`, `make bench`, `make check`: each on services of its own."""

import re
from collections.abc import Sequence

from ops.cluster import Purpose
from ops.console import say
from ops.environment import ensure_environment
from ops.frontend import ensure_build
from ops.packages import Use, ensure
from ops.processes import run_in_foreground
from ops.run import Stopped, stopping_on_signals
from ops.services import Services, running_services
from ops.state import ROOT, State

# One more than the cores of the smallest machine that develops this: a third of the suite waits,
# for a browser, for a server to start, for a killed one to come back.
WORKERS = "3"
INTERRUPTED = 130
EXAMPLE = ROOT / ".env.example"  # names every setting there is

Check = tuple[str, Sequence[str]]


def test(state: State, arguments: Sequence[str]) -> int:
    """Run the suite without its slow proofs."""
    return _pytest(state, "test", ["-m", "not prove", "-n", WORKERS, *arguments], ["run", "test"])


def prove(state: State, arguments: Sequence[str]) -> int:
    """Run the slow proofs."""
    return _pytest(state, "prove", ["-m", "prove", *arguments], ["run", "test"])


def bench(state: State, arguments: Sequence[str]) -> int:
    """Measure, with the durability of the real thing."""
    command = ["-m", "tests.bench", *arguments]
    return _with_services(state, "bench", "bench", command, ["run", "test", "bench"])


def check(state: State, arguments: Sequence[str]) -> int:
    """Lint, types, import contracts and migrations; every check runs, whatever another says."""
    assert not arguments, "make check takes no arguments"
    try:
        with stopping_on_signals():
            own = _set_up(state, "check", ["run"])
            with running_services(own, "test", "make check") as (services, _family):
                failed = [name for name, words in _checks() if _fails(services, name, words)]
    except Stopped:
        return INTERRUPTED
    say(f"Failed: {', '.join(failed)}." if failed else "All checks passed.")
    return 1 if failed else 0


def _checks() -> list[Check]:
    """List what `make check` runs, cheapest first."""
    templates = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("*/templates"))
    contracts = "from importlinter.cli import lint_imports_command as run; run()"
    return [
        ("ruff check", ("-m", "ruff", "check", ".")),
        ("ruff format", ("-m", "ruff", "format", "--check", ".")),
        # Its formatter is left alone: it breaks the slots of allauth's elements apart.
        ("djlint", ("-m", "djlint", "--lint", "--quiet", *templates)),
        ("lint-imports", ("-c", contracts, "--no-cache")),
        ("migrations", ("manage.py", "makemigrations", "--check", "--dry-run")),
        ("mypy", ("-m", "mypy")),
    ]


def _fails(services: Services, name: str, words: Sequence[str]) -> bool:
    say(f"--- {name}")
    caches = services.state.folder
    environment = _environment(services) | {
        "RUFF_CACHE_DIR": str(caches / "ruff"),
        "MYPY_CACHE_DIR": str(caches / "mypy"),
    }
    return run_in_foreground([services.state.python, *words], ROOT, environment) != 0


def _pytest(state: State, mode: str, arguments: Sequence[str], uses: Sequence[Use]) -> int:
    command = ["-m", "pytest", *arguments]
    if not any(word.startswith("tests") for word in arguments):
        command.append("tests")
    return _with_services(state, mode, "test", command, uses)


def _with_services(
    state: State, mode: str, purpose: Purpose, command: Sequence[str], uses: Sequence[Use]
) -> int:
    try:
        with stopping_on_signals():
            own = _set_up(state, mode, uses)
            ensure_build(own)
            with running_services(own, purpose, f"make {mode}") as (services, _family):
                return run_in_foreground([own.python, *command], ROOT, _environment(services))
    except Stopped:
        return INTERRUPTED


def _environment(services: Services) -> dict[str, str]:
    """Return an environment in which no setting of the person's own changes a result.

    The suite starts Python some hundred times. What it compiles is kept in the state, also where
    the person's Python keeps nothing: compiling all again takes longer than starting.
    """
    settings = re.findall(r"^#? ?([A-Z_]+)=", EXAMPLE.read_text(), re.MULTILINE)
    given = services.environment()
    ours = {name: given[name] for name in (*services.variables(), "NTARS_STATE")}
    dropped = {*settings, "PYTHONDONTWRITEBYTECODE"}
    plain = {name: value for name, value in given.items() if name not in dropped}
    return (
        plain
        | ours
        | {
            "NTARS_DEMO": "yes",  # the suite seeds and signs in as the demo does
            "PYTHONPYCACHEPREFIX": str(services.state.main / "compiled"),
        }
    )


def _set_up(state: State, mode: str, uses: Sequence[Use]) -> State:
    state.prepare()
    own = state.inside(mode)
    own.prepare()
    ensure(uses, own.logs / "packages.log")
    ensure_environment(state, dev=True)
    return own
