"""A private PostgreSQL with PostGIS: one unix socket, no TCP, two roles from the start."""

import os
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from ops.account import Account
from ops.home import Home
from ops.processes import MARK, Program
from ops.state import State

DATABASE = "ntars"
OWNER = "ntars_owner"
APPLICATION = "ntars_app"
SUPERUSER = "postgres"

# Tests are thrown away, measurements want the real thing's durability; both make databases.
Purpose = Literal["demo", "test", "bench"]

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "maintenance_work_mem": "256MB",  # index builds after an import
    "max_wal_size": "2GB",  # a month of all forces loads between two checkpoints
    "jit": "off",  # costs more than it saves on the short queries of a page
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Log lines never carry a statement or the values of a row: those can be personal data.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
# A test database is thrown away after a power cut; the demo's is not.
FAST_AND_LOOSE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Cluster:
    """The PostgreSQL of one state folder."""

    state: State
    home: Home
    account: Account
    binaries: Path
    purpose: Purpose

    @property
    def log(self) -> Path:
        """What PostgreSQL says."""
        return self.state.logs / "postgres.log"

    def url(self, role: str) -> str:
        """Return the address of the database for one role, as django-environ reads it."""
        return f"postgis://{role}@{quote(str(self.home.sockets), safe='')}/{DATABASE}"

    def program(self) -> Program:
        """Return how to start the postmaster as a child of ours."""
        options = [f"{name}={value}" for name, value in self._settings().items()]
        return Program(
            name="postgres",
            arguments=[
                self.binaries / "postgres",
                "-D",
                self.home.data,
                *(word for option in options for word in ("-c", option)),
            ],
            environment=self.environment() | {MARK: self.state.mark},
            folder=self.home.data,
            account=self.account.options,
            stop_signal=signal.SIGINT,  # "fast": end sessions, write everything, stop
        )

    def environment(self) -> dict[str, str]:
        """Return an environment in which no PG* variable of the person's leads astray."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return kept | {"HOME": str(self.home.folder), "LC_ALL": "C.UTF-8"}

    def is_ready(self) -> bool:
        """Tell whether the postmaster says that it takes connections (its own status line)."""
        try:
            lines = (self.home.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) > 7 and lines[7].strip() == "ready"

    def clear_stale_locks(self) -> None:
        """Remove the lock files of a postmaster that is gone.

        PostgreSQL would refuse to start if the pid in one of them has since come to mean another
        process of the same user. The caller holds the state's run lock and has swept, so nothing
        is at home.
        """
        for path in (self.home.data / "postmaster.pid", *self.home.sockets.glob(".s.PGSQL.*")):
            path.unlink(missing_ok=True)

    def identity(self) -> str:
        """Return what changes when the cluster is made anew, for stamps about its contents."""
        return (self.home.data / "ntars_cluster").read_text().strip()

    def _settings(self) -> dict[str, str]:
        loose = FAST_AND_LOOSE if self.purpose == "test" else {}
        # Quoted as PostgreSQL reads lists, for the sake of commas and quotes in a path.
        sockets = str(self.home.sockets).replace('"', '""')
        return SETTINGS | loose | {"unix_socket_directories": f'"{sockets}"'}
