"""Keep a text for a moderator instead of publishing it. Only moderators are notified."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from core import repeats
from core.caching.held_values import HeldValues
from core.models import Partner
from forum import moderator_notices
from forum.guard.finding import Finding
from forum.models import ChosenPicture, HeldPost, Post, PostPicture, Thread
from forum.pictures import attaching
from residents.models import User

# Whether a reader has written anything that waits; few have.
_waiting_authors: HeldValues[bool] = HeldValues(most=2_000)


@transaction.atomic
def hold(
    *,
    author: User,
    body: str,
    language: str,
    findings: Sequence[Finding],
    thread: Thread | None = None,
    post: Post | None = None,
    partner: Partner | None = None,
    submission: uuid.UUID | None = None,
    reply_to: Post | None = None,
    pictures: Sequence[ChosenPicture] = (),
    **new_thread: Any,
) -> HeldPost:
    """Hold a reply in `thread`, a new text of `post`, or a new thread with these fields.

    A second call with the same `submission`, or with the same text within some minutes, returns
    the same row. An edit replaces an earlier one of the same post that still waits.
    """
    # The lock makes of two forms that are sent at once one after the other.
    list(User.objects.filter(pk=author.pk).select_for_update(no_key=True))
    thread = post.thread if post else thread
    waiting = HeldPost.objects.waiting().filter(author=author, thread=thread)
    same = waiting.filter(body=body, post=post, created_at__gte=repeats.window_start()).first()
    if submission is not None:
        same = HeldPost.objects.filter(author=author, submission=submission).first() or same
    if same is not None:
        return same
    if post is not None:
        earlier = waiting.filter(post=post)
        # The new text may have them, too.
        PostPicture.objects.filter(held__in=earlier).update(held=None)
        earlier.delete()
    held = HeldPost.objects.create(
        author=author,
        partner=post.partner if post else partner,
        body=body,
        language=language,
        thread=thread,
        post=post,
        is_edit=post is not None,
        submission=submission,
        reply_to=reply_to,
        rules=sorted({each.rule for each in findings}),
        chosen_pictures=[list(each) for each in pictures],
        **new_thread,
    )
    attaching.hold(held, pictures)
    moderator_notices.notify_of_held(held)
    return held


def waiting_in(thread: Thread | None, reader: User | AnonymousUser) -> list[HeldPost]:
    """Return the texts of `reader` that wait in `thread`, or their new threads that wait."""
    if not isinstance(reader, User):
        return []
    waiting = HeldPost.objects.waiting().filter(author=reader)
    if not _waiting_authors.get(reader.pk, waiting.exists):
        return []
    shown = waiting.filter(thread=thread).select_related("author", "partner", "thread", "post")
    return list(shown.prefetch_related("pictures", "post__pictures"))
