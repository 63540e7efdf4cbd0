"""New members: a moderator reads their first posts, and they have limits of their own."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from forum.guard.finding import Finding, Verdict
from forum.models import HeldPost, Post
from residents.models import User

# The name of the rule in `HeldPost.rules`.
FIRST_POST = "first_post"
_LINK = re.compile(r"(?:https?://|www\.)\S", re.IGNORECASE)


def is_new(author: User) -> bool:
    """Return whether fewer posts of `author` than the setting says are published.

    Whoever moderates, or belongs to a partner, is known already.
    """
    most: int = settings.FIRST_POSTS_HELD
    if not most or author.partner_ids or author.has_perm("forum.moderate"):
        return False
    published = Post.objects.filter(author=author, is_hidden=False)
    return published.order_by()[:most].count() < most


def finding() -> Finding:
    """Return what holds a first post."""
    return Finding(FIRST_POST, Verdict.HOLD, "")


def check_limits(author: User, text: str) -> None:
    """Raise `ValidationError` for more links, or more waiting posts, than a new member may have."""
    most: int = settings.NEW_MEMBER_LINKS
    if len(_LINK.findall(text)) > most:
        raise ValidationError(
            _("New members can have at most %(most)d links in a post."),
            code="too_many_links",
            params={"most": most},
        )
    waiting = HeldPost.objects.waiting().filter(author=author, is_edit=False)
    if waiting.count() >= settings.NEW_MEMBER_WAITING:
        raise ValidationError(
            _(
                "You are new here, and several of your posts wait for a moderator. You can write "
                "more when one of them is published."
            ),
            code="too_many_waiting",
        )
