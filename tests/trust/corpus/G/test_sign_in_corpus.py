"""Corpus G, in process: who is told what when signing in, and what a session survives."""

from __future__ import annotations

import re
import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from typing import Any, Final

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.contrib.auth import hashers
from django.core import mail
from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.urls import reverse

from members.access import acting_in
from members.audiences import Audience
from members.models import District, Membership, Person
from tests.incidents.conftest import open_town

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PASSWORD: Final = "a long password"
KNOWN: Final = "staff@example.invalid"
_VARIES: Final = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"|[a-z]+@example\.invalid')


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def person(make_person) -> Person:
    return make_person(KNOWN, PASSWORD)


@pytest.fixture
def manager(make_district, make_member) -> Person:
    """Somebody whose sign-in has a second factor and a page of their own."""
    town = make_district()
    with acting_in(town.pk):
        open_town(town)
    made = make_member(town, Audience.OPERATIONS)
    made.set_password(PASSWORD)
    made.save()
    return made


MINE: Final = "/d/exampleton/triage/"


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: Any) -> Any:
    return client.post(reverse("account_login"), {"login": email, "password": password}, **more)


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def same(answer: Any) -> tuple[int, bytes]:
    """Return an answer without what differs by who asked: the token, and the address echoed."""
    return answer.status_code, _VARIES.sub(b"", answer.content)


# --- G01: nobody learns who is known ------------------------------------------------------------


def three_addresses(make_person) -> dict[str, str]:
    make_person("known@example.invalid", PASSWORD)
    gone = make_person("gone@example.invalid", PASSWORD)
    Person.objects.filter(pk=gone.pk).update(is_active=False)
    return {who: f"{who}@example.invalid" for who in ("known", "gone", "never")}


def test_g01_signing_in_tells_nobody_who_is_known(make_person, monkeypatch) -> None:
    hashed: list[str] = []
    hasher = settings.PASSWORD_HASHERS[0].rpartition(".")[2]
    told, work = {}, {}
    for who, email in three_addresses(make_person).items():
        cache.clear()
        with monkeypatch.context() as watched:
            _count(watched, hasher, hashed)
            told[who] = same(sign_in(Client(), email, "another password"))
        work[who] = len(hashed)
        hashed.clear()

    assert told["known"] == told["never"] == told["gone"]
    assert told["known"][0] == 200
    assert work["known"] == work["never"] == work["gone"] == 1


def _count(watched: pytest.MonkeyPatch, hasher: str, hashed: list[str]) -> None:
    real = getattr(hashers, hasher).encode

    def encode(self: Any, *words: Any, **more: Any) -> Any:
        hashed.append("once")
        return real(self, *words, **more)

    watched.setattr(getattr(hashers, hasher), "encode", encode)


def test_g01_asking_for_a_new_password_tells_nobody_who_is_known(make_person) -> None:
    told = {}
    for who, email in three_addresses(make_person).items():
        cache.clear()
        told[who] = same(Client().post(reverse("account_reset_password"), {"email": email}))

    assert told["known"] == told["never"] == told["gone"]
    assert told["known"][0] == 302


@pytest.mark.prove
def test_g01_signing_in_takes_as_long_for_known_and_unknown(make_person, monkeypatch) -> None:
    monkeypatch.setattr(
        "django.conf.settings.PASSWORD_HASHERS",
        ["django.contrib.auth.hashers.ScryptPasswordHasher"],
    )
    monkeypatch.setattr("django.conf.settings.ACCOUNT_RATE_LIMITS", False)
    emails = three_addresses(make_person)
    took: dict[str, list[float]] = {who: [] for who in emails}

    for _ in range(200):
        for who, email in emails.items():
            cache.clear()
            began = time.process_time()
            sign_in(Client(), email, "another password")
            took[who].append(time.process_time() - began)

    known, *others = (median(times) for times in took.values())
    assert all(abs(other - known) / known < 0.05 for other in others), took


# --- G02, G03: odd passwords and addresses ------------------------------------------------------


def test_g02_a_megabyte_of_password_is_refused_at_once(client, person) -> None:
    began = time.process_time()
    answer = sign_in(client, KNOWN, "x" * 1_000_000)

    assert answer.status_code == 400
    assert time.process_time() - began < 0.2


@pytest.mark.parametrize(
    "typed",
    ["a long password\0", " a long password", "a long password ", "A long password", "\u202ea"],
)
def test_g02_only_the_very_password_opens(client, person, typed) -> None:
    assert sign_in(client, KNOWN, typed).status_code == 200
    assert not is_in(client)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_g02_password_is_taken_as_it_was_set(client, make_person, form) -> None:
    make_person(KNOWN, unicodedata.normalize(form, "ein Café im Süden"))
    other = {"NFC": "NFD", "NFD": "NFC"}[form]

    sign_in(client, KNOWN, unicodedata.normalize(other, "ein Café im Süden"))
    assert not is_in(client)
    sign_in(client, KNOWN, unicodedata.normalize(form, "ein Café im Süden"))
    assert is_in(client)


@pytest.mark.parametrize("typed", ["STAFF@example.invalid", "staff@EXAMPLE.INVALID", " " + KNOWN])
def test_g03_case_and_spaces_of_an_address_are_one_account(client, person, typed) -> None:
    sign_in(client, typed)

    assert client.session["_auth_user_id"] == str(person.pk)


@pytest.mark.parametrize(
    "typed",
    ["staff+x@example.invalid", "ſtaff@example.invalid", "staff@example.ınvalid", "staff"],
)
def test_g03_what_only_looks_like_an_address_is_another(client, person, typed) -> None:
    sign_in(client, typed)
    Client().post(reverse("account_reset_password"), {"email": typed})

    assert not is_in(client)
    assert KNOWN not in {one for letter in mail.outbox for one in letter.to}


@pytest.mark.parametrize(
    "end", ["\r\nBcc: evil@example.invalid", "\nSubject: x", "%0aBcc: x@y.invalid"]
)
def test_g03_line_ends_write_no_header(client, person, end) -> None:
    answer = client.post(reverse("account_reset_password"), {"email": KNOWN + end})

    assert answer.status_code in {200, 302}
    assert mail.outbox == []


# --- G04: the name that a request was sent to ---------------------------------------------------


@pytest.mark.parametrize(
    "host",
    ["evil.invalid", "127.0.0.1:443@evil.invalid", "127.0.0.1.evil.invalid", "", "a b", "[::1"],
)
def test_g04_other_names_are_refused(client, host) -> None:
    assert client.get("/", headers={"host": host}).status_code == 400


def test_g04_links_in_mails_have_our_address(client, person, settings) -> None:
    settings.BASE_URL = "https://town.example.org"
    settings.ALLOWED_HOSTS = ["*"]  # as careless as can be

    client.post(
        reverse("account_reset_password"),
        {"email": KNOWN},
        headers={"host": "evil.invalid", "X-Forwarded-Host": "evil.invalid"},
    )

    (letter,) = mail.outbox
    assert "https://town.example.org/account/password/reset/key/" in letter.body
    assert "evil" not in letter.body + letter.subject


# --- G05, G06: sessions -------------------------------------------------------------------------


def test_g05_a_session_from_before_gets_a_new_name(client, person) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "f" * 32
    sign_in(client, KNOWN)
    after = client.cookies[settings.SESSION_COOKIE_NAME].value

    assert is_in(client)
    assert after != "f" * 32
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = "f" * 32
    assert not is_in(thief)


def signs_out(client: Client, person: Person) -> None:
    client.post(reverse("account_logout"))


def is_disabled(client: Client, person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(is_active=False)


def changes_the_password(client: Client, person: Person) -> None:
    person.set_password("quite another password")
    person.save()


def loses_the_role(client: Client, person: Person) -> None:
    with acting_in(District.objects.get().pk):
        Membership.objects.filter(person=person).delete()


@pytest.mark.parametrize("what", [signs_out, is_disabled, changes_the_password, loses_the_role])
def test_g06_an_old_cookie_opens_nothing(client, manager, what) -> None:
    client.force_login(manager)
    assert client.get(MINE).status_code == 200
    stolen = client.cookies[settings.SESSION_COOKIE_NAME].value

    what(client, manager)

    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = stolen
    assert thief.get(MINE).status_code == (404 if what is loses_the_role else 302)


# G08 is tests/trust/test_forgery.py.

# --- G10: one-time codes ------------------------------------------------------------------------


def code_of(person: Person, away: int = 0) -> str:
    sealed = Authenticator.objects.get(user=person, type=Authenticator.Type.TOTP).data["secret"]
    return str(format_hotp_value(hotp_value(decrypt(sealed), int(time.time()) // 30 + away)))


def second_step(client: Client, code: str) -> Any:
    return client.post(reverse("mfa_authenticate"), {"code": code})


def test_g10_a_code_works_once(manager) -> None:
    first, second = Client(), Client()
    for one in (first, second):
        sign_in(one, manager.email)
    code = code_of(manager)

    second_step(first, code)
    second_step(second, code)

    assert (is_in(first), is_in(second)) == (True, False)


@pytest.mark.parametrize("away", [-2, 2, -20, 20])
def test_g10_codes_of_other_minutes_are_refused(client, manager, away) -> None:
    sign_in(client, manager.email)

    second_step(client, code_of(manager, away))

    assert not is_in(client)


def test_g10_a_recovery_code_works_once(manager) -> None:
    code = RecoveryCodes.activate(manager).get_unused_codes()[0]
    first, second = Client(), Client()
    for one in (first, second):
        sign_in(one, manager.email)
        second_step(one, code)

    assert (is_in(first), is_in(second)) == (True, False)


def test_g10_guessing_is_stopped_before_the_right_code(client, manager) -> None:
    sign_in(client, manager.email)
    for number in range(12):
        second_step(client, f"{number:06}")

    second_step(client, code_of(manager))

    assert not is_in(client)


@pytest.mark.django_db(transaction=True)
def test_g10_ten_guesses_at_once_open_nothing(manager) -> None:
    clients = [Client() for _ in range(10)]
    for one in clients:
        cache.clear()
        sign_in(one, manager.email)
    right = {code_of(manager, away) for away in (-1, 0, 1)}
    guesses = [code for code in map("{:06}".format, range(50)) if code not in right][:10]

    def guess(number: int) -> int:
        try:
            return int(second_step(clients[number], guesses[number]).status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as pool:
        statuses = set(pool.map(guess, range(10)))

    assert statuses <= {200, 302, 429}
    assert not any(is_in(one) for one in clients)


# --- G11: links that are over -------------------------------------------------------------------


def link_for(person: Person) -> str:
    cache.clear()
    mail.outbox.clear()
    Client().post(reverse("account_reset_password"), {"email": person.email})
    return re.search(r"/account/password/reset/key/[^\s]+", mail.outbox[0].body)[0]


def opened(link: str) -> tuple[int, bytes]:
    answer = Client().get(link, follow=True)
    return same(answer)


def test_g11_a_link_that_is_over_never_was(person) -> None:
    link = link_for(person)
    uid, _, key = link.rstrip("/").rpartition("/")[2].partition("-")
    made = link.replace(f"{uid}-{key}", "{}").format

    never = opened(made("1-abcdef-0123456789"))
    other = {
        "altered": made(f"{uid}-{key[:-1]}{'0' if key[-1] != '0' else '1'}"),
        "cut": made(f"{uid}-{key[:-4]}"),
        "shouted": made(f"{uid}-{key.upper()}"),
        "another's": made(f"{'2' if uid != '2' else '3'}-{key}"),
    }

    assert {name: opened(where) for name, where in other.items()} == dict.fromkeys(other, never)


def test_g11_a_link_works_once(person) -> None:
    link, visitor = link_for(person), Client()
    form = visitor.get(link, follow=True).redirect_chain[-1][0]
    new = "an altogether new one"

    visitor.post(form, {"password1": new, "password2": new})

    assert opened(link) == opened(link.replace("key/", "key/zz"))
    cache.clear()
    client = Client()
    sign_in(client, person.email, new)
    assert is_in(client)


# --- G12, G17, G18, G19: methods, searches, names, what is not there ----------------------------


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_g12_no_header_makes_another_method(client, manager, header) -> None:
    client.force_login(manager)

    assert client.get(MINE, headers={header: "DELETE"}).status_code == 200
    assert client.post(MINE + "?_method=GET", headers={header: "GET"}).status_code == 405


@pytest.mark.parametrize("method", ["TRACE", "PROPFIND", "CONNECT", "LOCK", "QUERY"])
def test_g12_other_methods_are_refused(client, manager, method) -> None:
    client.force_login(manager)

    assert client.generic(method, MINE).status_code == 405


def test_g12_head_and_get_with_a_body_tell_no_more(client, manager) -> None:
    assert client.head(MINE).status_code == 302
    client.force_login(manager)
    assert client.head(MINE).content == b""
    assert client.generic("GET", MINE, b"show=everything").status_code == 200


SEARCHES: Final = (
    "%", "_", "\\", "x" * 10_000, "(a+)+$" + "a" * 200, "a&&|!", "'''", '"', "'; DROP TABLE x;--",
    "\u202e", "a\u0000b", "<script>", "::", "!!!", "&" * 500,
)  # fmt: skip


@pytest.mark.parametrize("words", SEARCHES, ids=range(len(SEARCHES)))
def test_g17_searching_never_fails_and_never_takes_long(client, manager, words) -> None:
    client.force_login(manager)
    began = time.process_time()

    answer = client.get(MINE, {"q": words, "words": words, "search": words})

    assert answer.status_code in {200, 400}
    assert time.process_time() - began < 2
    assert b"<script>x" not in answer.content


@pytest.mark.parametrize(
    "name",
    ["0", "-1", str(2**63), "..", "null", "%20", "0" * 32, "019a0000-0000-7000-8000-000000000000"],
)
def test_g18_names_of_nothing_are_404(client, manager, name) -> None:
    client.force_login(manager)

    for path in (f"incidents/{name}/", f"photos/{name}/small/", f"my-reports/{name}/still/"):
        assert client.get(f"/d/exampleton/{path}").status_code in {404, 405}
    assert client.get(f"/r/{name}/").status_code == 404
    assert client.get(f"/d/{name}/triage/").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/admin/",
        "/admin/layers/boundary/?geom__bbcontains=/vsicurl/http://127.0.0.1/x",
        "/django-rq/",
        "/api/docs",
        "/api/v1/docs",
        "/.env",
        "/.git/config",
    ],
)
def test_g19_there_is_no_back_office(client, manager, path) -> None:
    client.force_login(manager)

    assert client.get(path).status_code == 404


@pytest.mark.parametrize("words", [{"_connector": "OR 1=1"}, {"district__name__regex": "(a+)+$"}])
def test_g19_no_word_of_an_address_becomes_a_filter(client, manager, words) -> None:
    client.force_login(manager)

    assert client.get(MINE, words).status_code in {200, 400}
