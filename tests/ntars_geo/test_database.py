"""A database that does not answer is given up; one that hung up is known before it is asked."""

from __future__ import annotations

import select
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError, connection
from psycopg.rows import tuple_row

from ntars_geo.database import limit_statements, patience
from ntars_geo.database.patience import ImpatientConnection, Patience
from tests.stopwatch import Stopwatch


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Patience:
    made = Patience()
    monkeypatch.setattr(patience, "PATIENCE", made)
    return made


class Relay:
    """Passes bytes between a client and PostgreSQL until it is frozen, like a stopped server."""

    def __init__(self, folder: Path) -> None:
        chosen = connection.settings_dict
        self._real = f"{chosen['HOST']}/.s.PGSQL.{chosen['PORT'] or 5432}"
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(folder / ".s.PGSQL.5432"))
        self._listener.listen()
        self.frozen = threading.Event()
        self._ends = threading.Event()
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    def close(self) -> None:
        self._ends.set()
        self._thread.join()
        for one in (self._listener, *self._open):
            one.close()

    def _work(self) -> None:
        pairs: dict[socket.socket, socket.socket] = {}
        while not self._ends.is_set():
            if self.frozen.is_set():
                time.sleep(0.01)
                continue
            for one in select.select([self._listener, *pairs], [], [], 0.02)[0]:
                if one is self._listener:
                    client, server = one.accept()[0], socket.socket(socket.AF_UNIX)
                    server.connect(self._real)
                    pairs |= {client: server, server: client}
                    self._open += [client, server]
                elif one in pairs and not self._passed_on(one, pairs[one]):
                    other = pairs.pop(one)
                    pairs.pop(other, None)
                    other.close()

    @staticmethod
    def _passed_on(one: socket.socket, other: socket.socket) -> bool:
        try:
            said = one.recv(65536)
            other.sendall(said)
        except OSError:  # one of the two has hung up
            return False
        return bool(said)


@contextmanager
def relay() -> Iterator[tuple[Relay, dict[str, Any]]]:
    with tempfile.TemporaryDirectory(prefix="nt-", dir="/tmp") as folder:
        made = Relay(Path(folder))
        chosen = connection.settings_dict
        try:
            yield (
                made,
                {
                    "host": folder,
                    "user": chosen["USER"],
                    "password": chosen["PASSWORD"] or None,
                    "dbname": chosen["NAME"],
                    "row_factory": tuple_row,
                },
            )
        finally:
            made.close()


on_a_socket = pytest.mark.skipif(
    not str(settings.DATABASES["default"]["HOST"]).startswith("/"),
    reason="the database is not behind a unix socket",
)


@on_a_socket
@pytest.mark.slow
@pytest.mark.usefixtures("db")
def test_server_that_stops_in_the_middle_is_given_up_and_then_asked_by_one_at_a_time(fresh):
    with relay() as (server, where):
        first = ImpatientConnection.connect(**where, autocommit=True, answer_seconds=0.5)
        second = ImpatientConnection.connect(**where, autocommit=True, answer_seconds=0.5)
        assert first.execute("SELECT 1").fetchone() == (1,)
        server.frozen.set()

        waited = [_seconds_until_refused(one) for one in (first, second)]
        assert first.closed
        assert not second.closed  # it was never asked

        server.frozen.clear()
        assert _seconds_until_refused(second) < 0.1  # at rest
        time.sleep(patience.REST)
        assert second.execute("SELECT 1").fetchone() == (1,)
        third = ImpatientConnection.connect(**where, answer_seconds=0.5)
        for one in (second, third):
            one.close()

    assert 0.4 < waited[0] < 2
    assert waited[1] < 0.1


def _seconds_until_refused(one: ImpatientConnection) -> float:
    clock = Stopwatch()
    with pytest.raises(psycopg.OperationalError):
        one.execute("SELECT 1")
    return clock.seconds()


@on_a_socket
@pytest.mark.slow
@pytest.mark.usefixtures("db")
def test_server_that_takes_no_connection_is_given_up_at_once_by_the_next():
    with relay() as (server, where):
        server.frozen.set()
        took = []
        for _ in range(2):
            clock = Stopwatch()
            with pytest.raises(psycopg.OperationalError):
                ImpatientConnection.connect(**where, connect_timeout=2, answer_seconds=0.5)
            took.append(clock.seconds())

    assert 1.5 < took[0] < 4
    assert took[1] < 0.1


@on_a_socket
@pytest.mark.usefixtures("db")
def test_statement_that_the_server_refuses_does_not_give_it_up():
    with relay() as (_server, where):
        mine = ImpatientConnection.connect(**where, autocommit=True, answer_seconds=5)
        with pytest.raises(psycopg.errors.QueryCanceled):
            mine.execute("SET statement_timeout = 20; SELECT pg_sleep(1)")

        assert mine.execute("SELECT 2").fetchone() == (2,)
        mine.close()


def test_a_refusal_is_an_answer(fresh, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(patience, "monotonic", lambda: now[0])
    fresh.has_not_answered()
    now[0] += patience.REST

    for _ in range(3):  # a server that is starting up again: each may ask at once
        with pytest.raises(psycopg.OperationalError, match="No such file"):
            ImpatientConnection.connect(host="/nonexistent", user="x", answer_seconds=3)


def test_after_a_rest_one_finds_out_for_all(fresh, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(patience, "monotonic", lambda: now[0])
    fresh.has_not_answered()

    with pytest.raises(psycopg.OperationalError):
        fresh.ask_leave(3)
    now[0] += patience.REST
    fresh.ask_leave(3)
    with pytest.raises(psycopg.OperationalError):
        fresh.ask_leave(3)  # somebody else is finding out
    now[0] += 3
    fresh.ask_leave(3)  # who may have died of it
    fresh.has_answered()
    fresh.ask_leave(3)
    fresh.ask_leave(3)


@pytest.mark.usefixtures("db")
def test_limits_hold_in_the_server_too():
    limited = connection.copy()
    limited.settings_dict = limited.settings_dict | {"STATEMENT_SECONDS": 2.0, "IDLE_SECONDS": 5.0}
    try:
        with limited.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone() == ("2s",)
            cursor.execute("SHOW idle_in_transaction_session_timeout")
            assert cursor.fetchone() == ("5s",)
            cursor.execute("SHOW timezone")
            assert cursor.fetchone() == ("UTC",)
        assert limited.connection.answer_seconds == 2.5
    finally:
        limited.close()


@pytest.mark.usefixtures("db")
def test_commands_have_all_the_time_they_need():
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)
    assert connection.connection.answer_seconds is None


def test_worker_has_a_limit_unless_the_operator_sets_another(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "STATEMENT_SECONDS", 0)
    limit_statements(60)
    assert connection.settings_dict["STATEMENT_SECONDS"] == 60

    limit_statements(5)
    assert connection.settings_dict["STATEMENT_SECONDS"] == 60


@pytest.mark.usefixtures("db")
def test_connection_that_the_server_ended_is_not_used_again():
    mine, other = connection.copy(), connection.copy()
    mine.ensure_connection()
    other.ensure_connection()
    assert mine.is_usable()

    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [mine.connection.info.backend_pid])

    assert not mine.is_usable()
    assert other.is_usable()
    mine.close()
    assert not mine.is_usable()
    other.close()


# --- What readers meet --------------------------------------------------------------------------


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    ("url", "kind"), [("/", "text/html; charset=utf-8"), ("/api/v1/x", "application/problem+json")]
)
def test_outage_outside_a_view_is_503_too(client, monkeypatch, url, kind):
    def away(*_: object) -> None:
        raise OperationalError("the server has not answered a moment ago: 10.0.0.7")

    monkeypatch.setattr(
        "django.contrib.sessions.middleware.SessionMiddleware.process_request", away
    )
    client.raise_request_exception = False

    answer = client.get(url)

    assert (answer.status_code, answer["Retry-After"], answer["Content-Type"]) == (503, "5", kind)
    assert b"10.0.0.7" not in answer.content


@pytest.mark.usefixtures("db")
def test_fault_of_ours_outside_a_view_stays_500(client, monkeypatch):
    def wrong(*_: object) -> None:
        raise RuntimeError("ours")

    monkeypatch.setattr(
        "django.contrib.sessions.middleware.SessionMiddleware.process_request", wrong
    )
    client.raise_request_exception = False

    assert client.get("/").status_code == 500


@pytest.mark.usefixtures("db")
def test_sign_in_without_redis_is_503(client, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "unix:///nonexistent/redis.sock",
        }
    }

    answer = client.post("/account/login/", {"login": "a@example.invalid", "password": "x" * 12})

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
