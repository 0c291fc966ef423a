"""A real gunicorn on loopback with a committed town behind it, and clients that send to it."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.utils import timezone

from members.access import acting_in
from members.actions import NewOrganisation, add_organisations
from members.ids import new_id
from members.models import DevicePass, District, Organisation
from members.passes import hash_of, new_token
from tests.conftest import MOMENT
from tests.incidents.conftest import LAT, LNG, open_town

ROOT = Path(__file__).resolve().parents[2]
URL = "/api/v1/reports"
_START_SECONDS = 60.0
_PROCESSES = int(os.environ.get("NTARS_WEB_PROCESSES", "2"))  # as in ops/gunicorn.py


@dataclass(frozen=True)
class Answer:
    """What came back: `status` 0 where the connection broke before an answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Town:
    """A committed district with one business, and the passes of its devices."""

    district: District
    shop: Organisation
    tokens: list[str] = field(default_factory=list)

    def enrol(self, devices: int) -> list[str]:
        """Give the business more devices and return their tokens."""
        made = [new_token() for _ in range(devices)]
        with acting_in(self.district.pk):
            DevicePass.objects.bulk_create(
                DevicePass(
                    id=new_id(MOMENT),
                    district=self.district,
                    organisation=self.shop,
                    label=f"Till {number}",
                    token_sha256=hash_of(token),
                    made_at=MOMENT,
                )
                for number, token in enumerate(made)
            )
        self.tokens += made
        return made


def build_town(slug: str = "exampleton", *, devices: int = 1) -> Town:
    """Make and commit a district that takes reports."""
    district = District.objects.create(
        slug=slug, name=slug.title(), force="northamptonshire", invented=False, created_at=MOMENT
    )
    with acting_in(district.pk):
        open_town(district)
        new = NewOrganisation(name="Invented Bakery", kind="LEVY_PAYER", starts_on=date(2020, 1, 1))
        (shop,) = add_organisations(district=district, organisations=[new], by="test", at=MOMENT)
    town = Town(district, shop)
    town.enrol(devices)
    return town


def report(**changes: Any) -> dict[str, Any]:
    """Return a report that would be accepted, with changes; `...` takes a field away."""
    full = {
        "district": "exampleton",
        "category": "begging",
        "lng": LNG,
        "lat": LAT,
        "occurred_at": _iso(timezone.now() - timedelta(minutes=5)),
    } | changes
    return {name: value for name, value in full.items() if value is not ...}


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def headers_of(token: str, **more: str | None) -> dict[str, str]:
    """Return the headers of a device's page; `None` takes one away."""
    secret = secrets.token_hex(16)
    full = {
        "Cookie": f"{settings.PASS_COOKIE_NAME}={token}; {settings.CSRF_COOKIE_NAME}={secret}",
        "X-CSRFToken": secret,
        "Content-Type": "application/json",
        "Idempotency-Key": str(uuid4()),
    } | more
    return {name: value for name, value in full.items() if value is not None}


@dataclass
class Server:
    """A gunicorn of this code, on a port of loopback."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def send(
        self,
        body: bytes,
        headers: Mapping[str, str],
        *,
        method: str = "POST",
        url: str = URL,
        seconds: float = 15,
    ) -> Answer:
        """Send one request and return the answer, or an empty one if the connection broke."""
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        try:
            client.request(method, url, body, dict(headers))
            found = client.getresponse()
            return Answer(found.status, dict(found.getheaders()), found.read())
        except (OSError, http.client.HTTPException):
            return Answer(0, {}, b"")
        finally:
            client.close()

    def send_raw(self, request: bytes, *, seconds: float = 15) -> Answer:
        """Send exactly these bytes, end our side, and read whatever comes back."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as raw:
            raw.sendall(request)
            raw.shutdown(socket.SHUT_WR)
            said = b""
            while piece := raw.recv(65536):
                said += piece
        head, _, body = said.partition(b"\r\n\r\n")
        status = int(head.split()[1]) if head else 0
        return Answer(status, {}, body)

    def post(self, content: Any, token: str, **headers: str | None) -> Answer:
        """Send a report as a device does."""
        return self.send(json.dumps(content).encode(), headers_of(token, **headers))

    def workers(self) -> list[int]:
        """Return the processes that answer."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return sorted(int(pid) for pid in children.read_text().split())

    def memory_mb(self) -> float:
        """Return the resident memory of all processes that answer."""
        pages = (int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in self.workers())
        return sum(pages) * os.sysconf("SC_PAGE_SIZE") / 2**20


def database_url() -> str:
    """Return the address of the database that this test uses."""
    chosen = connection.settings_dict
    place = f"{quote(chosen['HOST'], safe='')}:{chosen['PORT']}".rstrip(":")
    secret = f":{quote(chosen['PASSWORD'])}" if chosen["PASSWORD"] else ""
    return f"postgis://{chosen['USER']}{secret}@{place}/{chosen['NAME']}"


def environment(**more: str) -> dict[str, str]:
    """Return the environment of processes that share this test's database."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "ntars_geo.settings",
        "DATABASE_URL": database_url(),
        "NTARS_DEMO": "yes",
        "SECRET_KEY": settings.SECRET_KEY,
        "STATIC_ROOT": str(settings.STATIC_ROOT),
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        **more,
    }


def free_port() -> int:
    """Return a port that nobody listens on at this moment."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def start_web(
    port: int, log: Path, variables: Mapping[str, str], *more: str
) -> subprocess.Popen[bytes]:
    """Start gunicorn in a process group of its own."""
    with log.open("ab") as said:
        return subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "ops/gunicorn.py", *more],
            cwd=ROOT,
            env={**variables, "NTARS_BIND": f"127.0.0.1:{port}"},
            stdout=said,
            stderr=said,
            start_new_session=True,
        )


def wait_until_it_answers(server: Server) -> None:
    """Wait for the first answer and the last worker, or fail with what the server said."""
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end and server.process.poll() is None:
        answer = server.send(b"", {}, method="GET", url="/api/v1/openapi.json")
        # The first answers while the second is still being started.
        if answer.status == 200 and len(server.workers()) == _PROCESSES:
            return
        time.sleep(0.1)
    raise AssertionError(f"the server does not answer: {server.log.read_text()[-2000:]}")


@contextmanager
def serving(folder: Path, *more: str) -> Iterator[Server]:
    """Serve this code from a database that is committed, and end the server after."""
    port, log = free_port(), folder / "web.log"
    server = Server(port, start_web(port, log, environment(), *more), log)
    try:
        wait_until_it_answers(server)
        yield server
    finally:
        end_group(server.process)


def end_group(process: subprocess.Popen[bytes], *, seconds: float = 15) -> None:
    """End a process that we started and its children."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def count_of(models: Sequence[Any], district: District, audience: Any = None) -> list[int]:
    """Count the rows of a district in some tables."""
    with acting_in(district.pk, audience):
        return [model.objects.filter(district=district).count() for model in models]
