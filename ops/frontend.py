"""The front end: npm packages by lock file, then one build; both only when inputs changed."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from ops.console import Problem, say, tail
from ops.files import digest_of, files_under, turn_at, write_atomically
from ops.packages import find_node, find_program
from ops.state import ROOT, State

MODULES = ROOT / "node_modules"
MANIFESTS = (ROOT / "package.json", ROOT / "package-lock.json")
ASSETS = ROOT / "ntars_geo" / "assets"
BUILD_SCRIPT = ROOT / "ops" / "build.mjs"
BUILD_SCRIPTS = (BUILD_SCRIPT, ROOT / "ops" / "icons.mjs")
BUILT = ROOT / "ntars_geo" / "static" / "ntars"
# Each stamp lies in the folder that it speaks of and is written last, so a folder that was half
# made, removed or rebuilt by hand has none.
MODULES_STAMP = MODULES / ".ntars-stamp"
BUILT_STAMP = BUILT / ".ntars-stamp"


def ensure_build(state: State) -> None:
    """Install the npm packages and build the front end where anything that matters changed."""
    if not os.access(ROOT, os.W_OK):
        raise Problem(f"The front end is built in {ROOT}, where you may not write: clone your own.")
    with turn_at(ROOT, "build"):
        modules = digest_of(MANIFESTS)
        if _read(MODULES_STAMP) != modules:
            say("Installing front-end packages.")
            npm = find_program("npm")
            assert npm is not None, "packages.ensure came first"
            _run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], state, "npm")
            write_atomically(MODULES_STAMP, modules)
        sources = digest_of([*files_under(ASSETS), *BUILD_SCRIPTS], modules)
        if _read(BUILT_STAMP) != sources:
            say("Building the front end.")
            _run([find_node() or "node", BUILD_SCRIPT], state, "build")
            write_atomically(BUILT_STAMP, sources)


def _read(stamp: Path) -> str:
    try:
        return stamp.read_text()
    except FileNotFoundError:
        return ""


def _run(arguments: Sequence[str | Path], state: State, name: str) -> None:
    log = state.logs / f"{name}.log"
    with log.open("wb") as output:
        done = subprocess.run(
            [str(word) for word in arguments],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        raise Problem(f"Building the front end failed; the log is {log}:\n{tail(log)}")
