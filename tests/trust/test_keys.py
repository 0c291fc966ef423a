"""P02: sending again with the same key never makes a second report, whatever happened between."""

from __future__ import annotations

import json
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connections
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from incidents import actions
from incidents.actions import SentReport, submit_report
from incidents.models import Receipt, Report
from members.access import acting_in
from members.senders import Sender
from tests.conftest import MOMENT
from tests.incidents.conftest import LAT, LNG
from tests.trust.live import Answer, Server, Town, build_town, report, serving

#: A device may send 30 reports a minute.
_A_DEVICE: Final = 25


@pytest.fixture
def town(transactional_db: None) -> Town:
    return build_town()


@pytest.fixture
def server(town: Town, tmp_path: Path) -> Iterator[Server]:
    with serving(tmp_path) as made:
        yield made


class Keys:
    """Keys of several devices, each with one report, sent in some pattern."""

    def __init__(self, server: Server, town: Town, count: int) -> None:
        self._server, self._town = server, town
        tokens = town.enrol(-(-count // _A_DEVICE))
        self.sent = {str(uuid4()): tokens[number % len(tokens)] for number in range(count)}
        self.ids: dict[str, set[str]] = {key: set() for key in self.sent}
        self.statuses: Counter[int] = Counter()

    def send(self, key: str, **changes: Any) -> Answer:
        """Send a key's report once and note what was told."""
        content = report(narrative=f"Report {key}", occurred_at="2026-11-01T21:15:00Z") | changes
        answer = self._server.post(content, self.sent[key], **{"Idempotency-Key": key})
        self.statuses[answer.status] += 1
        if answer.status in {200, 201}:
            self.ids[key].add(json.loads(answer.body)["id"])
        return answer

    def until_told(self, key: str) -> None:
        """Send until the report is accepted, as a device does."""
        while self.send(key).status not in {200, 201}:
            time.sleep(0.1)

    def each(self, what: Callable[[str], object], threads: int = 4) -> None:
        """Do something with every key, several at a time."""
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(what, self.sent))

    def kill_the_server(self) -> None:
        """Kill all processes that answer, whatever they are doing; others take their place."""
        for pid in self._server.workers():
            os.kill(pid, signal.SIGKILL)

    def grow_older(self, age: str) -> int:
        """Let all receipts of the district be so much older; return how many there are."""
        owner = connections["owner"].settings_dict
        with psycopg.connect(
            host=owner["HOST"],
            port=owner["PORT"] or None,
            user=owner["USER"],
            password=owner["PASSWORD"] or None,
            dbname=owner["NAME"],
        ) as link:
            link.execute(
                "SELECT set_config('ntars.district', %s, true)", [str(self._town.district.pk)]
            )
            return link.execute(
                "UPDATE incidents_receipt SET made_at = made_at - %s::interval", [age]
            ).rowcount

    def assert_one_report_each(self) -> None:
        """Assert that each key has one report, and that all who asked were told of that one."""
        with acting_in(self._town.district.pk):
            stored = list(
                Receipt.objects.filter(client_key__in=self.sent).values_list("client_key", "pk")
            )
            reports = Report.objects.filter(client_key__in=self.sent).count()
        assert len(stored) == reports == len(self.sent)
        assert {str(key): {str(pk)} for key, pk in stored} == self.ids
        assert 500 not in self.statuses


def two_in_a_row(keys: Keys) -> None:
    keys.each(keys.send)
    keys.each(keys.send)
    assert keys.statuses == {201: len(keys.sent), 200: len(keys.sent)}
    assert {keys.send(key, narrative="Other").status for key in list(keys.sent)[:10]} == {422}


def eight_at_once(keys: Keys) -> None:
    for key in keys.sent:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda _, key=key: keys.send(key), range(8)))
    assert keys.statuses[201] == len(keys.sent)
    assert set(keys.statuses) <= {200, 201, 409}


def after_a_kill(keys: Keys) -> None:
    with ThreadPoolExecutor(6) as pool:
        for number, key in enumerate(keys.sent):
            pool.submit(keys.send, key)
            if number % 10 == 9:
                pool.submit(keys.kill_the_server)
    keys.each(keys.until_told)
    assert keys.statuses[0] > 0, "no answer was lost, so nothing was tried"


def after_a_day(keys: Keys) -> None:
    keys.each(keys.send)
    assert keys.grow_older("25 hours") >= len(keys.sent)
    keys.each(keys.send)
    assert keys.statuses == {201: len(keys.sent), 200: len(keys.sent)}


PATTERNS: Final = (two_in_a_row, eight_at_once, after_a_kill, after_a_day)


@pytest.mark.slow
def test_sending_again_is_the_same_report(server: Server, town: Town) -> None:
    for pattern in PATTERNS:
        keys = Keys(server, town, 20)
        pattern(keys)
        keys.assert_one_report_each()


@pytest.mark.prove
@pytest.mark.parametrize("pattern", PATTERNS)
def test_two_thousand_keys_are_two_thousand_reports(server: Server, town: Town, pattern) -> None:
    keys = Keys(server, town, 500)

    pattern(keys)

    keys.assert_one_report_each()


# --- The life of a key, in any order --------------------------------------------------------------


class KeyLife(RuleBasedStateMachine):
    """Two senders in each of two districts, three keys, two contents; any order of sendings."""

    towns: list[Any] = []

    def __init__(self) -> None:
        super().__init__()
        self.keys = [uuid4() for _ in range(3)]
        self.senders = [
            Sender(town, shop.pk, device_id=uuid4()) for town, shop in self.towns for _ in range(2)
        ]
        self.known: dict[tuple[Sender, UUID], tuple[str, UUID]] = {}
        self.hours = 0

    @rule(who=st.integers(0, 3), key=st.integers(0, 2), words=st.sampled_from(["One.", "Two."]))
    def send(self, who: int, key: int, words: str) -> None:
        sender, client_key = self.senders[who], self.keys[key]
        sent = SentReport(client_key, "begging", LNG, LAT, occurred_at=MOMENT, narrative=words)
        at = MOMENT + _hours(self.hours)
        known = self.known.get((sender, client_key))
        if known is not None and known[0] != words:
            with pytest.raises(actions.KeyReused):
                submit_report(sender=sender, sent=sent, at=at)
            return
        accepted = submit_report(sender=sender, sent=sent, at=at)
        assert accepted.is_new == (known is None)
        assert known is None or accepted.receipt.pk == known[1]
        self.known[sender, client_key] = (words, accepted.receipt.pk)

    @rule(hours=st.sampled_from([1, 24, 24 * 30]))
    def time_passes(self, hours: int) -> None:
        self.hours += hours

    @rule(who=st.integers(0, 3), key=st.integers(0, 2))
    def send_what_is_refused(self, who: int, key: int) -> None:
        """A refused report leaves its key as it was."""
        sent = SentReport(self.keys[key], "no_such_thing", LNG, LAT, occurred_at=MOMENT)
        known = (self.senders[who], self.keys[key]) in self.known
        with pytest.raises(actions.KeyReused if known else actions.UnknownCategory):
            submit_report(sender=self.senders[who], sent=sent, at=MOMENT + _hours(self.hours))

    @invariant()
    def one_report_for_each_sender_and_key(self) -> None:
        for town, _shop in self.towns:
            mine = {pk for (who, _), (_, pk) in self.known.items() if who.district == town}
            with acting_in(town.pk):
                kept = Report.objects.filter(client_key__in=self.keys)
                assert set(kept.values_list("pk", flat=True)) == mine


def _hours(count: int) -> timedelta:
    return timedelta(hours=count)


def live_through(monkeypatch: pytest.MonkeyPatch, *, lives: int, steps: int) -> None:
    made = [build_town("exampleton"), build_town("nextdoor")]
    monkeypatch.setattr(KeyLife, "towns", [(town.district, town.shop) for town in made])
    run_state_machine_as_test(
        KeyLife,
        settings=settings(
            max_examples=lives,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.slow
@pytest.mark.django_db
def test_no_order_of_sendings_makes_a_second_report(monkeypatch: pytest.MonkeyPatch) -> None:
    live_through(monkeypatch, lives=8, steps=15)


@pytest.mark.prove
@pytest.mark.django_db
def test_no_long_order_of_sendings_makes_a_second_report(monkeypatch: pytest.MonkeyPatch) -> None:
    live_through(monkeypatch, lives=200, steps=50)
