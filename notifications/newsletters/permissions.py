"""Permissions to write letters: editors to followers of any topic, moderators of threads."""

from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from notifications.models.letter import FORUM_TOPICS
from notifications.notices import topics
from residents.models import User


def may_write(user: User | AnonymousUser) -> bool:
    """Return whether `user` may write letters to the followers of any topic."""
    return user.has_perm("notifications.send_letter") or user.has_perm(
        "notifications.send_forum_letter"
    )


def may_write_to(user: User | AnonymousUser, topic: str) -> bool:
    """Return whether `user` may write to the followers of `topic`."""
    if not topics.can_be_followed(topic) or topics.is_near(topic):
        return False
    if user.has_perm("notifications.send_letter"):
        return True
    return topic.startswith(FORUM_TOPICS) and user.has_perm("notifications.send_forum_letter")


def write_url(user: User | AnonymousUser, topic: str) -> str:
    """Return the page on which `user` writes to the followers of `topic`; empty if not allowed."""
    if not may_write_to(user, topic):
        return ""
    return f"{reverse('letters:new')}?{urlencode({'topic': topic})}"
