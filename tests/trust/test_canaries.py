"""P34: nothing that a person writes, and no secret, is in any log; and every record is one line.

The whole platform runs as it does outside: nginx with TLS, gunicorn, the worker, the scheduler,
PostgreSQL and Redis. Failures are made on purpose, whose texts quote what they failed on.
"""
# ruff: noqa: F811 - a fixture of another module is named as an argument here

from __future__ import annotations

import json
import os
import re
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import psycopg
import pytest
import redis
from rq import Queue
from rq.job import Job
from rq.registry import FailedJobRegistry
from rq.serializers import JSONSerializer

from ntars_geo import jobs, logs, web_log
from tests.hotspots.proofs import Record, record  # noqa: F401 - a fixture
from tests.ops.fronting import Front, fronting
from tests.trust import canaries as doings
from tests.trust.canaries import Canaries, Visitor
from tests.trust.chaos_scene import Scene, run_town, scene, wait_until
from tests.trust.letters import Letterbox, letterbox
from tests.trust.live import headers_of, report
from tests.trust.payloads import FORGED, PAYLOADS, posted, send_raw

pytestmark = pytest.mark.prove

UNDER_PROOF: Final = (jobs, logs, web_log)


@contextmanager
def stage(canaries: Canaries) -> Iterator[tuple[Scene, Front, Letterbox]]:
    """Run the whole platform behind nginx, with Redis noting every command."""
    with letterbox() as box, tempfile.TemporaryDirectory(prefix="nt-") as folder:
        more = {"EMAIL_URL": f"smtp://127.0.0.1:{box.port}", "NTARS_ACCESS_LOG": "yes"}
        with scene(devices=len(PAYLOADS) + 4, **more) as running:
            site = {"unix:/run/ntars/web.sock": f"127.0.0.1:{running.port}"}
            with fronting(Path(folder), site) as front:
                for token in running.tokens:
                    canaries.keep("pass", token)
                with canaries:
                    yield running, front, box


def test_no_log_holds_a_canary_and_every_record_is_one_line(record: Record, tmp_path: Path) -> None:
    canaries = Canaries()
    with stage(canaries) as (running, front, box), noting_store(running) as store:
        do_everything(running, front, box, canaries)
        requests = send_payloads(running, front)
        fail(running, front, canaries, store)
        told = {"Redis slowlog": slowlog(store), "failed jobs": failed_jobs(store)}
        crash_the_database(running, canaries)
        told |= {one.name: one.read_text(errors="replace") for one in running.logs.glob("*.log")}
        told |= {one.name: one.read_text(errors="replace") for one in (front.log, front.errors)}

    for name, text in told.items():
        (tmp_path / name).write_text(text)
    found = {name: canaries.found_in(text) for name, text in told.items()}
    found = {name: kinds for name, kinds in found.items() if kinds}
    lines = [line for name in JSON_LOGS for line in told[name].split("\n")[:-1]]
    broken = [line for line in lines if not is_record(line)]
    record(
        len(canaries.words) + len(PAYLOADS),
        sum(map(len, found.values())) + len(broken),
        canaries=len(canaries.words),
        payloads=len(PAYLOADS),
        requests_with_payloads=requests,
        log_lines={name: len(text.splitlines()) for name, text in told.items()},
        found=found,
    )
    assert_that_something_was_logged(told)
    assert found == {}
    assert broken == []
    assert "FORGED" not in {json.loads(line).get("level") for line in lines}
    assert len(PAYLOADS) >= 40
    # What nginx itself refuses has no path.
    paths = [json.loads(line)["path"] for line in told["access.log"].splitlines()]
    through = [path for path in paths if path == "-" or path.startswith("/nowhere/")]
    assert len(through) == requests["through nginx"]


JSON_LOGS: Final = ("web.log", "worker.log", "scheduler.log", "access.log")


def is_record(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict) and line.isascii()
    except ValueError:
        return False


def assert_that_something_was_logged(told: dict[str, str]) -> None:
    """Or an empty log would pass for a clean one."""
    assert "CheckViolation 23514 canary_fault" in told["web.log"]
    assert "/invited/..." in told["web.log"]
    assert "/invited/..." in told["access.log"]
    assert "/account/password/reset/key/..." in told["access.log"]
    assert "Unable to send an invitation: SMTPRecipientsRefused" in told["web.log"]
    assert "Unable to finish incidents.jobs.drain_outbox" in told["worker.log"]
    assert "JobFailed" in told["failed jobs"]
    assert "was terminated by signal 9" in told["postgres.log"]
    assert "incidents.jobs.drain_outbox" in told["Redis slowlog"]


def do_everything(running: Scene, front: Front, box: Letterbox, canaries: Canaries) -> None:
    """Report, sign in, invite, join, forget a password, triage: each in its own words."""
    people = {
        audience: {
            "email": canaries.new("e-mail", "{}@example.invalid"),
            "name": canaries.new("name"),
            "password": canaries.new("password"),
        }
        for audience in ("ADMINISTRATOR", "OPERATIONS")
    }
    given = json.dumps(people)
    secret_of = json.loads(run_town(running.environment, given, module="tests.trust.canary_town"))
    signed_in = {}
    for audience, one in people.items():
        canaries.keep("one-time secret", secret_of[audience])
        signed_in[audience] = Visitor(front.tls, canaries)
        signed_in[audience].sign_in(one["email"], one["password"], secret_of[audience])
    device, till, *_ = running.tokens
    words = canaries.new("narrative")
    assert doings.report_from_a_device(Visitor(front.tls, canaries), device, canaries, words) == 201
    doings.report_with_a_photo(Visitor(front.tls, canaries), till, canaries)
    doings.fail_to_sign_in(Visitor(front.tls, canaries), canaries)
    stranger = Visitor(front.tls, canaries)
    email, _ = doings.invite_and_join(signed_in["ADMINISTRATOR"], stranger, box, canaries)
    doings.set_a_new_password(Visitor(front.tls, canaries), email, box, canaries)
    doings.triage(signed_in["OPERATIONS"], words, canaries)
    doings.open_links_of_nobody(stranger, canaries)


# --- Control characters -------------------------------------------------------------------------


def send_payloads(running: Scene, front: Front) -> dict[str, int]:
    """Put each payload where a log line could be made of it; return how many requests that was."""
    sent = {"through nginx": 0, "straight to gunicorn": 0}
    for payload, token in zip(PAYLOADS, running.tokens[4:], strict=True):
        address = f"/nowhere/{quote(payload)}/?q={quote(payload)}"
        head = f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n".encode()
        raw = head + b"User-Agent: " + payload + b"\r\nReferer: " + payload + b"\r\n\r\n"
        send_raw(front.tls, raw, tls=True)
        send_raw(running.port, raw, tls=False)
        text = payload.decode("utf-8", "surrogateescape").replace("\0", "\\0")
        headers = headers_of(token)
        body = json.dumps(report(narrative=text, category=text)).encode()
        send_raw(running.port, posted("/api/v1/reports", headers, body), tls=False)
        form = f"login={quote(payload)}&password={quote(payload)}".encode()
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        send_raw(running.port, posted("/account/login/", headers, form), tls=False)
        sent["through nginx"] += 1
        sent["straight to gunicorn"] += 3
    return sent


# --- Failures whose texts quote what they failed on ----------------------------------------------


def fail(running: Scene, front: Front, canaries: Canaries, store: Any) -> None:
    """Break a statement of the web and one of the worker; send broken ones as the application."""
    narrative, quoted = canaries.new("narrative"), canaries.new("quoted text")
    as_owner(
        running,
        "ALTER TABLE incidents_report ADD CONSTRAINT canary_fault"
        f" CHECK (narrative <> '{narrative}') NOT VALID",
    )
    visitor = Visitor(front.tls, canaries)
    status = doings.report_from_a_device(visitor, running.tokens[2], canaries, narrative)
    assert status >= 500
    as_owner(
        running,
        "CREATE FUNCTION canary_fault() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{quoted}'; END $$",
        "CREATE TRIGGER canary_fault BEFORE UPDATE ON incidents_outboxevent"
        " FOR EACH ROW EXECUTE FUNCTION canary_fault()",
    )
    words = canaries.new("narrative")
    assert doings.report_from_a_device(visitor, running.tokens[3], canaries, words) == 201
    assert wait_until(lambda: bool(failed_jobs(store)), 60), "no job failed"
    as_owner(running, "DROP TRIGGER canary_fault ON incidents_outboxevent")
    for statement in (
        "SELECT '{}'::integer",
        "SELECT to_tsquery('{} &')",
        "SELECT pg_sleep(1.2), '{}'",
        "SET statement_timeout = '300ms'; SELECT pg_sleep(9), '{}'",
        "SELECT * FROM no_such_table WHERE name = '{}'",
        "INSERT INTO django_session VALUES ('{0}', '{0}', now()), ('{0}', '{0}', now())",
    ):
        as_application(running, statement.format(canaries.new("statement")))


def as_owner(running: Scene, *statements: str) -> None:
    with connection(running.environment["OWNER_DATABASE_URL"]) as owner:
        for statement in statements:
            owner.execute(statement)  # type: ignore[call-overload]


def as_application(running: Scene, statement: str) -> None:
    """Send a statement that may fail, as it may if somebody forgets to check what was typed."""
    with connection(running.environment["DATABASE_URL"]) as application:
        try:
            application.execute(statement)  # type: ignore[call-overload]
        except psycopg.Error:
            assert "pg_sleep(1.2)" not in statement
        else:
            assert "pg_sleep(1.2)" in statement


def connection(url: str) -> psycopg.Connection[Any]:
    return psycopg.connect(url.replace("postgis://", "postgresql://"), autocommit=True)


def crash_the_database(running: Scene, canaries: Canaries) -> None:
    """Kill the process of one statement: the postmaster writes down what it was doing."""
    statement = f"SELECT pg_sleep(60), '{canaries.new('statement')}'"
    busy = connection(running.environment["DATABASE_URL"])
    pid = busy.info.backend_pid

    def wait() -> None:
        with pytest.raises(psycopg.Error):
            busy.execute(statement)  # type: ignore[call-overload]

    thread = threading.Thread(target=wait)
    thread.start()
    time.sleep(0.5)
    os.kill(pid, signal.SIGKILL)
    thread.join()
    log = running.logs / "postgres.log"
    assert wait_until(lambda: "terminated by signal 9" in log.read_text(errors="replace"), 30)


# --- What Redis holds ----------------------------------------------------------------------------


@contextmanager
def noting_store(running: Scene) -> Iterator[Any]:
    """Let Redis take every command for a slow one, and note it."""
    with redis.Redis.from_url(running.environment["REDIS_URL"]) as store:
        store.config_set("slowlog-log-slower-than", 0)
        store.config_set("slowlog-max-len", 1_000_000)
        yield store


def slowlog(store: Any) -> str:
    """Return every command since the beginning: all were noted as slow."""
    return "\n".join(str(one["command"]) for one in store.slowlog_get(1_000_000))


def failed_jobs(store: Any) -> str:
    """Return all that is kept of jobs that failed."""
    queue = Queue("default", connection=store, serializer=JSONSerializer)
    ids = FailedJobRegistry(queue=queue).get_job_ids()
    kept = [Job.fetch(one, connection=store, serializer=JSONSerializer) for one in ids]
    results = [job.latest_result() for job in kept]
    return "\n".join(f"{job.to_dict()} {getattr(result, 'exc_string', '')}"
                     for job, result in zip(kept, results, strict=True))  # fmt: skip


def test_record_that_a_payload_forged_would_be_seen() -> None:
    assert is_record('{"level": "INFO"}')
    assert not is_record(f'{{"path": "/a"}} {FORGED}')
    assert not is_record("[2026-11-22] [WARNING] Invalid request")
    assert Canaries({"a b": "some@canary.invalid"}).found_in("x some%40canary.invalid") == ["a b"]
    assert re.search("FORGED", FORGED)
