"""Make a cluster's data folder and what every database of it needs, each step whole or not."""

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from pathlib import Path

from ops.cluster import APPLICATION, OWNER, SUPERUSER, Cluster
from ops.console import Problem, tail
from ops.files import digest_of, write_atomically
from ops.state import ROOT

PREPARE_SQL = ROOT / "ops" / "sql" / "prepare.sql"


def make_data_folder(cluster: Cluster) -> None:
    """Run initdb in a folder beside, and move that into place when it is whole."""
    if (cluster.home.data / "PG_VERSION").exists():
        return
    for leftover in cluster.home.folder.glob("data.new-*"):
        shutil.rmtree(leftover)
    fresh = Path(tempfile.mkdtemp(prefix="data.new-", dir=cluster.home.folder))
    cluster.account.give(fresh)
    _initdb(cluster, fresh)
    _write(cluster, fresh / "pg_hba.conf", _ACCESS)
    _write(cluster, fresh / "pg_ident.conf", _identities())
    _write(cluster, fresh / "ntars_cluster", f"{uuid.uuid4()}\n")
    shutil.rmtree(cluster.home.data, ignore_errors=True)
    fresh.rename(cluster.home.data)


def discard(cluster: Cluster) -> None:
    """Forget a test cluster that will not start; the demo's is never thrown away."""
    assert cluster.purpose == "test", "only a test cluster may be discarded"
    shutil.rmtree(cluster.home.data)


def prepare_databases(cluster: Cluster) -> None:
    """Make the roles, the PostGIS template and the database in a running cluster, once."""
    stamp = cluster.state.folder / "cluster.stamp"
    wanted = digest_of([PREPARE_SQL], cluster.identity(), cluster.purpose)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    createdb = "NOCREATEDB" if cluster.purpose == "demo" else "CREATEDB"
    log = cluster.state.logs / "prepare.log"
    arguments = [cluster.binaries / "psql", "-X", "-q", "-h", cluster.home.sockets]
    arguments += ["-U", SUPERUSER, "-d", "postgres", "-v", f"createdb={createdb}"]
    with log.open("wb") as output:
        done = subprocess.run(
            [*map(str, arguments), "-f", str(PREPARE_SQL)],
            env=cluster.environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        raise Problem(f"Preparing the database failed; the log is {log}:\n{tail(log)}")
    write_atomically(stamp, wanted)


_ACCESS = """\
# No TCP. On the socket, only the account that set this up, whoever holds the folder.
local all all peer map=ntars
"""


def _identities() -> str:
    person = pwd.getpwuid(os.geteuid()).pw_name
    return "".join(f'ntars "{person}" {role}\n' for role in (SUPERUSER, OWNER, APPLICATION))


def _write(cluster: Cluster, path: Path, text: str) -> None:
    write_atomically(path, text)
    cluster.account.give(path)


def _initdb(cluster: Cluster, folder: Path) -> None:
    log = cluster.state.logs / "initdb.log"
    arguments = [cluster.binaries / "initdb", "-D", folder, "-U", SUPERUSER]
    arguments += ["--auth-local=peer", "--auth-host=reject", "-E", "UTF8"]
    arguments += ["--locale=C.UTF-8", "--no-instructions"]
    if cluster.purpose == "test":
        arguments.append("--no-sync")
    with log.open("wb") as output:
        done = subprocess.run(
            [str(word) for word in arguments],
            cwd=cluster.home.folder,
            env=cluster.environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
            **cluster.account.options,
        )
    if done.returncode:
        raise Problem(f"PostgreSQL's initdb failed; its log is {log}:\n{tail(log)}")
