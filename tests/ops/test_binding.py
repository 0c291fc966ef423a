"""The demo is served on a free port of the loopback, and nowhere else."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

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
@pytest.mark.parametrize("demo", ["NTARS_DEMO", "services.json"])
def test_gunicorn_will_not_start_a_public_demo(tmp_path: Path, demo: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "NTARS_DEMO"}
    environment["NTARS_STATE"] = str(tmp_path)
    if demo == "NTARS_DEMO":
        environment["NTARS_DEMO"] = "1"
    else:
        (tmp_path / "services.json").write_text('{"demo": "yes"}')
    command = [sys.executable, "-m", "gunicorn", "-c", "ops/gunicorn.py", "-b", "0.0.0.0:0"]

    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)

    assert done.returncode != 0
    assert "Demo mode serves this machine only and will not listen on" in done.stderr
