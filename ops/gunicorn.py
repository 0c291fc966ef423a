"""gunicorn's settings, for the demo and behind nginx in compose.yaml."""

import os
from typing import Any

from ops.binding import refuse_public_demo
from ops.console import Problem
from ops.files import read_json
from ops.state import State

wsgi_app = "ntars_geo.wsgi:application"
bind = os.environ.get("NTARS_BIND", "127.0.0.1:8000")
worker_class = "gthread"  # a slow client holds a thread, not a process
workers = int(os.environ.get("NTARS_WEB_PROCESSES", "2"))
threads = int(os.environ.get("NTARS_WEB_THREADS", "4"))
preload_app = True  # importing takes seconds, and a fork does not
timeout = 30
graceful_timeout = 5
keepalive = 5
umask = 0o007  # nginx reaches the unix socket by its group
max_requests = 10_000  # gives memory back that libraries have lost, one worker after another
max_requests_jitter = 1_000
control_socket_disable = True  # it would lie outside the state folder
limit_request_line = 2_048
limit_request_fields = 60
# Neither the query nor the address of a reader: a log line carries nothing personal.
access_log_format = '{"at":"%(t)s","method":"%(m)s","path":"%(U)s","status":%(s)s,"seconds":%(L)s}'
accesslog = "-" if os.environ.get("NTARS_ACCESS_LOG") else None
errorlog = "-"
logger_class = "ntars_geo.web_log.WebLog"  # no input can forge a line
loglevel = "warning"


def on_starting(server: Any) -> None:
    """Stop before the first worker where demo mode would be seen from outside."""
    services = read_json(State.from_environment().services_file)
    demo = os.environ.get("NTARS_DEMO", "yes" if "demo" in services else "no")
    if demo.lower() in {"1", "true", "yes", "on"}:
        try:
            refuse_public_demo(server.cfg.address)
        except Problem as reason:
            raise SystemExit(str(reason)) from None
