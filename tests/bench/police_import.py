"""Import the street files of all forces, beside `psql \\copy` and `ogr2ogr`, in one run.

All three fill a database of this run's own on the same server. The peers get one plain CSV file
of the same rows, and do less: bare text columns, nothing checked, no index. Our import starts
from the compressed files and ends with every row checked, indexed and queryable. Its seconds are
those that the command reports, from its first look at the files to the commit; `whole_process`
has the start of Python and Django as well.
"""

import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from django.conf import settings

from layers.policeuk.layouts import LAYOUTS
from ntars_geo.services import ROOT
from tests.conftest import shared_data

ROUNDS = 5
_COLUMNS = [name.lower().replace(" ", "_") for name in LAYOUTS[0].columns]


# A table that a map can be drawn from; without these it loads text, no geometry and no index.
_AS_POINTS = (
    *("-oo", "X_POSSIBLE_NAMES=Longitude", "-oo", "Y_POSSIBLE_NAMES=Latitude"),
    *("-a_srs", "EPSG:4326"),
)


@dataclass(frozen=True)
class Database:
    """A throw-away database; `run_in` runs a program with its address in the environment."""

    name: str
    owner: dict[str, Any]

    def url(self, alias: str) -> str:
        """Return the address for settings."""
        wanted = settings.DATABASES[alias]
        user = quote(str(wanted["USER"]))
        password = f":{quote(str(wanted['PASSWORD']))}" if wanted["PASSWORD"] else ""
        host = quote(str(wanted["HOST"]), safe="")
        port = f":{wanted['PORT']}" if wanted["PORT"] else ""
        return f"postgis://{user}{password}@{host}{port}/{self.name}"

    def connect(self, name: str = "") -> psycopg.Connection[Any]:
        """Return a connection as the owner, to this database or another one."""
        return psycopg.connect(**self._parameters(), dbname=name or self.name, autocommit=True)

    def _parameters(self) -> dict[str, Any]:
        wanted = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
        return {key: self.owner[name] for key, name in wanted.items() if self.owner[name]}

    @property
    def environment(self) -> dict[str, str]:
        """The environment that makes Django, psql and ogr2ogr use this database."""
        libpq = {f"PG{key.upper()}": str(value) for key, value in self._parameters().items()}
        return {
            **os.environ,
            **libpq,
            "PGDATABASE": self.name,
            "DATABASE_URL": self.url("default"),
            "OWNER_DATABASE_URL": self.url("owner"),
            "DJANGO_SETTINGS_MODULE": "ntars_geo.settings",
        }

    def run_in(self, *command: str) -> tuple[str, float, float]:
        """Run a program; return what it printed, its seconds and the megabytes it held at most."""
        with tempfile.TemporaryFile("w+") as out:
            began = time.perf_counter()
            child = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=out)
            _, status, usage = os.wait4(child.pid, 0)
            seconds = time.perf_counter() - began
            child.returncode = os.waitstatus_to_exitcode(status)
            if child.returncode:
                raise RuntimeError(f"{command[0]} ended with {child.returncode}")
            out.seek(0)
            return out.read(), seconds, usage.ru_maxrss / 1024


@contextmanager
def throw_away_database() -> Iterator[Database]:
    """Make a database with the tables of the platform, and remove it afterwards."""
    made = Database(f"bench_police_{os.getpid()}", settings.DATABASES["owner"])
    with made.connect("postgres") as server:
        server.execute(f'CREATE DATABASE "{made.name}" TEMPLATE template_postgis')
    try:
        made.run_in(sys.executable, "manage.py", "migrate", "--database=owner", "--verbosity=0")
        yield made
    finally:
        with made.connect("postgres") as server:
            # Without FORCE: the owner may not end autovacuum, but PostgreSQL itself does.
            server.execute(f'DROP DATABASE "{made.name}"')


def import_files(database: Database, paths: list[Path]) -> dict[str, float]:
    """Import files into empty tables; return rows, seconds and peak memory."""
    with database.connect() as owner:
        owner.execute("TRUNCATE layers_snaplist, layers_officialrelease CASCADE")
        owner.execute("TRUNCATE layers_snappoint, layers_officialcount CASCADE")
    said, seconds, megabytes = database.run_in(
        sys.executable, "manage.py", "import_police", "--json", *map(str, paths)
    )
    told = json.loads(said)
    with database.connect() as owner:
        counted = owner.execute("SELECT sum(n) FROM layers_officialcount").fetchone()
    assert counted == (told["rows_kept"],), "every row that was kept is counted"
    return {
        "rows": told["rows_read"],
        "seconds": told["seconds"],
        "whole_process": seconds,
        "megabytes": megabytes,
    }


def copy_with_psql(database: Database, plain: Path) -> float:
    """Copy a plain CSV file into a bare table of text; return the seconds."""
    with database.connect() as owner:
        owner.execute("DROP TABLE IF EXISTS bare")
        owner.execute(f"CREATE TABLE bare ({', '.join(f'{name} text' for name in _COLUMNS)})")
    copy = f"\\copy bare from '{plain}' with (format csv, header true)"
    return database.run_in("psql", "--quiet", "--no-psqlrc", "--command", copy)[1]


def load_with_ogr2ogr(database: Database, plain: Path, *more: str) -> float:
    """Load a plain CSV file with GDAL's own loader; return the seconds."""
    with database.connect() as owner:
        owner.execute("DROP TABLE IF EXISTS loaded")
    return database.run_in(
        *("ogr2ogr", "-f", "PostgreSQL", "PG:", str(plain)),
        *("-nln", "loaded", "--config", "PG_USE_COPY", "YES", *more),
    )[1]


def write_plain(files: list[Path], folder: Path) -> tuple[Path, int]:
    """Write the rows of compressed files as one plain CSV; return its path and rows."""
    plain, rows = folder / "all.csv", 0
    with plain.open("wb") as out:
        out.write(",".join(LAYOUTS[0].columns).encode() + b"\n")
        for file in files:
            body = gzip.decompress(file.read_bytes()).split(b"\n", 1)[1].replace(b"\r\n", b"\n")
            out.write(body)
            rows += body.count(b"\n")
    return plain, rows


def alternated(tools: dict[str, Callable[[], Any]]) -> dict[str, list[Any]]:
    """Run tools in turns, each round beginning with another one, so that none has the cold one."""
    results: dict[str, list[Any]] = {name: [] for name in tools}
    names = list(tools)
    for turn in range(ROUNDS):
        at = turn % len(names)
        for name in names[at:] + names[:at]:
            results[name].append(tools[name]())
    return results


def run() -> dict[str, Any]:
    """Measure; seconds are medians of alternated rounds."""
    source = shared_data() / "police_uk" / "all_forces"
    months = sorted(path for path in source.iterdir() if path.is_dir())
    files = sorted(source.glob("*/*.csv.gz"))
    with throw_away_database() as database, tempfile.TemporaryDirectory() as folder:
        plain, rows = write_plain(files, Path(folder))
        results = alternated(
            {
                "import_police": lambda: import_files(database, [source]),
                "psql_copy": lambda: copy_with_psql(database, plain),
                "ogr2ogr": lambda: load_with_ogr2ogr(database, plain, *_AS_POINTS),
                "ogr2ogr_text": lambda: load_with_ogr2ogr(database, plain),
            }
        )
        by_months = {
            f"{count} months": statistics.median(
                import_files(database, months[:count])["seconds"] for _ in range(3)
            )
            for count in range(1, len(months) + 1)
        }
    return _figures(rows, results, by_months)


def _figures(
    rows: int, results: dict[str, list[Any]], by_months: dict[str, float]
) -> dict[str, Any]:
    ours = results["import_police"]
    assert {one["rows"] for one in ours} == {rows}, "all read the same rows"
    peers = ("psql_copy", "ogr2ogr", "ogr2ogr_text")
    seconds = {
        "import_police": statistics.median(one["seconds"] for one in ours),
        **{name: statistics.median(results[name]) for name in peers},
    }
    return {
        "rows": rows,
        "rounds": ROUNDS,
        "seconds": seconds,
        "rows_per_second": {name: rows / each for name, each in seconds.items()},
        "times_as_fast_as": {name: seconds[name] / seconds["import_police"] for name in peers},
        "whole_process": statistics.median(one["whole_process"] for one in ours),
        "peak_megabytes": max(one["megabytes"] for one in ours),
        "seconds_by_months": by_months,
        "all_rounds": {
            "import_police": [round(one["seconds"], 2) for one in ours],
            **{name: [round(each, 2) for each in results[name]] for name in peers},
        },
    }
