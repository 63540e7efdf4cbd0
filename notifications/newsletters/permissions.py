"""Permissions to write letters: editors to followers of any topic, moderators of threads.

Editors of a group that is limited to themes write to the followers of these themes, and of the
campaigns, events and threads on them.
"""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from core.theme_limits import themes_for
from notifications.models.letter import FORUM_TOPICS, SEND_LETTER
from notifications.notices import topics
from residents.models import User


def may_write(user: User | AnonymousUser) -> bool:
    """Return whether `user` may write letters to the followers of any topic."""
    return user.has_perm(SEND_LETTER) or user.has_perm("notifications.send_forum_letter")


def may_write_to(user: User | AnonymousUser, topic: str) -> bool:
    """Return whether `user` may write to the followers of `topic`."""
    return topic in writable_topics(user, [topic])


def writable_topics(user: User | AnonymousUser, choice: Iterable[str]) -> set[str]:
    """Return the topics of `choice` to whose followers `user` may write."""
    possible = {
        topic for topic in choice if topics.can_be_followed(topic) and not topics.is_near(topic)
    }
    writable = set()
    if user.has_perm("notifications.send_forum_letter"):
        writable = {topic for topic in possible if topic.startswith(FORUM_TOPICS)}
    if user.has_perm(SEND_LETTER):
        themes = themes_for(user, SEND_LETTER)
        if themes is None:
            return possible
        writable |= {topic for topic, one in topics.themes_of(possible).items() if one in themes}
    return writable


def write_url(user: User | AnonymousUser, topic: str) -> str:
    """Return the page on which `user` writes to the followers of `topic`; empty if not allowed."""
    if not may_write_to(user, topic):
        return ""
    return f"{reverse('letters:new')}?{urlencode({'topic': topic})}"
