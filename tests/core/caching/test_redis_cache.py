"""A cache whose Redis is away finds nothing and keeps nothing, and never fails a request."""

import pytest

from core.caching.redis_cache import RedisCache
from core.rate_limits import allows
from tests.gunicorn_server import free_port


@pytest.fixture
def cache():
    options = {"OPTIONS": {"socket_connect_timeout": 1}}
    return RedisCache(f"redis://127.0.0.1:{free_port()}/0", options)


@pytest.mark.parametrize(
    ("method", "arguments", "found"),
    [
        ("get", ["key"], None),
        ("get", ["key", "default"], "default"),
        ("get_many", [["key"]], {}),
        ("has_key", ["key"], False),
        ("add", ["key", 1], True),
        ("set", ["key", 1], None),
        ("set_many", [{"key": 1}], []),
        ("touch", ["key"], False),
        ("delete", ["key"], False),
        ("delete_many", [["key"]], None),
        ("get_or_set", ["key", 1], 1),
    ],
)
def test_method_without_redis(cache, method, arguments, found):
    assert getattr(cache, method)(*arguments) == found


def test_default_by_name(cache):
    assert cache.get("key", default="default") == "default"


def test_counting_without_redis_is_counting_an_unknown_key(cache):
    with pytest.raises(ValueError, match="key"):
        cache.incr("key")


def test_rate_limits_let_everybody_through(rf, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "core.caching.redis_cache.RedisCache",
            "LOCATION": f"redis://127.0.0.1:{free_port()}/0",
        }
    }
    request = rf.post("/")
    assert all(allows(request, "login") for _time in range(30))
