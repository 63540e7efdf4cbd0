"""Two runs at once on one machine share no database and no key in Redis."""

from fnmatch import fnmatchcase
from types import SimpleNamespace

from django.db import connection

from tests import environment, prepared_database, redis_keys


def test_no_other_run_has_the_same_number():
    second = environment.claim_run()
    try:
        third = environment.claim_run()
        environment._claims.pop().close()
        assert len({environment.RUN, second, third}) == 3
        assert environment.claim_run() == third, "it was free again"
        environment._claims.pop().close()
    finally:
        environment._claims.pop().close()


def test_the_database_is_this_process_s_own(db):
    assert f"test_{environment.PROCESS}" in str(connection.settings_dict["NAME"])


class Redis:
    """The part of a client that clearing uses."""

    def __init__(self, *keys):
        self.keys = set(keys)

    def scan_iter(self, match, count):
        return (key for key in sorted(self.keys) if fnmatchcase(key, match))

    def delete(self, *keys):
        self.keys -= set(keys)


def test_clearing_the_cache_leaves_the_keys_of_other_runs_and_processes():
    others = {"test_1_gw10:1:a", "test_2_gw1:1:a", ":1:a"}
    redis = Redis("test_1_gw1:1:a", "test_1_gw1:1:b", *others)
    cache = SimpleNamespace(
        key_prefix="test_1_gw1", _cache=SimpleNamespace(get_client=lambda write: redis)
    )
    redis_keys.clear(cache)
    assert redis.keys == others
    redis_keys.clear(cache)
    assert redis.keys == others


def test_a_template_is_named_for_what_it_is_made_of(monkeypatch, settings):
    before = prepared_database.digest()
    assert prepared_database.digest() == before
    settings.LANGUAGES = [("da", "Dansk")]
    assert prepared_database.digest() != before
