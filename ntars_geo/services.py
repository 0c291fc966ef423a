"""Find the private database and Redis that `make run` or `make test` started."""

import json
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def state_folder() -> Path:
    """Return the folder that holds the private services: `$NTARS_STATE`, else `.ntars`."""
    return Path(os.environ.get("NTARS_STATE") or ROOT / ".ntars").absolute()


def embedded_services() -> dict[str, str]:
    """Return what the private services wrote about themselves; empty when there are none."""
    try:
        found = json.loads((state_folder() / "services.json").read_text())
    except FileNotFoundError:
        return {}
    return {str(key): str(value) for key, value in found.items()}
