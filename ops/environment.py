"""The Python environment: uv by hash through pip, then everything else by hash through uv."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from ops.console import Problem, say, tail
from ops.files import digest_of, read_json, turn_at, write_json
from ops.state import ROOT, State

REQUIREMENTS = ROOT / "requirements"
# Anything of the person's own Python that would leak into ours.
FOREIGN = ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "PIP_REQUIRE_VIRTUALENV", "PIP_USER")


def ensure_environment(state: State, *, dev: bool) -> None:
    """Bring the shared venv to what requirements/run.txt, or with `dev` dev.txt, lists.

    A venv that has the development packages serves for running too: it is never stripped of
    them, because a suite may be running in it.
    """
    with turn_at(state.main / "setup.lock", "set-up"):
        stamp = state.main / "venv" / "ntars.json"
        have = read_json(stamp)
        wanted = _wanted()
        need = ("run", "dev") if dev else ("run",)
        if state.python.exists() and all(have.get(name) == wanted[name] for name in need):
            return
        chosen = "dev" if dev or "dev" in have else "run"
        say("Installing Python packages.")
        stamp.unlink(missing_ok=True)
        _make_venv(state)
        _sync(state, chosen)
        kept = wanted if chosen == "dev" else {"run": wanted["run"]}
        write_json(stamp, kept)


def ensure_uv(state: State) -> Path:
    """Return uv, installed in an environment of its own, fetched by pip and checked by hash."""
    tools = state.main / "tools"
    uv = tools / "bin" / "uv"
    stamp = tools / "ntars.json"
    wanted = digest_of([REQUIREMENTS / "uv.txt"])
    if uv.exists() and read_json(stamp).get("uv") == wanted:
        return uv
    shutil.rmtree(tools, ignore_errors=True)
    log = state.main / "logs" / "uv.log"
    _run([sys.executable, "-m", "venv", tools], log)
    pip = [str(tools / "bin" / "python"), "-m", "pip", "install", "--quiet", "--require-hashes"]
    _run([*pip, "-r", REQUIREMENTS / "uv.txt"], log)
    write_json(stamp, {"uv": wanted})
    return uv


def _wanted() -> dict[str, str]:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return {
        name: digest_of([REQUIREMENTS / f"{name}.txt"], version, sys.base_prefix)
        for name in ("run", "dev")
    }


def _make_venv(state: State) -> None:
    venv = state.main / "venv"
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    same = (venv / "lib" / f"python{version}").exists()
    if same and state.python.exists() and (venv / "pyvenv.cfg").exists():
        return
    shutil.rmtree(venv, ignore_errors=True)
    uv = ensure_uv(state)
    _run([uv, "venv", "--quiet", "--python", sys.executable, venv], state.main / "logs" / "uv.log")


def _sync(state: State, name: str) -> None:
    sync = [str(ensure_uv(state)), "pip", "sync", "--require-hashes", "--python", str(state.python)]
    _run([*sync, REQUIREMENTS / f"{name}.txt"], state.main / "logs" / "uv.log")


def _run(arguments: Sequence[str | Path], log: Path) -> None:
    with log.open("ab") as output:
        done = subprocess.run(
            [str(word) for word in arguments],
            cwd=ROOT,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        raise Problem(f"Installing Python packages failed; the log is {log}:\n{tail(log)}")


def _environment() -> dict[str, str]:
    """Return the person's environment, with pip's choice of index and certificates for uv too.

    uv does not read pip's configuration, and a machine behind a mirror has only that.
    """
    mine = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    if index := mine.get("PIP_INDEX_URL"):
        mine.setdefault("UV_DEFAULT_INDEX", index)
    if certificates := mine.get("PIP_CERT"):
        mine.setdefault("SSL_CERT_FILE", certificates)
    return mine
