"""Find the programs that come as Debian packages, and install only those that are missing."""

import ctypes
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ops.console import Problem, say, tail
from ops.state import ROOT

Use = Literal["run", "test", "bench"]

INSTALLER = ROOT / "ops" / "install_packages.sh"
POSTGRES = Path("/usr/lib/postgresql")
POSTGIS = "/usr/share/postgresql/{}/extension/postgis.control"
OLDEST_POSTGRES = 14  # Django 5.2's own floor
OLDEST_NODE = 18  # Debian 12's own
# Programs for administrators are not on everybody's PATH.
SEARCH = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"])


@dataclass(frozen=True)
class Need:
    """Something on the machine, and the Debian packages that bring it."""

    packages: tuple[str, ...]
    is_met: Callable[[], bool]


def find_program(*names: str) -> Path | None:
    """Return the first of these programs that is on the machine."""
    found = (shutil.which(name, path=SEARCH) for name in names)
    return next((Path(path) for path in found if path), None)


def find_postgres(version: str | None = None) -> Path | None:
    """Return the programs' folder of the newest PostgreSQL with PostGIS, or of one version."""
    versions = [path.name for path in POSTGRES.glob("*") if path.name.isdigit()]
    for found in sorted(versions, key=int, reverse=True):
        binaries = POSTGRES / found / "bin"
        wanted = found == version if version else int(found) >= OLDEST_POSTGRES
        complete = (binaries / "postgres").exists() and Path(POSTGIS.format(found)).exists()
        if wanted and complete:
            return binaries
    return None


def find_node() -> Path | None:
    """Return Node where it is new enough for the front end's tools and has npm beside it."""
    node = find_program("node", "nodejs")
    if node is None or find_program("npm") is None:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    major = said.stdout.strip().lstrip("v").split(".")[0]
    return node if major.isdigit() and int(major) >= OLDEST_NODE else None


def has_library(name: str) -> bool:
    """Tell whether a shared library can be loaded, wherever the machine keeps it."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


NEEDS: dict[Use, tuple[Need, ...]] = {
    "run": (
        Need(("postgresql-15-postgis-3",), lambda: find_postgres() is not None),
        Need(("redis-server",), lambda: find_program("redis-server") is not None),
        Need(("nodejs", "npm"), lambda: find_node() is not None),
        # What WeasyPrint sets type with.
        Need(("libpango-1.0-0",), lambda: has_library("libpango-1.0.so.0")),
        Need(("libpangoft2-1.0-0",), lambda: has_library("libpangoft2-1.0.so.0")),
        Need(("libharfbuzz-subset0",), lambda: has_library("libharfbuzz-subset.so.0")),
    ),
    "test": (
        Need(("chromium",), lambda: find_program("chromium", "google-chrome") is not None),
        Need(("nginx-light",), lambda: find_program("nginx") is not None),
    ),
    "bench": (Need(("gdal-bin",), lambda: find_program("ogr2ogr") is not None),),
}


def missing(uses: Iterable[Use], needs: dict[Use, tuple[Need, ...]] = NEEDS) -> list[str]:
    """List the Debian packages that the machine lacks for these uses."""
    unmet = [need for use in uses for need in needs[use] if not need.is_met()]
    return [package for need in unmet for package in need.packages]


def installer() -> list[str] | None:
    """Return the command that installs packages, or None where we have no right to."""
    if find_program("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return ["sh", str(INSTALLER)]
    sudo = find_program("sudo")
    if (
        sudo
        and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return [str(sudo), "-n", "sh", str(INSTALLER)]
    return None


def ensure(
    uses: Sequence[Use],
    log: Path,
    *,
    find_missing: Callable[[Iterable[Use]], list[str]] = missing,
    find_installer: Callable[[], list[str] | None] = installer,
) -> None:
    """Install what is missing for these uses; the package lists are left alone where nothing is."""
    wanted = find_missing(uses)
    if not wanted:
        return
    names = " ".join(wanted)
    command = find_installer()
    if command is None:
        raise Problem(
            f"These Debian packages are missing, and you have no right to install them: {names}."
        )
    say(f"Installing Debian packages: {names}")
    with log.open("wb") as output:
        done = subprocess.run(
            [*command, *wanted],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode or find_missing(uses):
        raise Problem(f"Installing {names} failed; the log is {log}:\n{tail(log)}")
