"""A private Redis: one unix socket in a closed folder, no TCP, nothing kept on disk."""

import os
import socket
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from ops.account import Account
from ops.files import write_atomically
from ops.home import Home
from ops.processes import MARK, Program
from ops.state import State


@dataclass(frozen=True)
class Broker:
    """The Redis of one state folder: the job queue and the shared cache, both rebuildable."""

    state: State
    home: Home
    account: Account
    binary: Path

    @property
    def socket(self) -> Path:
        """The only way in."""
        return self.home.sockets / "redis.sock"

    @property
    def log(self) -> Path:
        """What Redis says."""
        return self.state.logs / "redis.log"

    @property
    def url(self) -> str:
        """Return the address as redis-py reads it."""
        return f"unix://{quote(str(self.socket))}?db=0"

    def write_configuration(self) -> Path:
        """Write redis.conf into Redis's own folder and return its path."""
        self.home.redis.mkdir(mode=0o700, exist_ok=True)
        self.account.give(self.home.redis)
        path = self.home.redis / "redis.conf"
        write_atomically(path, self._configuration())
        self.account.give(path)
        return path

    def program(self) -> Program:
        """Return how to start Redis as a child of ours."""
        return Program(
            name="redis",
            arguments=[self.binary, self.write_configuration()],
            environment=dict(os.environ) | {MARK: self.state.mark},
            folder=self.home.redis,
            account=self.account.options,
        )

    def is_ready(self) -> bool:
        """Tell whether Redis answers on its socket."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            try:
                connection.connect(str(self.socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
            except OSError:
                return False

    def _configuration(self) -> str:
        return "\n".join(
            [
                "# Written at every start by ops/broker.py.",
                "port 0",
                f"unixsocket {_quoted(self.socket)}",
                "unixsocketperm 700",
                f"dir {_quoted(self.home.redis)}",
                'save ""',
                "appendonly no",
                "set-proc-title no",  # it would write over the mark in its environment
                "maxmemory 256mb",
                "maxmemory-policy noeviction",  # a full queue must refuse, never forget a job
                "",
            ]
        )


def _quoted(path: Path) -> str:
    escaped = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
