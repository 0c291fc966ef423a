"""A server of one police.uk archive that does everything wrong that is asked of it."""

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.layers.police_builders import archive, row, street

FILES = {
    f"2024-{at:02}-northamptonshire-street.csv": street(*[row(month=f"2024-{at:02}")] * (at + 300))
    for at in range(1, 5)
}
OTHERS = {
    "2024-04/2024-04-kent-street.csv": bytes(range(256)) * 4_000,
    "2024-04/2024-04-northamptonshire-outcomes.csv": b"Crime ID\n",
}
ARCHIVE = archive({f"{name[:7]}/{name}": content for name, content in FILES.items()} | OTHERS)
PATH = "/data/archive/2024-04.zip"


class Server:
    """A server of one archive. `faults` are used up one a request; each may answer itself."""

    def __init__(self) -> None:
        self.content = ARCHIVE
        self.ranges = True
        self.etag = '"one"'
        self.faults: list[Callable[[BaseHTTPRequestHandler, bytes], bool]] = []
        self.asked: list[str] = []
        self.sent = 0
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args: Any) -> None:
                pass

            def do_GET(self) -> None:
                server.asked.append(self.headers.get("Range", "whole"))
                if server.faults and server.faults.pop(0)(self, server.content):
                    return
                server.answer(self)

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._http.giver = self
        self.base = f"http://127.0.0.1:{self._http.server_port}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,))
        self._thread.start()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        if handler.path != PATH:
            return send(handler, 404, b"nothing here")
        body, total = self.content, len(self.content)
        asked = handler.headers.get("Range")
        if self.etag and handler.headers.get("If-None-Match") == self.etag:
            return send(handler, 304, b"")
        tags = {"ETag": self.etag} if self.etag else {}
        if not (asked and self.ranges and handler.headers.get("If-Range", self.etag) == self.etag):
            self.sent += total
            return send(handler, 200, body, **tags)
        first, _, last = asked.removeprefix("bytes=").partition("-")
        start, end = int(first), min(int(last or total - 1), total - 1)
        self.sent += end + 1 - start
        where = {"Content-Range": f"bytes {start}-{end}/{total}"}
        return send(handler, 206, body[start : end + 1], **where, **tags)

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    handler.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    if status != 304:
        handler.wfile.write(body)


def status(code: int, **headers: str):
    def fault(handler: BaseHTTPRequestHandler, content: bytes) -> bool:
        send(handler, code, b"not now", **headers)
        return True

    return fault


def page(handler: BaseHTTPRequestHandler, content: bytes) -> bool:
    send(handler, 200, b"<html>Down for maintenance</html>", Content_Type="text/html")
    return True


def whole_of(content: bytes):
    """Send some bytes as the whole file, without saying what they are."""

    def fault(handler: BaseHTTPRequestHandler, _content: bytes) -> bool:
        send(handler, 200, content)
        return True

    return fault


def hang_up(handler: BaseHTTPRequestHandler, content: bytes) -> bool:
    handler.close_connection = True
    handler.connection.close()
    return True


def cut_after(share: float):
    """Send a part of the body that was asked for, then cut the connection."""

    def fault(handler: BaseHTTPRequestHandler, content: bytes) -> bool:
        piece = "Range" in handler.headers and handler.server.giver.ranges
        asked = handler.headers["Range"] if piece else "bytes=0-"
        first, _, last = asked.removeprefix("bytes=").partition("-")
        start, end = int(first), min(int(last or len(content) - 1), len(content) - 1)
        body = content[start : end + 1]
        handler.send_response(206 if piece else 200)
        handler.send_header("Content-Length", str(len(body)))
        handler.send_header("ETag", '"one"')
        if piece:
            handler.send_header("Content-Range", f"bytes {start}-{end}/{len(content)}")
        handler.end_headers()
        handler.wfile.write(body[: int(len(body) * share)])
        handler.wfile.flush()
        handler.close_connection = True
        handler.connection.shutdown(2)
        return True

    return fault


def well(handler: BaseHTTPRequestHandler, content: bytes) -> bool:
    return False
