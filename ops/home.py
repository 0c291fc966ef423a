"""Find the services a home: data in the state folder or, where they cannot enter, elsewhere."""

import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ops.account import Account
from ops.files import write_atomically
from ops.state import State

ELSEWHERE = Path("/var/tmp")  # noqa: S108 - kept over a reboot; the folder made in it is private
SHORT = Path("/tmp")  # noqa: S108 - the shortest path that always exists
# A socket's path may have 107 bytes on Linux. PostgreSQL adds 14 to its folder's.
LONGEST_SOCKET_FOLDER = 86


@dataclass(frozen=True)
class Home:
    """Where the services of one state keep their data and their sockets."""

    folder: Path
    sockets: Path

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.folder / "data"

    @property
    def redis(self) -> Path:
        """Redis's configuration and working folder."""
        return self.folder / "redis"


def find_home(state: State, account: Account) -> Home:
    """Return the home of a state's services, making what is missing of it."""
    folder = _data_home(state, account)
    account.give(folder)
    return Home(folder, _socket_folder(state, folder, account))


def known_data_folder(state: State) -> Path:
    """Return where the data folder is or would be, without making anything."""
    kept = _kept(state.folder / "elsewhere")
    return (kept or state.folder / "services") / "data"


def _data_home(state: State, account: Account) -> Path:
    inside = state.folder / "services"
    if account.can_enter(state.folder):
        inside.mkdir(mode=0o700, exist_ok=True)
        return inside
    return _private_folder(state.folder / "elsewhere", ELSEWHERE, account)


def _socket_folder(state: State, home: Path, account: Account) -> Path:
    inside = home / "sockets"
    # To libpq a comma stands between two hosts, and there is no way to quote it.
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER and "," not in str(inside):
        inside.mkdir(mode=0o700, exist_ok=True)
        account.give(inside)
        return inside
    return _private_folder(state.folder / "short_sockets", SHORT, account)


def _private_folder(note: Path, parent: Path, account: Account) -> Path:
    """Return the private folder whose name is kept in `note`, or make another and keep its name.

    A folder that is no longer the account's alone is not trusted again.
    """
    kept = _kept(note)
    if kept is not None and _is_private(kept, account):
        return kept
    made = Path(tempfile.mkdtemp(prefix="ntars-", dir=parent))
    account.give(made)
    write_atomically(note, f"{made}\n")
    return made


def _kept(note: Path) -> Path | None:
    try:
        return Path(note.read_text().strip())
    except FileNotFoundError:
        return None


def _is_private(folder: Path, account: Account) -> bool:
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return False
    private = stat.S_IMODE(found.st_mode) == 0o700
    return stat.S_ISDIR(found.st_mode) and found.st_uid == account.uid and private
