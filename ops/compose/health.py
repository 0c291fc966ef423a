"""Health of one container: `python -m ops.compose.health web|worker|redis`.

Cheap on purpose: it runs twice a minute in every container, so it does not start Django.
"""

import http.client
import os
import socket
import sys
from collections.abc import Callable

import redis

SECONDS = 5.0


class UnixConnection(http.client.HTTPConnection):
    """HTTP over a unix socket."""

    def __init__(self, path: str, host: str) -> None:
        super().__init__(host, timeout=SECONDS)
        self._path = path

    def connect(self) -> None:
        """Connect to the socket instead of the host, which only names the site."""
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(SECONDS)
        self.sock.connect(self._path)


def web() -> bool:
    """Tell whether the site answers on its socket, asked by a name that it serves."""
    path = os.environ["NTARS_BIND"].removeprefix("unix:")
    host = os.environ["ALLOWED_HOSTS"].split(",")[0]
    connection = UnixConnection(path, host)
    connection.request("GET", "/healthz", headers={"X-Forwarded-Proto": "https"})
    return connection.getresponse().status == http.client.OK


def worker() -> bool:
    """Tell whether a worker of this container has given RQ a sign of life (its key expires)."""
    broker = _broker()
    me = socket.gethostname().encode()
    names = broker.smembers("rq:workers")
    return any(broker.hget(name, "hostname") == me for name in names)


def queue() -> bool:
    """Tell whether Redis answers."""
    return bool(_broker().ping())


CHECKS: dict[str, Callable[[], bool]] = {"web": web, "worker": worker, "redis": queue}


def _broker() -> redis.Redis:
    return redis.Redis.from_url(os.environ["REDIS_URL"], socket_timeout=SECONDS)


if __name__ == "__main__":
    sys.exit(0 if CHECKS[sys.argv[1]]() else 1)
