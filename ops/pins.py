"""`make lock`: compile requirements/*.in into hash-pinned *.txt that name no registry."""

import os
import subprocess

from ops.console import Problem, say
from ops.environment import REQUIREMENTS, ensure_uv
from ops.state import State

# The oldest Python that is supported; newer ones are covered by markers in the same file.
PYTHON = "3.11"
COMPILED = ("uv", "run", "dev")  # dev is constrained by run, so it comes after
OPTIONS = ("--universal", "--generate-hashes", "--no-emit-index-url", "--no-header", "--quiet")


def lock(state: State, upgrade: bool) -> int:
    """Compile all requirement files, keeping today's versions unless `upgrade` is set."""
    state.prepare()
    uv = ensure_uv(state)
    for name in COMPILED:
        say(f"Compiling requirements/{name}.txt")
        command = [str(uv), "pip", "compile", *OPTIONS, "--python-version", PYTHON]
        command += ["--upgrade"] if upgrade else []
        command += [f"{name}.in", "--output-file", f"{name}.txt"]
        done = subprocess.run(command, cwd=REQUIREMENTS, env=dict(os.environ), check=False)
        if done.returncode:
            raise Problem(f"requirements/{name}.in could not be compiled; the reason is above.")
    return 0
