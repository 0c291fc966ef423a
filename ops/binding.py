"""Where the web server listens: a free port of the loopback, and in demo mode nowhere else."""

import ipaddress
import os
import socket

from ops.console import Problem

LOOPBACK = "127.0.0.1"
FIRST_PORT = 8000
LAST_PORT = 8999
BACKLOG = 256

# What gunicorn knows an address as: host and port, a unix socket's path, or an open descriptor.
Address = tuple[str, int] | str | int


def listen_on_first_free(first: int = FIRST_PORT, last: int = LAST_PORT) -> socket.socket:
    """Return a listening socket on the loopback's first free port, found by taking it.

    Nobody can take the port between finding it and serving on it, and it stays ours while the
    web server is started again.
    """
    for port in range(first, last + 1):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, port))
            listener.listen(BACKLOG)
        except OSError:
            listener.close()
            continue
        return listener
    raise Problem(f"Every port of {LOOPBACK} from {first} to {last} is taken.")


def refuse_public_demo(addresses: list[Address]) -> None:
    """Refuse to show the demo beyond this machine: its passwords are printed at every start.

    Raises Problem for any address but the loopback's and unix sockets.
    """
    for address in addresses:
        if not _is_private(address):
            raise Problem(
                f"Demo mode serves this machine only and will not listen on {address}: use "
                f"{LOOPBACK}, or unset NTARS_DEMO and set up the real thing (compose.yaml)."
            )


def _is_private(address: Address) -> bool:
    if isinstance(address, int):
        with socket.socket(fileno=os.dup(address)) as listener:
            return _is_private(listener.getsockname())
    if isinstance(address, str):
        return True  # a unix socket
    host = address[0]
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
