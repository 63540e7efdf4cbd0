"""Clearing the cache in a Redis that other runs of the tests use, too."""

from django.core.cache.backends.redis import RedisCache

from core.caching.changes import changes


def clear(cache: RedisCache) -> bool:
    """Delete the keys with the prefix of `cache`; Django would empty the whole database."""
    client = cache._cache.get_client(write=True)
    keys = list(client.scan_iter(match=f"{cache.key_prefix}:*", count=10_000))
    if keys:
        client.delete(*keys)
    # The log of changes goes with them, which counts as a change of everything. The next request
    # notes it, whatever the time is, and not one of those whose queries a test counts.
    changes._looked_at = float("-inf")
    return True


def install() -> None:
    """Make `cache.clear()` do so in this process."""
    RedisCache.clear = clear  # type: ignore[method-assign]
