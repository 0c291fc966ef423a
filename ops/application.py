"""What the application needs before it can serve: schema, static files, the demo town."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from ops.console import Problem, say, tail
from ops.environment import REQUIREMENTS
from ops.files import digest_of, files_under, read_json, write_json
from ops.services import Services
from ops.state import ROOT


@dataclass(frozen=True)
class Step:
    """A command of manage.py that need not run again while `wanted` stays the same."""

    name: str
    says: str
    wanted: str
    arguments: tuple[str, ...]


def prepare_application(services: Services, environment: dict[str, str]) -> None:
    """Migrate, collect static files and seed the demo, each only when its inputs changed."""
    for step in _steps(services.cluster.identity(), environment["STATIC_ROOT"]):
        _once(services, environment, step)


def _steps(cluster: str, static_root: str) -> list[Step]:
    requirements = REQUIREMENTS / "run.txt"  # libraries bring migrations and static files too
    schema = [path for path in _files_of("migrations") if path.suffix == ".py"]
    # Stamps are left out: they say the same as the files beside them.
    static = [path for path in _files_of("static") if not path.name.startswith(".")]
    migrate = ("migrate", "--database", "owner", "--no-input")
    collect = ("collectstatic", "--no-input", "--clear")
    return [
        Step(
            "schema",
            "Migrating the database.",
            digest_of([*schema, requirements], cluster),
            migrate,
        ),
        Step(
            "static", "Collecting files.", digest_of([*static, requirements], static_root), collect
        ),
        Step("demo", "Seeding the demo town.", cluster, ("seed_demo",)),
    ]


def manage(services: Services, environment: dict[str, str], *arguments: str) -> None:
    """Run a command of manage.py to its end, its output in a log."""
    log = services.state.logs / f"manage-{arguments[0]}.log"
    with log.open("wb") as output:
        done = subprocess.run(
            [str(services.state.python), "manage.py", *arguments],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        raise Problem(f"manage.py {' '.join(arguments)} failed; its log is {log}:\n{tail(log)}")


def _files_of(room: str) -> list[Path]:
    """List the files of every app's room of this name."""
    folders = [
        folder for folder in ROOT.glob(f"*/{room}") if not folder.parent.name.startswith(".")
    ]
    return [path for folder in folders for path in files_under(folder)]


def _once(services: Services, environment: dict[str, str], step: Step) -> None:
    stamps = services.state.folder / "stamps.json"
    done = read_json(stamps)
    if done.get(step.name) == step.wanted:
        return
    others = {name: value for name, value in done.items() if name != step.name}
    write_json(stamps, others)  # should this be killed half way, no older stamp may stand for it
    say(step.says)
    manage(services, environment, *step.arguments)
    write_json(stamps, others | {step.name: step.wanted})
