"""The demo is served on a free port of the loopback, and nowhere else."""

import os
import socket
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest

from ops import gunicorn
from ops.binding import LOOPBACK, Address, listen_on_first_free, refuse_public_demo
from ops.console import Problem
from ops.state import ROOT


def test_the_first_free_port_is_taken_at_once() -> None:
    with (
        listen_on_first_free(18_000, 18_099) as first,
        listen_on_first_free(18_000, 18_099) as next_,
    ):
        assert first.getsockname()[0] == LOOPBACK
        assert next_.getsockname()[1] > first.getsockname()[1] >= 18_000


def test_a_port_that_another_holds_on_every_address_is_passed_over() -> None:
    with socket.socket() as other:
        other.bind(("0.0.0.0", 0))
        other.listen()
        taken = other.getsockname()[1]

        with listen_on_first_free(taken, taken + 50) as ours:
            assert ours.getsockname()[1] != taken


def test_no_free_port_is_one_sentence() -> None:
    with listen_on_first_free(18_100, 18_199) as only:
        port = only.getsockname()[1]

        with pytest.raises(Problem, match=f"from {port} to {port} is taken"):
            listen_on_first_free(port, port)


@pytest.mark.parametrize(
    "address", [(LOOPBACK, 8000), ("127.1.2.3", 80), ("::1", 8000), ("localhost", 8000), "/run/x"]
)
def test_the_demo_may_listen_on_this_machine(address: Address) -> None:
    refuse_public_demo([address])


@pytest.mark.parametrize(
    "address", [("0.0.0.0", 8000), ("::", 8000), ("192.168.1.4", 80), ("", 80), ("example.org", 80)]
)
def test_the_demo_may_not_be_seen_from_outside(address: Address) -> None:
    with pytest.raises(Problem, match="Demo mode serves this machine only"):
        refuse_public_demo([(LOOPBACK, 8000), address])


def test_an_open_descriptor_is_judged_by_where_it_listens(tmp_path: Path) -> None:
    with (
        socket.socket() as private,
        socket.socket() as public,
        socket.socket(socket.AF_UNIX) as unix,
    ):
        private.bind((LOOPBACK, 0))
        public.bind(("0.0.0.0", 0))
        unix.bind(str(tmp_path / "socket"))

        refuse_public_demo([private.fileno(), unix.fileno()])
        with pytest.raises(Problem):
            refuse_public_demo([public.fileno()])
        assert public.getsockname()  # it was looked at, not closed


@pytest.mark.slow
def test_gunicorn_will_not_start_a_public_demo(tmp_path: Path) -> None:
    given = {"NTARS_DEMO": "1", "NTARS_STATE": str(tmp_path), "SECRET_KEY": "key"}
    command = [sys.executable, "-m", "gunicorn", "-c", "ops/gunicorn.py", "-b", "0.0.0.0:0"]

    done = subprocess.run(
        command, cwd=ROOT, env=dict(os.environ) | given, capture_output=True, text=True
    )

    assert done.returncode != 0
    assert "Demo mode serves this machine only and will not listen on" in done.stderr


@pytest.mark.parametrize(
    ("variable", "services", "refused"),
    [("yes", "{}", True), ("no", '{"demo": "yes"}', False), (None, '{"demo": "yes"}', True),
     (None, "{}", False), ("False", "{}", False), ("TRUE", "{}", True)],
)  # fmt: skip
def test_gunicorn_knows_the_demo_as_settings_do(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    variable: str | None,
    services: str,
    refused: bool,
) -> None:
    (tmp_path / "services.json").write_text(services)
    monkeypatch.setenv("NTARS_STATE", str(tmp_path))
    monkeypatch.delenv("NTARS_DEMO", raising=False)
    if variable:
        monkeypatch.setenv("NTARS_DEMO", variable)
    server = SimpleNamespace(cfg=SimpleNamespace(address=[("0.0.0.0", 8000)]))

    with pytest.raises(SystemExit) if refused else nullcontext():
        gunicorn.on_starting(server)
