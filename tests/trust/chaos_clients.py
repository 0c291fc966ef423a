"""Clients that never give up, and write down on disk what they were told."""

from __future__ import annotations

import http.client
import json
import os
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

URL: Final = "/api/v1/reports"
LNG, LAT = -0.8972, 52.2386
CLIENTS: Final = 6
WAIT: Final = 0.05
_CLIENT_SECONDS: Final = 8.0


@dataclass
class Clients:
    """Threads that send reports and write down, on disk, what they were told."""

    port: int
    tokens: list[str]
    ledger: Path
    seed: int
    statuses: Counter[int] = field(default_factory=Counter)
    longest_wait: float = 0.0
    _ends: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _threads: list[threading.Thread] = field(default_factory=list)

    def begin(self) -> None:
        """Start sending."""
        for number in range(CLIENTS):
            mine = self.tokens[number::CLIENTS]
            chance = random.Random(f"{self.seed} {number}")
            thread = threading.Thread(target=self._work, args=(mine, chance))
            thread.start()
            self._threads.append(thread)

    def end(self) -> None:
        """Let each finish the report in hand."""
        self._ends.set()
        for thread in self._threads:
            thread.join()

    def _work(self, tokens: list[str], chance: random.Random) -> None:
        with self.ledger.open("a", buffering=1) as book:
            while not self._ends.is_set():
                for token in tokens:
                    if self._ends.is_set():
                        return
                    self._report(book, token, chance)

    def _report(self, book: Any, token: str, chance: random.Random) -> None:
        key, body = str(uuid4()), self._body(chance)
        began = time.monotonic()
        pk = self._until_told(key, body, token)
        self.longest_wait = max(self.longest_wait, time.monotonic() - began)
        for told in (pk, self._until_told(key, body, token) if chance.random() < 0.1 else None):
            if told:
                book.write(json.dumps({"key": key, "id": told}) + "\n")
                os.fsync(book.fileno())

    @staticmethod
    def _body(chance: random.Random) -> bytes:
        content = {
            "district": "exampleton",
            "category": "begging",
            "lng": round(LNG + chance.uniform(-0.004, 0.004), 6),
            "lat": round(LAT + chance.uniform(-0.003, 0.003), 6),
            "occurred_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        return json.dumps(content).encode()

    def _until_told(self, key: str, body: bytes, token: str) -> str | None:
        """Send until the server has accepted the report; None where it refuses for haste."""
        while True:
            status, answer = self._send(key, body, token)
            with self._lock:
                self.statuses[status] += 1
            if status in {200, 201}:
                return str(json.loads(answer)["id"])
            if status not in {0, 409, 500, 503}:
                return None
            time.sleep(WAIT)

    def _send(self, key: str, body: bytes, token: str) -> tuple[int, bytes]:
        secret = "c" * 32
        headers = {
            "Cookie": f"pass={token}; csrf={secret}",
            "X-CSRFToken": secret,
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        }
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_CLIENT_SECONDS)
        try:
            client.request("POST", URL, body, headers)
            answer = client.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            client.close()
