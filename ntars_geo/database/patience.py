"""A connection to PostgreSQL that waits only so long, whatever has become of the server.

`statement_timeout` is the server's own clock. A server that is stopped, swapped out or cut off
has no clock any more, and over a unix socket nothing else ends the wait either.
"""

from __future__ import annotations

from threading import Lock
from time import monotonic
from typing import Any, Final, Self, TypeVar

import psycopg
from psycopg.pq import TransactionStatus

T = TypeVar("T")

#: The server ends a statement by itself at its own limit, and then says so. Only when it has not
#: even said so by then, it is given up.
GRACE: Final = 0.5
#: How long nobody asks a server that has been given up.
REST: Final = 1.0


class Patience:
    """What this process knows of the server: whether it answers, and who may find out.

    While it does not, everybody is refused at once, so that the threads of a web process go on
    serving what needs no database; after each rest one of them finds out for all.
    """

    def __init__(self) -> None:
        self._gate = Lock()
        self._again_at: float | None = None  # None: it answers, as far as we know

    def ask_leave(self, seconds: float) -> None:
        """Let the caller turn to the server, for so many seconds at most.

        Raises
        ------
        psycopg.OperationalError
            If it has not answered a moment ago, or somebody else is finding out just now.
        """
        if self._again_at is None:
            return
        with self._gate:
            now = monotonic()
            if self._again_at is not None and now < self._again_at:
                raise psycopg.OperationalError("the server has not answered a moment ago")
            if self._again_at is not None:
                self._again_at = now + seconds

    def has_answered(self) -> None:
        """Note that the server answers."""
        self._again_at = None

    def has_not_answered(self) -> None:
        """Note that the server was given up just now."""
        with self._gate:
            self._again_at = monotonic() + REST


PATIENCE: Final = Patience()


class ImpatientConnection(psycopg.Connection[Any]):
    """A connection that gives the server up some time after a statement should have ended."""

    #: Longest wait for an answer; None waits for ever.
    answer_seconds: float | None = None

    @classmethod
    def connect(  # type: ignore[override]  # one word more than psycopg's
        cls, conninfo: str = "", *, answer_seconds: float | None = None, **words: Any
    ) -> Self:
        """Connect, unless the server is known to be away; see `psycopg.Connection.connect`."""
        if answer_seconds is None:
            return super().connect(conninfo, **words)
        PATIENCE.ask_leave(answer_seconds)
        try:
            found = super().connect(conninfo, **words)
        except psycopg.errors.ConnectionTimeout:
            PATIENCE.has_not_answered()
            raise
        except psycopg.Error:
            PATIENCE.has_answered()  # A refusal is an answer: nobody waits for it.
            raise
        PATIENCE.has_answered()
        found.answer_seconds = answer_seconds
        return found

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Wait for an answer; see `psycopg.Connection.wait`."""
        seconds = self.answer_seconds
        if seconds is None or timeout is not None:
            return super().wait(gen, interval, timeout)
        if self.pgconn.transaction_status == TransactionStatus.IDLE:
            PATIENCE.ask_leave(seconds)
        began = monotonic()
        try:
            found = super().wait(gen, interval, seconds)
        except psycopg.OperationalError:
            self._give_up_after(monotonic() - began)
            raise
        PATIENCE.has_answered()
        return found

    def _give_up_after(self, waited: float) -> None:
        assert self.answer_seconds is not None, "only what has a limit is given up"
        if waited < self.answer_seconds:
            PATIENCE.has_answered()  # It has refused, or has hung up: nobody waited for it.
            return
        PATIENCE.has_not_answered()
        self.pgconn.finish()  # Its answer, should one come, would be taken for another's.
