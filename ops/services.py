"""PostgreSQL and Redis together, started for as long as somebody needs them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ops.account import services_account
from ops.broker import Broker
from ops.cluster import APPLICATION, OWNER, Cluster, Purpose
from ops.console import Problem, say
from ops.family import Family
from ops.files import write_json
from ops.home import Home, find_home
from ops.initdb import discard, make_data_folder, prepare_databases
from ops.packages import find_postgres, find_program
from ops.processes import MARK
from ops.state import State
from ops.supervision import sole_supervisor

# Recovery after a kill replays what the last checkpoint had not yet written.
POSTGRES_SECONDS = 300.0
REDIS_SECONDS = 20.0
# The private services are used whatever the person's own environment points to.
OVERRIDDEN = ("DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL", "SECRET_KEY")


@dataclass(frozen=True)
class Services:
    """The two private services of one state folder."""

    state: State
    cluster: Cluster
    broker: Broker

    def addresses(self) -> dict[str, str]:
        """Return what settings.py reads from services.json."""
        return {
            "database_url": self.cluster.url(APPLICATION),
            "owner_database_url": self.cluster.url(OWNER),
            "redis_url": self.broker.url,
            "secret_key_file": str(self.state.secret_key_file),
        }

    def variables(self) -> dict[str, str]:
        """Return the same addresses as settings.py reads them from the environment."""
        found = self.addresses()
        return {
            "DATABASE_URL": found["database_url"],
            "OWNER_DATABASE_URL": found["owner_database_url"],
            "REDIS_URL": found["redis_url"],
        }

    def environment(self) -> dict[str, str]:
        """Return the environment of every program of the project that uses these services."""
        kept = {name: value for name, value in os.environ.items() if name not in OVERRIDDEN}
        mine = {"NTARS_STATE": str(self.state.folder), MARK: self.state.mark}
        return kept | self.variables() | mine


@contextmanager
def running_services(
    state: State, purpose: Purpose, mode: str
) -> Iterator[tuple[Services, Family]]:
    """Run the private services as sole supervisor of a state, and end them afterwards."""
    with sole_supervisor(state, mode):
        services = _at_home(state, purpose)
        family = Family(state.logs)
        try:
            _start_postgres(services.cluster, family)
            _start_redis(services.broker, family)
            extra = {"demo": "yes"} if purpose == "demo" else {}
            write_json(state.services_file, services.addresses() | extra)
            yield services, family
        finally:
            family.end()


def warn_of_overrides() -> None:
    """Tell a person whose environment names other services that they are not used here."""
    named = [name for name in OVERRIDDEN if name in os.environ]
    if named:
        say(f"Not using {', '.join(named)} of the environment: this runs on private services.")


def _at_home(state: State, purpose: Purpose) -> Services:
    account = services_account()
    home = find_home(state, account)
    redis = find_program("redis-server")
    assert redis is not None, "packages.ensure came first"
    cluster = Cluster(state, home, account, _postgres_for(home), purpose)
    return Services(state, cluster, Broker(state, home, account, redis))


def _postgres_for(home: Home) -> Path:
    """Return PostgreSQL's programs: those of the version that made the data, where there is any."""
    made_by = home.data / "PG_VERSION"
    version = made_by.read_text().strip() if made_by.exists() else None
    found = find_postgres(version)
    if found is None:
        raise Problem(
            f"The data in {home.data} was made by PostgreSQL {version}, which is not installed: "
            f"install postgresql-{version}-postgis-3, or remove that folder to start anew."
        )
    return found


def _start_postgres(cluster: Cluster, family: Family) -> None:
    make_data_folder(cluster)
    cluster.clear_stale_locks()
    try:
        _launch_postgres(cluster, family)
    except Problem:
        if cluster.purpose != "test":
            raise
        # It runs without fsync, so a power cut may have broken it, and it holds nothing to keep.
        say("The test database does not start; making a new one.")
        family.end()
        discard(cluster)
        make_data_folder(cluster)
        _launch_postgres(cluster, family)
    prepare_databases(cluster)


def _launch_postgres(cluster: Cluster, family: Family) -> None:
    child = family.start(cluster.program())
    family.wait_until(cluster.is_ready, child, POSTGRES_SECONDS)


def _start_redis(broker: Broker, family: Family) -> None:
    child = family.start(broker.program())
    family.wait_until(broker.is_ready, child, REDIS_SECONDS)
