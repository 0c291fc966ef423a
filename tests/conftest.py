"""The cast, the database with its two roles, and the walls that tests must not see over."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg
import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.utils import encrypt, is_mfa_enabled
from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.db import connections
from django.test import Client, TransactionTestCase
from hypothesis import settings as hypothesis_settings

from hotspots import proofs
from members.access import acting_in
from members.actions import add_member, add_person
from members.audiences import SECOND_FACTOR, Audience
from members.models import District, Person

ROOT = Path(__file__).resolve().parent.parent

# A busy machine makes an example slow, not wrong; speed has tests of its own.
hypothesis_settings.register_profile("ntars", deadline=None)
hypothesis_settings.load_profile("ntars")


def shared_data() -> Path:
    """Return the folder of real data files, which may not exist."""
    return Path(os.environ.get("NTARS_SHARED") or ROOT.parent / "shared" / "data")


#: Whole platforms that are killed or stand still, for a minute or more each. They come first, so
#: that no worker is left alone with one when all else is done.
LONG = ("test_chaos.py", "test_photo_chaos.py", "test_standstill.py")


@pytest.hookimpl(trylast=True)  # after pytest-django has sorted by what touches the database
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in LONG)
    if shared_data().is_dir():
        return
    absent = pytest.mark.skip(reason="the real data files are not at ../shared/data")
    for item in items:
        if item.get_closest_marker("real_data"):
            item.add_marker(absent)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Keep what `make prove` found in `docs/proofs.json`, which comes with the release."""
    folder = Path(os.environ.get("NTARS_STATE", "")) / "out" / "proof"
    is_main = not hasattr(session.config, "workerinput")
    if session.config.option.markexpr == "prove" and is_main and folder.is_dir():
        proofs.gather(folder, proofs.KEPT, datetime.now(UTC).date())


@pytest.fixture(scope="session")
def real_data() -> Path:
    return shared_data()


@pytest.fixture(autouse=True)
def _no_network_beyond_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection but to loopback and unix sockets."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family != socket.AF_UNIX and str(address[0]) not in {"127.0.0.1", "::1"}:  # type: ignore[index]
            raise AssertionError("a test tried to reach another machine")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


# --- The database: made by the owner, used by the application role -----------------------------


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker) -> Iterator[None]:  # type: ignore[no-untyped-def]
    """Make a database of this worker's own; migrate as the owner; connect as the application."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    name = f"test_{os.environ.get('NTARS_TEST_DB', 'ntars')}_{worker}"
    with django_db_blocker.unblock():
        _recreate(name)
        for alias in ("default", "owner"):
            connections[alias].close()
            settings.DATABASES[alias]["NAME"] = name
            connections[alias].settings_dict["NAME"] = name
        _take_own_cache(worker)
        call_command("migrate", database="owner", verbosity=0)
        connections["owner"].close()
        yield
        for alias in ("default", "owner"):
            connections[alias].close()
        _drop(name)


def _take_own_cache(worker: str) -> None:
    """Count this worker's askings apart: another's `cache.clear()` would forget them."""
    store = settings.CACHES["default"]
    if worker.startswith("gw") and "LOCATION" in store:
        number = int(worker.removeprefix("gw")) % 15 + 1
        store["LOCATION"] = store["LOCATION"].replace("?db=0", f"?db={number}")
        caches["default"] = caches.create_connection("default")


def _server(name: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
    owner = settings.DATABASES["owner"]
    return psycopg.connect(
        host=owner["HOST"],
        port=owner["PORT"] or None,
        user=owner["USER"],
        password=owner["PASSWORD"] or None,
        dbname=name,
        autocommit=True,
    )


def _drop(name: str) -> None:
    with _server() as server:
        # Without FORCE: the owner may not end the application role's connections, but the
        # server waits some seconds for those that are just closing.
        server.execute(f'DROP DATABASE IF EXISTS "{name}"')


def _recreate(name: str) -> None:
    _drop(name)
    with _server() as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE template_postgis')


@pytest.fixture(autouse=True, scope="session")
def _truncate_as_owner() -> Iterator[None]:
    """Let transactional tests clean up: the application role may not truncate."""
    original = TransactionTestCase._fixture_teardown

    def teardown(self: TransactionTestCase) -> None:
        with _server(settings.DATABASES["owner"]["NAME"]) as owner:
            found = owner.execute(
                "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables"
                " WHERE tableowner = current_user AND schemaname = 'public'"
                " AND tablename NOT IN ('django_migrations', 'django_content_type')"
            ).fetchone()
            assert found is not None
            owner.execute(f"TRUNCATE {found[0]} CASCADE")  # type: ignore[call-overload]

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = original  # type: ignore[method-assign]


@pytest.fixture(autouse=True, scope="session")
def _no_collected_files(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Give pages plain static addresses, so that the suite needs no collected files."""
    settings.STATIC_ROOT = tmp_path_factory.mktemp("static")
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture(autouse=True, scope="session")
def _photographs_apart(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the suite's photographs away from the demo's."""
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")


@pytest.fixture(autouse=True, scope="session")
def _cheap_passwords() -> None:
    """Hash passwords cheaply: the suite signs in often, and the hash is Django's to test."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True, scope="session")
def _signed_in_fully() -> Iterator[None]:
    """Let `force_login` stand for a whole sign-in: with the second factor of those who have one."""
    original = Client.force_login

    def signed_in(self: Client, user: Person, backend: str | None = None) -> None:
        original(self, user, backend)
        if is_mfa_enabled(user):
            session = self.session
            session["account_authentication_methods_user"] = str(user.pk)
            session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": 0}]
            session.save()

    Client.force_login = signed_in  # type: ignore[method-assign]
    yield
    Client.force_login = original  # type: ignore[method-assign]


# --- The cast ----------------------------------------------------------------------------------

MOMENT = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
TODAY = date(2026, 11, 2)


@pytest.fixture
def make_district(db: None):  # type: ignore[no-untyped-def]
    """Return a maker of districts."""

    def make(slug: str = "exampleton", *, force: str = "northamptonshire") -> District:
        return District.objects.create(
            slug=slug,
            name=slug.title(),
            force=force,
            invented=force.startswith("planted-"),
            created_at=MOMENT,
        )

    return make


@pytest.fixture
def district(make_district) -> Iterator[District]:  # type: ignore[no-untyped-def]
    """A district, with the test acting in it as operations."""
    mine = make_district()
    with acting_in(mine.pk, Audience.OPERATIONS):
        yield mine


@pytest.fixture
def make_person(db: None):  # type: ignore[no-untyped-def]
    """Return a maker of people with a password and no memberships."""

    def make(email: str = "staff@example.invalid", password: str = "a long password") -> Person:
        return add_person(email=email, name="An invented person", password=password, at=MOMENT)

    return make


@pytest.fixture
def make_member(make_person):  # type: ignore[no-untyped-def]
    """Return a maker of people who are one audience of a district."""

    def make(district: District, audience: Audience) -> Person:
        person = make_person(f"{audience.value.lower()}@{district.slug}.invalid")
        add_member(
            district=district,
            person=person,
            audience=audience,
            starts_on=date(2024, 1, 1),
            by="test",
            at=MOMENT,
        )
        if audience in SECOND_FACTOR:
            Authenticator.objects.create(
                user=person,
                type=Authenticator.Type.TOTP,
                data={"secret": encrypt(generate_totp_secret())},
            )
        return person

    return make
