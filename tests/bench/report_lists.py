"""How many lists a second readers get: a business's reports and the triage queue, each recorded.

The whole road as in `report_api`: nginx with TLS, gunicorn, a sign-in with its second factor,
row-level security, one audit event for each page in the chain of the one district.
"""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.utils import encrypt
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command
from django.utils import timezone

from incidents.actions import NewReport, record_reports
from incidents.models import Report
from members.access import acting_in
from members.actions import add_member, add_person
from members.audiences import Audience
from members.models import AuditEvent, Person
from tests.bench._stack import Stack, calibration, whole_stack
from tests.bench.report_api import town_of
from tests.trust.live import LAT, LNG, Town, count_of

_REPORTS: Final = 20_000
_READERS: Final = 8
_SECONDS: Final = 15
_CONNECTIONS: Final = (4, 8, 16)
_LISTS: Final = {
    "my_reports": (Audience.MANAGER, "/d/exampleton/my-reports/"),
    "triage_queue": (Audience.OPERATIONS, "/d/exampleton/triage/"),
}
#: What stands once for each report of a list, and how many a page holds.
_ROWS: Final = {"my_reports": ('class="report-card"', 25), "triage_queue": ("data-pin=", 50)}

_SCRIPT: Final = """
local lists = LISTS
local at = 0
function request()
  at = at % #lists + 1
  return wrk.format("GET", lists[at][1], { ["Cookie"] = lists[at][2] })
end
"""


def run() -> dict[str, Any]:
    """Return the rate and the waiting: half of the readers each, and each list by itself."""
    call_command("migrate", database="owner", verbosity=0)
    town = town_of(1)
    _fill(town)
    asked = {name: _readers(town, *what) for name, what in _LISTS.items()}
    both = [one for pair in zip(*asked.values(), strict=True) for one in pair]
    figures: dict[str, Any] = {
        "reports": count_of([Report], town.district)[0],
        "machine_before": calibration(),
    }
    with tempfile.TemporaryDirectory(prefix="nt-") as name, whole_stack(Path(name), "") as stack:
        for name, lists in asked.items():
            _see(town, stack, name, lists)
        for what, lists in ({"both": both} | asked).items():
            stack.script = _SCRIPT.replace("LISTS", _lua(lists))
            stack.send(connections=4, seconds=3)
            for connections in _CONNECTIONS if what == "both" else (8,):
                before = count_of([AuditEvent], town.district)[0]
                found = stack.send(connections=connections, seconds=_SECONDS)
                found["recorded"] = count_of([AuditEvent], town.district)[0] - before
                good = found["requests"] - found["refused_or_failed"]
                assert found["recorded"] >= good, f"pages that nobody recorded: {found}"
                figures[f"{what}, {connections} connections"] = found
    figures["machine_after"] = calibration()
    return figures


def _see(town: Town, stack: Stack, name: str, lists: list[tuple[str, str]]) -> None:
    """Let every reader see their list once: whole, and recorded, or there is nothing to measure."""
    mark, rows = _ROWS[name]
    for path, cookie in lists:
        before = count_of([AuditEvent], town.district)[0]
        found = stack.page(path, cookie).count(mark)
        assert found == rows, f"{path} shows {found} reports and not {rows}"
        after = count_of([AuditEvent], town.district)[0]
        assert after == before + 1, f"{path} was not recorded"


def _fill(town: Town) -> None:
    """Let the town have so many reports of the last four weeks."""
    missing = _REPORTS - count_of([Report], town.district)[0]
    now, person = timezone.now(), _person(town, Audience.MEMBER, 0)
    new = [
        NewReport(
            client_key=uuid4(),
            reporter_id=person.pk,
            organisation_id=town.shop.pk,
            premises_id=None,
            category="begging",
            lng=LNG + (number % 97 - 48) / 12_000,
            lat=LAT + (number % 89 - 44) / 13_000,
            accuracy_m=None,
            occurred_at=now - timedelta(minutes=2 * number),
            submitted_at=now - timedelta(minutes=2 * number - 1),
            narrative="By the door, again.",
        )
        for number in range(1, missing + 1)
    ]
    if new:
        record_reports(district=town.district, reports=new, by="bench", at=now)


def _person(town: Town, audience: Audience, number: int) -> Person:
    email = f"{audience.value.lower()}-{number}@bench.invalid"
    found = Person.objects.filter(email=email).first()
    if found:
        return found
    now = timezone.now()
    made = add_person(email=email, name="Invented", password=uuid4().hex, at=now)
    own = audience in {Audience.MANAGER, Audience.MEMBER}
    with acting_in(town.district.pk):
        add_member(
            district=town.district,
            person=made,
            audience=audience,
            starts_on=date(2024, 1, 1),
            organisation=town.shop if own else None,
            by="bench",
            at=now,
        )
    secret = encrypt(generate_totp_secret())
    Authenticator.objects.create(user=made, type=Authenticator.Type.TOTP, data={"secret": secret})
    return made


def _readers(town: Town, audience: Audience, path: str) -> list[tuple[str, str]]:
    """Return what each reader asks for, and the cookie they ask with."""
    people = [_person(town, audience, number) for number in range(_READERS)]
    return [(path, f"{settings.SESSION_COOKIE_NAME}={_session(one)}") for one in people]


def _session(person: Person) -> str:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store["account_authentication_methods_user"] = str(person.pk)
    store[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": 0}]
    store.save()
    return str(store.session_key)


def _lua(lists: list[tuple[str, str]]) -> str:
    return "{" + ", ".join(f'{{"{path}", "{cookie}"}}' for path, cookie in lists) + "}"
