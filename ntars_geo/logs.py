"""One JSON line for each log record: ids only, so that no input can forge one or stay in one."""

from __future__ import annotations

import json
import logging
import re
import traceback
from collections.abc import Iterator
from typing import Final

#: Links that open something for whoever holds them; the rest of such an address is a secret.
_SECRET_LINKS: Final = re.compile(r"(/(?:invited|enrol|account/password/reset/key)/)[^/\s\"']+")


class JsonLine(logging.Formatter):
    """Format a record as one line of ASCII JSON: ids and messages only, never request bodies."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_secrets(record.getMessage()),
        }
        if record.exc_info and record.exc_info[1]:
            line["exception"] = told(record.exc_info[1])
        return json.dumps(line, ensure_ascii=True)


def without_secrets(text: str) -> str:
    """Return a text in which links that open something say only of what kind they are."""
    return _SECRET_LINKS.sub(r"\1...", text)


def told(error: BaseException) -> str:
    """Return an error's kind and where it came from, the first cause first.

    Without its words: a database quotes the row that it refused, a mail server the address, a
    conversion the text that somebody typed.
    """
    parts = []
    for one in reversed(list(_chain(error))):
        frames = "".join(traceback.format_tb(one.__traceback__))
        parts.append(f"{frames}{_kind(one)}")
    return "\nled to:\n".join(parts)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _kind(error: BaseException) -> str:
    """Return the class of an error, and what a database or the system says of it in codes."""
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    constraint = getattr(getattr(error, "diag", None), "constraint_name", None)
    codes = [getattr(error, "sqlstate", None), constraint, getattr(error, "errno", None)]
    return " ".join([kind, *(str(code) for code in codes if code)])
