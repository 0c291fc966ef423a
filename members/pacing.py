"""How often somebody may ask, counted in the cache that every web process shares."""

from __future__ import annotations

from typing import Final

from django.core.cache import cache
from redis import RedisError

_MINUTE: Final = 60


def too_often(what: str, who: str, *, most: int, seconds: int = _MINUTE) -> bool:
    """Count one more asking, and tell whether that was too much for this stretch of time.

    While the cache is away nobody counts, and so nobody asks: these limits guard what is told.
    """
    key = f"{what}:{who}".replace(" ", "-")
    try:
        cache.add(key, 0, timeout=seconds)
        return bool(cache.incr(key) > most)
    except RedisError:
        return True
    except ValueError:  # It expired between the two.
        return False
