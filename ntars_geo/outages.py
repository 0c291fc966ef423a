"""What passes by itself: the database or Redis is away, or does not answer in time."""

from __future__ import annotations

import redis
from django.db import DatabaseError, InterfaceError, OperationalError

from members.audit import AuditUnavailable

_AWAY = (
    OperationalError,
    InterfaceError,
    AuditUnavailable,
    redis.ConnectionError,
    redis.TimeoutError,
)


def is_outage(error: BaseException | None) -> bool:
    """Tell an outage, which a later try does not meet, from a fault of ours."""
    # A connection that ends in the middle of an answer has no error code, so no kind either.
    return isinstance(error, _AWAY) or type(error) is DatabaseError
