"""The verbs behind the Makefile: `python3 -m ops VERB [ARGUMENT...]`."""

import sys
from collections.abc import Callable, Sequence

from ops import background, pins, suite
from ops.console import Problem, complain
from ops.run import run, signins
from ops.state import State

Verb = Callable[[State, Sequence[str]], int]

VERBS: dict[str, Verb] = {
    "run": lambda state, _: run(state),
    "start": lambda state, _: background.start(state),
    "stop": lambda state, _: background.stop(state),
    "status": lambda state, _: background.status(state),
    "signins": lambda state, _: signins(state),
    "test": suite.test,
    "check": suite.check,
    "bench": suite.bench,
    "prove": suite.prove,
    "lock": lambda state, arguments: pins.lock(state, upgrade="--upgrade" in arguments),
}


def main(words: Sequence[str]) -> int:
    """Run one verb; a Problem becomes its sentence and exit code 1."""
    if not words or words[0] not in VERBS:
        complain(f"Usage: python3 -m ops {{{','.join(VERBS)}}} [argument...]")
        return 2
    try:
        return VERBS[words[0]](State.from_environment(), words[1:])
    except Problem as problem:
        complain(str(problem))
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
