"""Fixtures for the tests of the forum."""

import pytest
from django.utils import translation

from core.models import Theme
from forum.models import Post, Thread
from residents.models import User
from tests import factories
from tests.forum.issue_cast import as_member as as_member
from tests.forum.issue_cast import as_stranger as as_stranger
from tests.forum.issue_cast import issue as issue
from tests.forum.issue_cast import member as member
from tests.forum.issue_cast import municipality as municipality
from tests.forum.issue_cast import stranger as stranger


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


@pytest.fixture
def other_moderator(db: None) -> User:
    """A moderator beside the one who acts first."""
    return factories.make_user("ulla@example.org", "Ulla", groups=("Moderators",))
