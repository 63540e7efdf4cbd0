"""Decide about held texts. Each decision is one transaction that also writes the author's mail."""

import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from forum.models import HeldPost, Post
from forum.moderation.actions import OwnCase
from forum.threads import posting
from notifications.delivery import outbox
from residents.models import User


@transaction.atomic
def approve(*, held: HeldPost, moderator: User) -> bool:
    """Publish the text, with the notices that a post sends; return False if it was decided.

    Raises `OwnCase`, and what `forum.threads.posting` raises if the thread was hidden meanwhile.
    """
    current = _waiting(held, moderator)
    if current is None:
        return False
    current.post = publish(current)
    _decide(current, HeldPost.State.APPROVED, moderator, "")
    return True


@transaction.atomic
def refuse(*, held: HeldPost, moderator: User, reason: str) -> bool:
    """Leave the text unpublished and give its author the reason; False if it was decided.

    (DSA, art. 17) Raises `OwnCase`.
    """
    current = _waiting(held, moderator)
    if current is None:
        return False
    _decide(current, HeldPost.State.REFUSED, moderator, reason)
    return True


def publish(held: HeldPost) -> Post | None:
    """Publish the text as its author would have; raise what `forum.threads.posting` raises.

    A post that was hidden or removed meanwhile keeps its text (`ThreadHidden`).
    """
    if held.is_edit:
        post = held.post
        if post is None or not post.can_be_edited_by(held.author):
            raise posting.ThreadHidden
        posting.edit_post(post=post, body=held.body)
        return post
    if held.thread is not None:
        return posting.reply(
            thread=held.thread,
            author=held.author,
            body=held.body,
            partner=held.partner,
            submission=held.submission,
        )
    if held.theme is None:
        raise posting.ThreadHidden
    thread = posting.start_thread(
        author=held.author,
        kind=held.kind,
        title=held.title,
        body=held.body,
        theme=held.theme,
        area=held.area,
        language=held.language,
        partner=held.partner,
        submission=held.submission,
        is_example=held.is_example,
    )
    return thread.posts.get(number=1)


def delete_decided() -> int:
    """Delete the texts that were decided `ERASED_HISTORY_DAYS` ago; return how many."""
    limit = timezone.now() - datetime.timedelta(days=settings.ERASED_HISTORY_DAYS)
    deleted, _by_model = HeldPost.objects.filter(decided_at__lt=limit).delete()
    return deleted


def _waiting(held: HeldPost, moderator: User) -> HeldPost | None:
    """Lock the row and return it if it waits. Raises `OwnCase` for a text of the moderator."""
    if held.author_id == moderator.pk:
        raise OwnCase
    return HeldPost.objects.waiting().select_for_update(of=("self",)).filter(pk=held.pk).first()


def _decide(held: HeldPost, state: HeldPost.State, moderator: User, reason: str) -> None:
    held.state, held.decided_by, held.reason = state, moderator, reason
    held.decided_at = timezone.now()
    held.save()
    author = held.author
    if not author.is_active:
        return
    with translation.override(author.language):
        target = held.post if held.post and state == HeldPost.State.APPROVED else held
        outbox.put(
            key=f"held:{held.pk}",
            to=author.email,
            template=f"forum/mail/held_{state.value}",
            context={"held": held, "url": settings.BASE_URL + target.get_absolute_url()},
            language=author.language,
            scope="notices",
            user=author,
            must_reach=True,
        )
