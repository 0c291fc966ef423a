"""The front page, health, errors, headers and signing in."""

import re

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.urls import reverse
from redis import Redis

from members.actions import DEMO_PASSWORD, DemoSignIn, create_demo_signins
from members.audiences import Audience
from tests.conftest import MOMENT, TODAY

pytestmark = pytest.mark.django_db


def test_front_page_says_what_this_is(client):
    page = client.get("/")

    assert page.status_code == 200
    assert "anti-social behaviour" in page.content.decode()


@pytest.mark.parametrize(
    "path", ["/", "/account/login/", "/healthz", "/nowhere/", "/d/x/contrast/"]
)
def test_every_answer_is_guarded(client, path):
    headers = client.get(path).headers

    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert not re.search(r"https?:", policy)
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "no-store" in headers["Cache-Control"]


def test_health_is_good_while_both_services_answer(client, monkeypatch):
    monkeypatch.setattr(settings, "REDIS_URL", "unix:///nonexistent")
    monkeypatch.setattr(Redis, "ping", lambda self: True)

    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()["status"]) == (200, "ok")


@pytest.mark.parametrize("down", ["database", "redis"])
def test_health_names_what_is_down(client, monkeypatch, down):
    monkeypatch.setattr(settings, "REDIS_URL", "unix:///nonexistent/redis.sock")
    if down == "database":
        monkeypatch.setattr(Redis, "ping", lambda self: True)

        def refuse(*args: object, **kwargs: object) -> None:
            raise DatabaseError

        monkeypatch.setattr(connection, "cursor", refuse)

    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()[down]) == (503, False)
    assert answer.headers["Retry-After"] == "5"


@pytest.mark.parametrize(
    "path",
    ["/nowhere/", "/d/", "/d/%00/contrast/", "/d/../contrast/", "/static/../settings.py", "/%ff"],
)
def test_what_does_not_exist_is_a_designed_404(client, path):
    page = client.get(path)

    assert page.status_code in {400, 404}
    assert "Traceback" not in page.content.decode()


def test_another_host_is_refused(client):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_reading_pages_take_no_other_method(client, method):
    assert getattr(client, method)("/").status_code == 405


def test_nobody_signs_up_alone(client):
    page = client.post(
        reverse("account_signup"), {"email": "new@example.invalid", "password1": "long enough one"}
    )

    assert "account/login" not in page.headers.get("Location", "")
    assert client.get("/").wsgi_request.user.is_anonymous


@pytest.fixture
def operations(district):
    signin = DemoSignIn(
        "operations@demo.invalid", "An invented person", district.slug, Audience.OPERATIONS
    )
    return create_demo_signins(signins=[signin], starts_on=TODAY, by="test", at=MOMENT)[0]


def _sign_in(client, email, password=DEMO_PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_operations_signs_in_with_the_printed_code(client, operations, capsys):
    call_command("demo_signins")
    code = re.search(r"operations@demo\.invalid.*code (\d{6})", capsys.readouterr().out)[1]

    first = _sign_in(client, "operations@demo.invalid")
    second = client.post(first.headers["Location"], {"code": code})

    assert reverse("mfa_authenticate") in first.headers["Location"]
    assert second.status_code == 302
    assert client.session["_auth_user_id"] == str(operations.pk)


def test_password_alone_does_not_sign_operations_in(client, operations):
    _sign_in(client, "operations@demo.invalid")

    assert "_auth_user_id" not in client.session


def test_wrong_code_does_not_sign_in(client, operations):
    first = _sign_in(client, "operations@demo.invalid")

    client.post(first.headers["Location"], {"code": "000000"})

    assert "_auth_user_id" not in client.session


def test_secret_of_one_time_codes_is_sealed_in_the_database(operations):
    stored = operations.authenticator_set.get().data["secret"]

    assert len(stored) > 80
    assert not re.fullmatch(r"[A-Z2-7]{32}", stored)


def test_known_and_unknown_people_get_the_same_answer(client, operations):
    known = _sign_in(client, "operations@demo.invalid", "a wrong password")
    unknown = _sign_in(client, "operations@demo.invalie", "a wrong password")

    def plain(page):
        text = page.content.decode().replace("invalie", "invalid")
        return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)

    assert known.status_code == unknown.status_code
    assert plain(known) == plain(unknown)


def test_demo_signins_exist_in_demo_mode_only(district, monkeypatch):
    monkeypatch.setattr(settings, "DEMO", False)
    signin = DemoSignIn("x@demo.invalid", "Nobody", district.slug, Audience.OPERATIONS)

    with pytest.raises(RuntimeError, match="demo mode only"):
        create_demo_signins(signins=[signin], starts_on=TODAY, by="test", at=MOMENT)
