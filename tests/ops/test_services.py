"""The private PostgreSQL and Redis, really started: who gets in, and what a kill leaves."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from ops.cluster import Purpose
from ops.console import Problem
from ops.family import Family
from ops.files import read_json
from ops.processes import find_ours, identify
from ops.services import Services, running_services
from ops.state import ROOT, State
from ops.supervision import find_supervisor

pytestmark = pytest.mark.slow
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")

SUPERVISE = """
import sys, time
from pathlib import Path
from ops.services import running_services
from ops.state import State
folder = Path(sys.argv[1])
with running_services(State(folder, folder), sys.argv[2], "make test"):
    print("up", flush=True)
    time.sleep(60)
"""


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Services, Family]]:
    """Return services whose path has all that trips quoting, a socket too long, and no way in."""
    folder = tmp_path_factory.mktemp("state") / """odd, "name" 100% 'quoted' \\ and spaces"""
    state = State(folder, folder)
    with running_services(state, "test", "make test") as running:
        yield running
    for note in ("elsewhere", "short_sockets"):
        if (folder / note).exists():
            shutil.rmtree((folder / note).read_text().strip())


def connect(services: Services, role: str, database: str = "ntars") -> psycopg.Connection:
    home = services.cluster.home.sockets
    return psycopg.connect(host=str(home), user=role, dbname=database, autocommit=True)


def connect_to(state: State) -> psycopg.Connection:
    home = state.folder / "services" / "sockets"
    return psycopg.connect(host=str(home), user="ntars_owner", dbname="ntars", autocommit=True)


def supervise(state: State, purpose: Purpose = "test") -> subprocess.Popen[bytes]:
    """Start services under a supervisor of their own and wait until they are up."""
    command = [sys.executable, "-c", SUPERVISE, state.folder, purpose]
    supervisor = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    assert supervisor.stdout is not None
    while b"up" not in (said := supervisor.stdout.readline()):
        assert said, "the supervisor ended"
    return supervisor


def bury(supervisor: subprocess.Popen[bytes], number: signal.Signals) -> None:
    assert supervisor.stdout is not None
    supervisor.send_signal(number)
    supervisor.wait(30)
    supervisor.stdout.close()


def test_both_roles_get_in_and_neither_is_mighty(services: tuple[Services, Family]) -> None:
    query = (
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolreplication, rolcreatedb FROM pg_roles"
    )

    found = {}
    for role in ("ntars_owner", "ntars_app"):
        with connect(services[0], role) as connection:
            row = connection.execute(f"{query} WHERE rolname = current_user").fetchone()
            found[role] = row

    assert found["ntars_owner"] == (False, False, False, False, True)  # test databases are its own
    assert found["ntars_app"] == (False, False, False, False, False)


def test_the_application_role_can_make_nothing(services: tuple[Services, Family]) -> None:
    with connect(services[0], "ntars_app") as connection:
        for statement in (
            "CREATE TABLE mine (id int)",
            "CREATE SCHEMA mine",
            "CREATE TEMP TABLE t ()",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)


def test_the_owner_copies_the_postgis_template(services: tuple[Services, Family]) -> None:
    with connect(services[0], "ntars_owner", "postgres") as connection:
        connection.execute("CREATE DATABASE copied TEMPLATE template_postgis")

    with connect(services[0], "ntars_owner", "copied") as connection:
        row = connection.execute("SELECT ST_AsText(ST_Point(-0.9, 52.2))").fetchone()

    assert row == ("POINT(-0.9 52.2)",)


def test_postgres_is_not_run_by_root_and_listens_on_no_port(
    services: tuple[Services, Family],
) -> None:
    pid = services[1].pids()["postgres"]
    with connect(services[0], "ntars_owner") as connection:
        addresses = connection.execute("SHOW listen_addresses").fetchone()

    assert Path(f"/proc/{pid}").stat().st_uid != 0
    assert addresses == ("",)


def test_redis_answers_on_its_socket_and_on_no_port(services: tuple[Services, Family]) -> None:
    broker = redis.Redis.from_url(services[0].broker.url)

    settings = broker.config_get("port", "save", "appendonly", "maxmemory-policy")
    broker.close()

    assert settings["port"] == "0"
    assert settings["save"] == ""
    assert settings["appendonly"] == "no"
    assert settings["maxmemory-policy"] == "noeviction"
    assert services[0].broker.socket.stat().st_mode & 0o777 == 0o700


@as_root
def test_another_user_gets_into_neither(services: tuple[Services, Family]) -> None:
    home = services[0].cluster.home
    psql = [services[0].cluster.binaries / "psql", "-h", home.sockets, "-U", "ntars_app", "ntars"]

    refused = subprocess.run(psql, user="nobody", capture_output=True, text=True, cwd="/")

    assert "Permission denied" in refused.stderr


@as_root
def test_another_user_who_reached_the_socket_is_refused_by_name(
    services: tuple[Services, Family],
) -> None:
    home = services[0].cluster.home
    psql = [services[0].cluster.binaries / "psql", "-h", home.sockets, "-U", "ntars_app", "ntars"]

    # The services' own account can pass the folder and is still none of those in pg_ident.conf.
    refused = subprocess.run(psql, user="postgres", capture_output=True, text=True, cwd="/")

    assert "Peer authentication failed" in refused.stderr


def test_everything_that_was_started_carries_the_mark(services: tuple[Services, Family]) -> None:
    found = {process.pid for process in find_ours(services[0].state.mark)}

    assert set(services[1].pids().values()) <= found


def test_services_json_is_there_while_they_run(services: tuple[Services, Family]) -> None:
    found = read_json(services[0].state.services_file)

    assert found == services[0].addresses()
    assert "demo" not in found


def test_a_second_supervisor_is_refused_and_told_of_the_first(
    services: tuple[Services, Family],
) -> None:
    state = services[0].state

    second = running_services(state, "test", "make test")
    with pytest.raises(Problem, match="make test is already running"):
        second.__enter__()

    holder = find_supervisor(state)
    assert holder is not None
    assert holder.process == identify(os.getpid())


def test_after_a_clean_end_nothing_runs_and_nothing_claims_to(state: State) -> None:
    supervisor = supervise(state)
    mark = state.mark

    bury(supervisor, signal.SIGINT)

    assert find_ours(mark, [state.folder / "services" / "data"]) == []
    assert not state.services_file.exists()
    assert find_supervisor(state) is None


def test_services_stop_by_themselves_when_their_supervisor_is_killed(state: State) -> None:
    supervisor = supervise(state)

    bury(supervisor, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while find_ours(state.mark, [state.folder / "services" / "data"]):
        assert time.monotonic() < deadline, "something outlived its supervisor"
        time.sleep(0.05)

    assert find_supervisor(state) is None


@pytest.mark.parametrize("victims", [("postgres",), ("postgres", "redis-server")])
def test_killed_services_start_again_and_keep_their_data(
    state: State, victims: tuple[str, ...]
) -> None:
    first = supervise(state, "demo")
    with connect_to(state) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    for process in find_ours(state.mark, [state.folder / "services" / "data"]):
        if process.program in victims:
            with contextlib.suppress(ProcessLookupError):  # some go with the first
                os.kill(process.pid, signal.SIGKILL)
    bury(first, signal.SIGKILL)

    second = supervise(state, "demo")
    with connect_to(state) as connection:
        row = connection.execute("SELECT n FROM kept").fetchone()
    bury(second, signal.SIGINT)

    assert row == (7,)


def test_lock_files_that_name_a_living_stranger_do_not_hinder(state: State) -> None:
    bury(supervise(state), signal.SIGINT)
    home = state.folder / "services"
    # After a reboot the pid may be anybody's; here it is this test's own.
    lines = [
        str(os.getpid()),
        str(home / "data"),
        "1",
        "5432",
        str(home / "sockets"),
        "",
        "",
        "ready",
    ]
    (home / "data" / "postmaster.pid").write_text("\n".join(lines) + "\n")
    (home / "sockets" / ".s.PGSQL.5432.lock").write_text("\n".join(lines) + "\n")
    with socket.socket(socket.AF_UNIX) as stale:
        stale.bind(str(home / "sockets" / "redis.sock"))

    bury(supervise(state), signal.SIGINT)


def test_half_an_initdb_is_thrown_away(state: State) -> None:
    services = state.folder / "services"
    services.mkdir()
    (services / "data.new-killed").mkdir()
    (services / "data.new-killed" / "PG_VERSION").write_text("15\n")
    (services / "data").mkdir()  # and a folder without a version is no cluster

    bury(supervise(state), signal.SIGINT)

    assert [path.name for path in services.glob("data*")] == ["data"]


def test_a_broken_test_cluster_is_made_anew(state: State) -> None:
    bury(supervise(state), signal.SIGINT)
    data = state.folder / "services" / "data"
    shutil.rmtree(data / "global")

    bury(supervise(state), signal.SIGINT)

    assert (data / "global").exists()


def test_data_of_a_postgres_that_is_gone_is_named(state: State) -> None:
    data = state.folder / "services" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("9\n")

    services = running_services(state, "test", "make test")
    with pytest.raises(Problem, match="was made by PostgreSQL 9, which is not installed"):
        services.__enter__()
