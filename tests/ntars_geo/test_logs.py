"""A log record is one line of JSON, without secrets and without the words of an error."""

from __future__ import annotations

import io
import json
import logging
from typing import Any

import pytest
from gunicorn.config import Config
from rq.job import Job

from ntars_geo.jobs import JobFailed, ListedJob
from ntars_geo.logs import JsonLine, without_secrets
from ntars_geo.web_log import Escaped, WebLog


def written(message: str, error: BaseException | None = None) -> dict[str, Any]:
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("a", logging.ERROR, "a.py", 1, message, (), info)
    line = JsonLine().format(record)
    assert line.isascii()
    assert "\n" not in line
    found: dict[str, Any] = json.loads(line)
    return found


class Refused(Exception):
    sqlstate = "23505"


def refuse(words: str) -> None:
    raise Refused(words)


def quote(words: str) -> None:
    try:
        refuse(words)
    except Refused as error:
        raise ValueError(f"no number: {words}") from error


@pytest.mark.parametrize("text", ["a\r\nb", "\x1b[31m", "\u2028", "\u202e", "\0", '"}\n{"'])
def test_no_text_makes_a_second_line(text: str) -> None:
    assert written(text)["message"] == text


def test_error_is_told_by_kind_code_and_place_and_not_by_its_words() -> None:
    words = " ".join(["what", "somebody", "wrote"])  # a traceback quotes the lines of a program
    with pytest.raises(ValueError, match="no number") as caught:
        quote(words)

    told = written("Unable to count", caught.value)["exception"]

    assert words not in told
    assert told.index("Refused 23505") < told.index("led to:") < told.index("builtins.ValueError")
    assert "in refuse" in told


def test_error_is_told_without_a_context_that_it_hides() -> None:
    error = ValueError("x")
    error.__context__, error.__suppress_context__ = KeyError("y"), True

    assert written("x", error)["exception"] == "builtins.ValueError"


def test_error_that_leads_to_itself_is_told_once() -> None:
    error = ValueError("x")
    error.__context__ = other = KeyError("y")
    other.__context__ = error

    assert written("x", error)["exception"].count("ValueError") == 1


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("Not Found: /invited/abc-_1/", "Not Found: /invited/.../"),
        ("/enrol/AB12-CD34/", "/enrol/.../"),
        ("/account/password/reset/key/1-c0ffee-11/", "/account/password/reset/key/.../"),
        ("/enrol/", "/enrol/"),
        ("/d/town/triage/", "/d/town/triage/"),
    ],
)
def test_link_that_opens_something_is_told_by_its_kind(address: str, said: str) -> None:
    assert without_secrets(address) == said


def test_access_line_is_json_whatever_was_asked_for() -> None:
    atoms = Escaped({"U": '/a"\\\n{"level":"FORGED"}', "L": 0.1, "s": None})

    line = '{"path":"%(U)s","seconds":%(L)s}' % atoms  # noqa: UP031 - as gunicorn does

    assert json.loads(line) == {"path": '/a"\\\n{"level":"FORGED"}', "seconds": 0.1}
    assert line.isascii()


def test_gunicorn_says_its_own_errors_in_json() -> None:
    log, room = WebLog(Config()), io.StringIO()
    handler = logging.StreamHandler(room)
    handler.setFormatter(log.error_log.handlers[0].formatter)
    log.error_log.addHandler(handler)

    log.error("Invalid request from ip=127.0.0.1: %s", "a\nb")

    log.error_log.removeHandler(handler)
    assert json.loads(room.getvalue())["message"] == "Invalid request from ip=127.0.0.1: a\nb"


def test_failed_job_leaves_no_words_in_redis(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Store:
        def delete(self, name: str) -> None:
            pass

    job = ListedJob(connection=Store())
    job.func_name = "incidents.jobs.drain_outbox"
    monkeypatch.setattr(Job, "perform", lambda self: refuse("what somebody wrote"))

    with pytest.raises(JobFailed) as caught:
        job.perform()

    assert str(caught.value) == "Refused"
    assert caught.value.__suppress_context__
    assert "Unable to finish incidents.jobs.drain_outbox" in caplog.messages
