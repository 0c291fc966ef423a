"""Servers and committed towns for tests that look from outside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from django.test import TransactionTestCase

from tests.trust.live import Server, serving


@pytest.fixture(scope="module")
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Let a module commit what it writes, and empty every table after it."""
    with django_db_blocker.unblock():
        yield
        TransactionTestCase("_fixture_teardown")._fixture_teardown()
        connections.close_all()


@pytest.fixture(scope="module")
def server(committed: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the committed database with two processes of four threads."""
    with serving(tmp_path_factory.mktemp("server")) as running:
        yield running
