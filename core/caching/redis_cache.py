"""The cache in Redis, as a cache that may be away.

What is in the cache can be made anew, so without Redis every look into it finds nothing. Rate
limits then count nothing and let everybody through, and `/readyz` says that it is away.
"""

import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

import redis
from django.core.cache.backends import redis as django_redis

logger = logging.getLogger(__name__)

# Seconds between two messages in the log.
_QUIET_SECONDS = 60


def _or_nothing(name: str, nothing: Callable[[list[Any]], Any]) -> Callable[..., Any]:
    """Return the method `name` of Django's cache; without Redis it returns what `nothing` makes.

    `nothing` gets the arguments, with those that are left out as None.
    """
    method = getattr(django_redis.RedisCache, name)

    @wraps(method)
    def forgiving(self: "RedisCache", *args: Any, **options: Any) -> Any:
        try:
            return method(self, *args, **options)
        except redis.RedisError as error:
            self.note_failure(error)
            return nothing([*args, options.get("default")])

    return forgiving


def _no_key(args: list[Any]) -> Any:
    # As Django does for a key that is not there.
    raise ValueError(f"Key '{args[0]}' not found.")


class RedisCache(django_redis.RedisCache):
    """Django's, without its errors."""

    _noted_at = float("-inf")

    get = _or_nothing("get", lambda args: args[1])
    get_many = _or_nothing("get_many", lambda args: {})
    has_key = _or_nothing("has_key", lambda args: False)
    # The caller goes on as if it were the first.
    add = _or_nothing("add", lambda args: True)
    set = _or_nothing("set", lambda args: None)
    set_many = _or_nothing("set_many", lambda args: [])
    touch = _or_nothing("touch", lambda args: False)
    delete = _or_nothing("delete", lambda args: False)
    delete_many = _or_nothing("delete_many", lambda args: None)
    incr = _or_nothing("incr", _no_key)

    @classmethod
    def note_failure(cls, error: redis.RedisError) -> None:
        """Log the error, unless one was logged a moment ago."""
        if time.monotonic() - cls._noted_at > _QUIET_SECONDS:
            cls._noted_at = time.monotonic()
            logger.error("The cache is away: %s", error)
