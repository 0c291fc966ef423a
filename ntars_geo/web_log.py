"""How gunicorn writes its logs: each record one JSON line, whatever a request holds."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

from gunicorn.glogging import Logger, SafeAtoms

from ntars_geo.logs import JsonLine, without_secrets


class Escaped(SafeAtoms):  # type: ignore[misc]
    """What an access line is made of, as it stands between the quotes of a JSON text."""

    def __init__(self, atoms: Mapping[str, Any]) -> None:
        super().__init__({})
        for name, value in atoms.items():
            is_text = isinstance(value, str)
            self[name] = json.dumps(without_secrets(value))[1:-1] if is_text else value


class WebLog(Logger):  # type: ignore[misc]
    """gunicorn's own records in the form of all others."""

    atoms_wrapper_class = Escaped

    def _set_handler(
        self, log: logging.Logger, output: Any, fmt: logging.Formatter, stream: Any = None
    ) -> None:
        # An access line is JSON already.
        chosen = JsonLine() if log is self.error_log else fmt
        super()._set_handler(log, output, chosen, stream)
