"""The engine of `settings.DATABASES`: Django's PostGIS, with limits to every wait."""

from __future__ import annotations

import select
from types import SimpleNamespace
from typing import Any, Final

import psycopg
from django.contrib.gis.db.backends.postgis import base
from psycopg.pq import ConnStatus

from ntars_geo.database.patience import GRACE, ImpatientConnection

#: psycopg counts whole seconds here, and no fewer than two.
_CONNECT_SECONDS: Final = 2


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose statements end after `STATEMENT_SECONDS`, if that is set.

    `IDLE_SECONDS`, if set, ends a transaction in which nothing happens for so long: a process
    that was stopped in the middle of one would otherwise keep its locks.
    """

    # psycopg with connections of ours: Django takes its errors and `connect` from here.
    Database = SimpleNamespace(  # type: ignore[assignment]
        **vars(psycopg) | {"connect": ImpatientConnection.connect}
    )

    def get_connection_params(self) -> dict[str, Any]:
        """Return what psycopg connects with."""
        params: dict[str, Any] = super().get_connection_params()
        seconds = self.settings_dict.get("STATEMENT_SECONDS") or 0
        idle = self.settings_dict.get("IDLE_SECONDS") or 0
        limits = {"statement_timeout": seconds, "idle_in_transaction_session_timeout": idle}
        server = [f"-c {name}={limit * 1000:.0f}" for name, limit in limits.items() if limit]
        params["options"] = " ".join([params.get("options", ""), *server]).strip()
        if seconds:
            params["connect_timeout"] = _CONNECT_SECONDS
            params["answer_seconds"] = seconds + GRACE
        return params

    def is_usable(self) -> bool:
        """Tell whether the server has kept the connection, without asking it.

        Between two requests a server has nothing to say. If there is something to read, it has
        hung up, or says that it is about to.
        """
        if self.connection is None or self.connection.pgconn.status != ConnStatus.OK:
            return False
        poll = select.poll()
        poll.register(self.connection.pgconn.socket, select.POLLIN)
        return not poll.poll(0)
