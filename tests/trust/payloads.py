"""Control characters that would forge a log line or move a reader's cursor; and raw requests."""

from __future__ import annotations

import socket
import ssl
from contextlib import ExitStack
from typing import Final

FORGED: Final = '{"level":"FORGED"}'
_C0: Final = [bytes([code]) for code in (0, 1, *range(7, 15), *range(27, 32), 127)]
PAYLOADS: Final[list[bytes]] = [
    *(b"a" + one + FORGED.encode() for one in _C0),
    b"\r\n" + FORGED.encode(), b"\n\r" + FORGED.encode(), b"\r\n\r\n" + FORGED.encode(),
    b"\x1b[31mred\x1b[0m", b"\x1b]0;title\x07", b"\x1b[2J\x1b[H", b"\x9b31m",
    *(one.encode() for one in ("\u0085", "\u2028", "\u2029", "\u200b", "\u202e", "\u2066",
                               "\u2069", "\ufeff", "\ufffe", "\U000e0041")),
    b"\xff\xfe", b"\xed\xa0\x80", b"\xc0\x8a", b'"},' + FORGED.encode(), b"\\",
    b"\\n" + FORGED.encode(), b"%(levelname)s %s %d {0}",
]  # fmt: skip


def posted(path: str, headers: dict[str, str], body: bytes) -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += ["Connection: close", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def send_raw(port: int, request: bytes, *, tls: bool) -> None:
    """Send exactly these bytes and read until the other side hangs up."""
    with ExitStack() as stack:
        line = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
        if tls:
            context = ssl._create_unverified_context()
            line = stack.enter_context(context.wrap_socket(line))
        line.sendall(request)
        try:
            while line.recv(65536):
                pass
        except OSError:
            pass  # cut off, which is an answer too
