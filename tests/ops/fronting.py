"""The real nginx with its real configuration, on ports and in a folder of a test's own."""

import http.client
import json
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ops.packages import find_program
from ops.state import ROOT


@dataclass
class Front:
    plain: int
    tls: int
    log: Path
    errors: Path

    def ask(self, path: str = "/", **more: Any) -> tuple[int, dict[str, Any]]:
        """Ask through TLS as a browser would; return the status and what the site was told."""
        context = ssl._create_unverified_context()
        connection = http.client.HTTPSConnection("127.0.0.1", self.tls, timeout=20, context=context)
        try:
            connection.request(more.pop("method", "GET"), path, **more)
            answer = connection.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if answer.status == 200 else {}
        finally:
            connection.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def configure(folder: Path, before: Mapping[str, str]) -> tuple[Path, Front]:
    """Write the real configuration with a test's folders and ports, after other changes."""
    front = Front(free_port(), free_port(), folder / "access.log", folder / "error.log")
    text = (ROOT / "ops" / "nginx" / "nginx.conf").read_text()
    changes = {
        **before,
        "/tmp/": f"{folder}/",  # first: the others may lie in it
        "/etc/nginx/tls": str(folder),
        "/run/ntars": str(folder),
        "/dev/stdout": str(front.log),
        "127.0.0.1:8081": f"127.0.0.1:{free_port()}",
        "listen 8080": f"listen 127.0.0.1:{front.plain}",
        "listen 8443": f"listen 127.0.0.1:{front.tls}",
    }
    for old, new in changes.items():
        assert old in text or "/run/ntars" in old, f"{old} is not in the configuration"
        text = text.replace(old, new)
    path = folder / "nginx.conf"
    path.write_text(f"daemon off;\n{text}")
    return path, front


@contextmanager
def fronting(folder: Path, before: Mapping[str, str] | None = None) -> Iterator[Front]:
    """Run nginx with a certificate of its own; `before` are other texts for its configuration."""
    for part in reversed(folder.parents[:3]):
        part.chmod(part.stat().st_mode | 0o011)  # nginx's workers change to an account of their own
    folder.chmod(0o777)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost",
         "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    path, found = configure(folder, before or {})
    with found.errors.open("ab") as said:
        command = [str(find_program("nginx")), "-c", str(path), "-e", "stderr"]
        nginx = subprocess.Popen(command, stderr=said)
    try:
        _wait(found.tls)
        yield found
    finally:
        nginx.terminate()
        nginx.wait(10)


def _wait(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("nginx did not start")
