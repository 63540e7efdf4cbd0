"""The small site, with memory for its pages, hours before midnight."""

import pytest

from core.caching import stored_pages
from tests.core.caching.small_site import Site


@pytest.fixture
def memory(settings, monkeypatch):
    settings.PAGE_CACHE_MEGABYTES = 32
    monkeypatch.setattr(stored_pages, "seconds_to_midnight", lambda: 7200)


@pytest.fixture
def site(memory):
    return Site()
