"""Ask a worker to look for work: at most one request waits, whoever asks and however often.

Redis holds nothing but "look": what there is to do stands in the database, so a request that is
lost costs time and nothing else.
"""

from __future__ import annotations

import logging
import os
from functools import cache
from threading import Lock, Timer
from typing import Final

import django_rq
from django.conf import settings
from redis import Redis, RedisError

logger = logging.getLogger(__name__)

#: Longest wait for Redis.
_SECONDS: Final = 0.5
#: How long a flag stands before its request is known to be queued: should Redis take the one and
#: not the other, somebody asks again this soon.
_DOUBT: Final = 5
#: What comes up within this time is one request.
_TOGETHER: Final = 0.05
#: What RQ keeps of a job that failed; the log has said why.
_FAILURE_SECONDS: Final = 3600


def flag_of(function: str) -> str:
    """Return the Redis key that stands while a request for a function waits."""
    return f"ntars:asked:{function}"


_soon: set[str] = set()
_gate = Lock()
os.register_at_fork(after_in_child=_soon.clear)  # a child has no timers of its parent's


def wake_soon(function: str) -> None:
    """Ask for a function a moment from now, once for all who want it by then.

    Redis is asked from a thread of its own: whoever brings work is not held up, however long
    Redis takes.
    """
    with _gate:
        if function not in _soon:
            Timer(_TOGETHER, _ask, [function]).start()
            _soon.add(function)


def _ask(function: str) -> None:
    with _gate:
        _soon.discard(function)  # Before Redis is asked: what comes up after this asks anew.
    wake(function)


def wake(function: str, *, again_after: int = 60) -> bool:
    """Queue a function unless a request for it waits; return whether this call queued it.

    Whoever runs the job takes the flag away before the function starts (`ntars_geo.jobs`), so
    that whatever is committed after that asks anew. `again_after` seconds later a lost request
    counts no more. Should Redis be away, the next round of the scheduler asks again.
    """
    redis = _redis(settings.RQ_QUEUES["default"]["URL"])
    try:
        if not redis.set(flag_of(function), 1, nx=True, ex=min(_DOUBT, again_after)):
            return False
        queue = django_rq.get_queue("default", connection=redis)
        queue.enqueue(function, result_ttl=0, failure_ttl=_FAILURE_SECONDS)
        redis.expire(flag_of(function), again_after, xx=True)  # the worker may have been faster
    except RedisError as error:
        logger.warning("Unable to wake %s: %s", function, type(error).__name__)
        return False
    return True


@cache
def _redis(url: str) -> Redis:
    return Redis.from_url(url, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS)
