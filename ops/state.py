"""The state folder: everything that set-up makes and that deleting the folder undoes."""

import os
import secrets
import uuid
from dataclasses import dataclass
from pathlib import Path

from ops.console import Problem
from ops.files import write_atomically

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class State:
    """One state folder. `make test` and its like have their own inside the main one."""

    folder: Path
    main: Path  # the venv and its lock are shared by all states inside this one

    @classmethod
    def from_environment(cls) -> "State":
        """Return `$NTARS_STATE`, else `.ntars` beside the Makefile."""
        folder = Path(os.path.abspath(os.environ.get("NTARS_STATE") or ROOT / ".ntars"))
        return cls(folder, folder)

    def inside(self, name: str) -> "State":
        """Return the state of a run that must not touch the demo: its own services and logs."""
        return State(self.folder / name, self.main)

    @property
    def python(self) -> Path:
        """The interpreter that has what requirements/ lists."""
        return self.main / "venv" / "bin" / "python"

    @property
    def logs(self) -> Path:
        """One file for each child and each set-up step."""
        return self.folder / "logs"

    @property
    def services_file(self) -> Path:
        """Where settings.py finds the private services while they run."""
        return self.folder / "services.json"

    @property
    def run_lock(self) -> Path:
        """Held by whoever supervises this state; the kernel frees it when they die."""
        return self.folder / "run.lock"

    @property
    def run_file(self) -> Path:
        """What the supervisor says about itself: pid, address, ready."""
        return self.folder / "run.json"

    @property
    def secret_key_file(self) -> Path:
        """Django's SECRET_KEY, made once."""
        return self.folder / "secrets" / "secret_key"

    @property
    def mark(self) -> str:
        """What our processes carry in their environment.

        The folder's inode is part of it, so that a copy of a state folder does not take the
        original's processes for its own, while a folder that was moved still does.
        """
        place = self.folder.stat()
        identity = (self.folder / "id").read_text().strip()
        return f"{identity}-{place.st_dev}-{place.st_ino}"

    def prepare(self) -> None:
        """Make the folder, its id and its secret, whatever an earlier start left of them."""
        _make_enterable(self.folder)
        for private in (self.logs, self.secret_key_file.parent):
            private.mkdir(mode=0o700, exist_ok=True)
        _keep(self.folder / "id", str(uuid.uuid4()))
        _keep(self.secret_key_file, secrets.token_urlsafe(50))


def _make_enterable(folder: Path) -> None:
    """Make a folder whose inside is closed, but that root's service account may pass through."""
    try:
        folder.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    except OSError as reason:
        raise Problem(
            f"The state folder {folder} cannot be made ({reason.strerror}): "
            "set NTARS_STATE to a folder of yours."
        ) from reason
    owner = folder.stat().st_uid
    if owner != os.geteuid():
        raise Problem(
            f"The state folder {folder} belongs to user number {owner}, and you are number "
            f"{os.geteuid()}: run as its owner, or set NTARS_STATE to a folder of yours."
        )


def _keep(path: Path, text: str) -> None:
    if not path.exists() or not path.read_text().strip():
        write_atomically(path, text + "\n")
