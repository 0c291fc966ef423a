"""A mail server on loopback that keeps every letter, and refuses some addresses."""

from __future__ import annotations

import email
import re
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

REFUSED = "refused"


@dataclass
class Letterbox:
    """Where it listens, and what came."""

    port: int
    letters: list[bytes] = field(default_factory=list)

    def link(self, pattern: str, *, seconds: float = 20) -> str:
        """Wait for a letter with a link that begins so, and return its path."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for text in self._texts():
                if found := re.search(pattern + r"[^\s]+", text):
                    return found[0]
            time.sleep(0.1)
        raise AssertionError(f"no letter has a link {pattern}")

    def _texts(self) -> Iterator[str]:
        for letter in self.letters:
            for part in email.message_from_bytes(letter).walk():
                if part.get_content_type() == "text/plain":
                    text = part.get_payload(decode=True)
                    assert isinstance(text, bytes)
                    yield text.decode()


class _Post(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self._say("220 ready")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self._take()
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            elif verb == b"RCPT" and REFUSED.encode() in line:
                self._say(f"550 no such mailbox {line.decode().strip()}")
            else:
                self._say("250 fine")

    def _take(self) -> None:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line)
        self.server.box.letters.append(b"".join(lines))  # type: ignore[attr-defined]
        self._say("250 taken")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    box: Letterbox


@contextmanager
def letterbox() -> Iterator[Letterbox]:
    """Take letters until the block ends."""
    with _Server(("127.0.0.1", 0), _Post) as server:
        server.box = Letterbox(int(server.server_address[1]))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.box
        server.shutdown()
