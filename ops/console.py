"""Speak to the person at the terminal: short lines, and one sentence when something is wrong."""

import sys
from pathlib import Path

TAIL_LINES = 25  # enough for a Python traceback's end without scrolling the reason away


class Problem(Exception):
    """Something the person must mend; the message is one sentence for them, without traceback."""


def say(message: str) -> None:
    """Print a line at once: the reader of a pipe or log file is waiting for it."""
    print(message, flush=True)


def complain(message: str) -> None:
    """Print a line on stderr."""
    print(message, file=sys.stderr, flush=True)


def tail(path: Path, lines: int = TAIL_LINES) -> str:
    """Return the last lines of a log, or nothing where there is none yet."""
    try:
        text = path.read_text(errors="replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-lines:])
