"""The page cache with many readers at once, its memory, and its figures."""

import threading
from unittest import mock

import pytest

from core.caching import stored_pages
from core.caching.changes import changes
from core.caching.shared_counts import counts
from tests.core.caching.small_site import Site

PATIENCE = 60

# --- Many at once ------------------------------------------------------------------------------


def ask_at_once(site: Site, readers: int) -> list:
    """Let `readers` ask while the first answer is held back; return what they got."""
    is_asked, may_answer = threading.Event(), threading.Event()
    waiting = threading.Semaphore(0)

    def hold_back() -> None:
        is_asked.set()
        assert may_answer.wait(PATIENCE)

    site.before_answer = hold_back
    found: list = []

    def read() -> None:
        waiting.release()
        found.append(site.get())

    threads = [threading.Thread(target=read) for _reader in range(readers)]
    threads[0].start()
    assert is_asked.wait(PATIENCE)
    for thread in threads[1:]:
        thread.start()
    for _thread in threads:
        assert waiting.acquire(timeout=PATIENCE)
    may_answer.set()
    for thread in threads:
        thread.join(PATIENCE)
    return found


def test_one_request_makes_the_page_for_all_who_wait(site):
    found = ask_at_once(site, 8)
    assert len(found) == 8
    assert len({page.body for page in found}) == 1
    assert site.answers == 1


def test_failure_is_for_the_one_who_asked(site):
    def fail() -> None:
        raise ZeroDivisionError

    site.before_answer = fail
    with pytest.raises(ZeroDivisionError):
        site.get()
    site.before_answer = lambda: None
    assert site.get().status == 200


def test_others_get_the_old_page_while_one_makes_the_new(site):
    old = site.get().body
    changes.announce(["forum_thread"])
    is_asked, may_answer = threading.Event(), threading.Event()

    def hold_back() -> None:
        is_asked.set()
        assert may_answer.wait(PATIENCE)

    site.before_answer = hold_back
    maker = threading.Thread(target=site.get)
    maker.start()
    assert is_asked.wait(PATIENCE)
    assert site.get().body == old
    may_answer.set()
    maker.join(PATIENCE)
    assert site.get().body != old
    assert site.answers == 2


def test_page_that_was_dropped_long_ago_is_not_shown(site):
    with mock.patch.object(stored_pages.time, "monotonic", return_value=1000.0) as clock:
        site.get()
        page = site.cache._pages.get(site.cache._requests.key_of(_environ()))
        assert page is not None
        assert page.was_current_within(5)
        clock.return_value += 6
        assert not page.was_current_within(5)


def _environ() -> dict:
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/da/forum/",
        "HTTP_HOST": "testserver",
        "wsgi.url_scheme": "http",
    }


# --- Memory and figures ------------------------------------------------------------------------


def test_memory_is_bounded(memory, settings):
    settings.PAGE_CACHE_MEGABYTES = 1
    site = Site()
    for number in range(600):
        site.get(f"/da/forum/{number}/")
    store = site.cache._pages
    assert store.size <= 1024 * 1024
    assert 100 < len(store) < 600
    answers = site.answers
    site.get("/da/forum/599/")
    assert site.answers == answers
    # The oldest has gone.
    site.get("/da/forum/0/")
    assert site.answers == answers + 1


def test_hits_and_misses_are_counted(site, monkeypatch):
    monkeypatch.setattr("core.caching.shared_counts._REPORT_SECONDS", -1)
    monkeypatch.setattr(counts, "_pending", {})
    with mock.patch.object(changes, "add_figures") as added:
        site.get()
        site.get()
    assert [call.args[0] for call in added.call_args_list] == [{"misses": 1}, {"hits": 1}]
