"""Choose the account that PostgreSQL and Redis run as: never root."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from ops.console import Problem

# PostgreSQL refuses to run as root. Debian's package makes the first; every Unix has the second.
SERVICE_ACCOUNTS = ("postgres", "nobody")


class AccountOptions(TypedDict, total=False):
    """The arguments of subprocess that change who a program runs as."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """Who the services run as."""

    name: str
    uid: int
    gid: int

    @property
    def is_another(self) -> bool:
        """Tell whether programs have to change to this account."""
        return self.uid != os.geteuid()

    @property
    def options(self) -> "AccountOptions":
        """Return what subprocess needs to start a program as this account."""
        if not self.is_another:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def give(self, path: Path) -> None:
        """Make a file or folder this account's own."""
        if self.is_another:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def can_enter(self, folder: Path) -> bool:
        """Tell whether this account may pass through a folder and all above it."""
        if not self.is_another:
            return os.access(folder, os.X_OK)
        asked = ["/usr/bin/test", "-x", str(folder)]
        return subprocess.run(asked, cwd="/", check=False, **self.options).returncode == 0


def services_account() -> Account:
    """Return the account for the services: ours, or for root the first service account there is."""
    if os.geteuid() != 0:
        return _myself()
    for name in SERVICE_ACCOUNTS:
        try:
            return _named(name)
        except KeyError:
            continue
    raise AssertionError("a Unix without the account nobody")


def _myself() -> Account:
    try:
        return _named(pwd.getpwuid(os.geteuid()).pw_name)
    except KeyError as reason:
        raise Problem(
            f"User number {os.geteuid()} has no name on this machine, and PostgreSQL needs one: "
            "add the user to /etc/passwd, or run as one who is there."
        ) from reason


def _named(name: str) -> Account:
    entry = pwd.getpwnam(name)
    return Account(name, entry.pw_uid, entry.pw_gid)
