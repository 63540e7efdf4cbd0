"""Fixtures for the tests of the forum."""

import pytest
from django.utils import translation

from core.models import Theme
from forum.models import Post, Thread
from residents.models import User
from tests import factories


@pytest.fixture(autouse=True)
def english(clean_slate):
    """Use the English URLs and texts."""
    with translation.override("en"):
        yield


@pytest.fixture
def thread(alice: User, theme: Theme) -> Thread:
    """Alice's thread."""
    return factories.make_thread(alice, theme)


@pytest.fixture
def reply(thread: Thread, bob: User) -> Post:
    """Bob's reply in it."""
    return factories.make_reply(thread, bob, "Jeg har **salt** i garagen.")
