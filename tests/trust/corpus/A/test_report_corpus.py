"""Every request of the corpus, sent to a real server: the exact answer, quickly, and no more."""

from __future__ import annotations

import json
import re
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from incidents.models import OutboxEvent, Receipt, Report
from members.audiences import Audience
from members.models import AuditEvent
from members.problems import MEDIA_TYPE
from outreach.models import Sighting
from tests.trust.corpus.A import generated
from tests.trust.live import URL, Server, Town, build_town, count_of, headers_of, report

HERE = Path(__file__).parent
CASES: dict[str, dict[str, Any]] = tomllib.loads((HERE / "expect.toml").read_text())
COUNTED = (Receipt, OutboxEvent, AuditEvent, Report, Sighting)
TELLS_TOO_MUCH = re.compile(
    r"Traceback|File \"|\.py|psycopg|SELECT |INSERT |incidents_|pydantic|input_value|neighbour",
    re.I,
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def town(server: Server) -> Town:
    """A town with a device for each case, so that no case is refused for haste."""
    made = build_town(devices=len(CASES))
    build_town("neighbour")
    warm_up(server, made)
    return made


def warm_up(server: Server, town: Town) -> None:
    """Let every thread import and connect, so that memory is measured against a busy server."""
    for _ in range(30):
        assert server.post({}, town.tokens[0]).status == 400


def test_every_request_has_its_line_and_every_line_its_request():
    assert set(CASES) == set(generated.MAKERS)


@pytest.mark.parametrize("name", CASES)
def test_case(name: str, server: Server, town: Town):
    case, sent = CASES[name], generated.MAKERS[name]()
    headers = headers_of(town.tokens[list(CASES).index(name)], **sent.headers)
    before = count_of(COUNTED, town.district, Audience.OUTREACH)
    workers, memory = server.workers(), server.memory_mb()
    lines = _lines_in(server.log)
    start = time.perf_counter()

    answer = server.send(sent.body, headers, method=sent.method)

    took = time.perf_counter() - start
    text = answer.body.decode()
    after = count_of(COUNTED, town.district, Audience.OUTREACH)
    assert answer.status == case["status"], text
    assert case["says"] in text
    assert after == [old + new for old, new in zip(before, _rows(case), strict=True)]
    assert took < 2
    assert server.workers() == workers
    assert server.memory_mb() - memory < 64
    assert not TELLS_TOO_MUCH.search(text), text
    assert _lines_in(server.log) - lines <= case.get("lines", 1)
    if answer.headers.get("Content-Type", "").startswith(MEDIA_TYPE):
        assert answer.json()["status"] == answer.status


def _lines_in(log: Path) -> int:
    """Count the lines about requests; a missing Redis is noted later, by a thread of its own."""
    return sum("members.waking" not in line for line in log.read_text().splitlines())


def _rows(case: dict[str, Any]) -> list[int]:
    """Say how many rows a case adds: all that belongs to one report or sighting, or nothing."""
    if case["status"] != 201:
        return [0, 0, 0, 0, 0]
    welfare = case.get("welfare", False)
    return [1, 1, 1, int(not welfare), int(welfare)]


# --- More than one request, or less than one ---------------------------------------------------


@pytest.fixture
def token(town: Town) -> str:
    return town.enrol(1)[0]


def test_a37_same_key_is_the_same_report_and_no_other(server: Server, town: Town, token: str):
    sent, key = report(narrative="Once."), str(uuid4())
    before = count_of(COUNTED[:1], town.district)

    first = server.post(sent, token, **{"Idempotency-Key": key})
    again = server.post(sent, token, **{"Idempotency-Key": key})
    other = server.post(sent | {"narrative": "Twice."}, token, **{"Idempotency-Key": key})

    assert [first.status, again.status, other.status] == [201, 200, 422]
    assert first.json() == again.json()
    assert "used for another report" in other.json()["detail"]
    assert count_of(COUNTED[:1], town.district) == [before[0] + 1]


def test_a38_eight_at_once_are_one_report(server: Server, town: Town, token: str):
    sent, key = report(), str(uuid4())
    before = count_of(COUNTED[:1], town.district)

    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda _: server.post(sent, token, **{"Idempotency-Key": key}), range(8))
        )

    statuses = sorted(answer.status for answer in answers)
    assert statuses.count(201) == 1
    assert set(statuses) <= {200, 201, 409}
    assert len({one.json()["id"] for one in answers if one.status != 409}) == 1
    assert all(one.headers["Retry-After"] == "1" for one in answers if one.status == 409)
    assert count_of(COUNTED[:1], town.district) == [before[0] + 1]


@pytest.mark.parametrize(
    ("length", "cut", "statuses"),
    [
        (+1, 0, {400}),  # the body ends before its announced length
        (0, 20, {400}),  # cut by the client
        (-1, 0, {400}),  # the last brace is not part of the body
        ("+9", 0, {400}),
        ("-1", 0, {400}),
        ("9, 9", 0, {400}),
        ("nine", 0, {400}),
    ],
)
def test_a42_length_and_body_disagree(
    server: Server, town: Town, token: str, length: Any, cut: int, statuses: set[int]
):
    body = json.dumps(report()).encode()
    said = length if isinstance(length, str) else len(body) + length
    headers = headers_of(token) | {"Host": "127.0.0.1", "Connection": "close"}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    before = count_of(COUNTED, town.district)

    answer = server.send_raw(
        f"POST {URL} HTTP/1.1\r\nContent-Length: {said}\r\n{head}\r\n".encode()
        + body[: len(body) - cut]
    )

    assert answer.status in statuses
    assert count_of(COUNTED, town.district) == before


def test_a46_flood_is_stopped_and_nothing_accepted_is_lost(server: Server, town: Town, token: str):
    before = count_of(COUNTED[:1], town.district)

    answers = [server.post(report(), token) for _ in range(200)]

    accepted = [answer for answer in answers if answer.status == 201]
    stopped = [answer for answer in answers if answer.status == 429]
    assert len(accepted) + len(stopped) == 200
    assert 30 <= len(accepted) <= 90  # 30 in any minute, and this may take more than one
    assert all(answer.headers["Retry-After"] == "60" for answer in stopped)
    assert count_of(COUNTED[:1], town.district) == [before[0] + len(accepted)]


def test_another_district_and_a_missing_one_are_the_same_bytes(
    server: Server, town: Town, token: str
):
    others, missing = (
        server.post(report(district=slug), token) for slug in ("neighbour", "no-such-place")
    )

    assert (others.status, others.body) == (missing.status, missing.body)


def test_key_of_one_device_means_nothing_to_another(server: Server, town: Town, token: str):
    sent, key = report(), str(uuid4())

    mine = server.post(sent, token, **{"Idempotency-Key": key})
    theirs = server.post(sent, town.enrol(1)[0], **{"Idempotency-Key": key})

    assert [mine.status, theirs.status] == [201, 201]
    assert mine.json()["id"] != theirs.json()["id"]
