"""Decide about held texts. Each decision is one transaction that also writes the author's mail."""

import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation

from forum import moderator_notices
from forum.house_rules import HouseRule
from forum.models import Appeal, ChosenPicture, HeldPost, ModerationAction, Post, ProposedAct
from forum.models.held_posts import HeldPostQuerySet
from forum.moderation import lapsing, locking, log
from forum.moderation.conflicts import check_held
from forum.threads import posting
from notifications.delivery import outbox
from residents.models import User


@transaction.atomic
def approve(*, held: HeldPost, moderator: User, proposal: ProposedAct | None = None) -> bool:
    """Publish the text, with the notices that a post sends; return False if it was decided.

    Raises `OwnCase`, and what `forum.threads.posting` raises if the thread was hidden meanwhile.
    """
    current = _waiting(held, moderator)
    if current is None:
        return False
    current.post = publish(current)
    _decide(current, HeldPost.State.APPROVED, moderator, "", proposal)
    _mail_published(current)
    return True


@transaction.atomic
def refuse(
    *,
    held: HeldPost,
    moderator: User,
    reason: str,
    rule: str = HouseRule.OTHER.value,
    proposal: ProposedAct | None = None,
) -> bool:
    """Leave the text unpublished and give its author the reason; False if it was decided.

    (DSA, art. 17) Raises `OwnCase`.
    """
    current = _waiting(held, moderator)
    if current is None:
        return False
    _decide(current, HeldPost.State.REFUSED, moderator, reason, proposal)
    log.record(
        kind=ModerationAction.Kind.REFUSE,
        # The post that should have changed.
        post=current.post,
        held=current,
        person=current.author,
        moderator=moderator,
        proposal=proposal,
        rule=rule,
        reason=reason,
        before={"held": current.pk},
    )
    return True


def publish_refused(held: HeldPost, moderator: User) -> bool:
    """Publish a text after all whose refusal is taken back; return False if it was published."""
    current = lock(HeldPost.objects.filter(state=HeldPost.State.REFUSED), held)
    if current is None:
        return False
    current.post = publish(current)
    _decide(current, HeldPost.State.APPROVED, moderator, "")
    return True


def publish(held: HeldPost) -> Post | None:
    """Publish the text as its author would have; raise what `forum.threads.posting` raises.

    A post that was hidden or removed meanwhile keeps its text (`ThreadHidden`).
    """
    pictures = [ChosenPicture(*each) for each in held.chosen_pictures]
    if held.is_edit:
        post = held.post
        if post is None or not post.can_be_edited_by(held.author):
            raise posting.ThreadHidden
        posting.edit_post(post=post, body=held.body, pictures=pictures)
        return post
    if held.thread is not None:
        return posting.reply(
            thread=held.thread,
            author=held.author,
            body=held.body,
            partner=held.partner,
            submission=held.submission,
            reply_to=held.reply_to,
            pictures=pictures,
        )
    thread = posting.start_thread(
        author=held.author,
        kind=held.kind,
        title=held.title,
        body=held.body,
        theme=held.theme,
        area=held.area,
        language=held.language,
        tags=held.tags,
        place=held.place,
        pictures=pictures,
        until=max(held.until, timezone.localdate()) if held.until else None,
        partner=held.partner,
        submission=held.submission,
        is_example=held.is_example,
    )
    return thread.posts.get(number=1)


def lock(rows: HeldPostQuerySet, held: HeldPost) -> HeldPost | None:
    """Lock and return the row of `held` if it is among `rows`, after its thread and its author."""
    locking.lock_threads(held.thread_id)
    locking.lock_person(held.author_id)
    return rows.select_for_update(of=("self",), no_key=True).filter(pk=held.pk).first()


def delete_decided() -> int:
    """Delete the texts that were decided `ERASED_HISTORY_DAYS` ago; return how many."""
    limit = timezone.now() - datetime.timedelta(days=settings.ERASED_HISTORY_DAYS)
    # Another moderator still has to read what somebody complains about.
    appealed = Appeal.objects.open().filter(action__kind=ModerationAction.Kind.REFUSE)
    needed = [before.get("held") for before in appealed.values_list("action__before", flat=True)]
    old = HeldPost.objects.filter(decided_at__lt=limit).exclude(pk__in=needed)
    deleted, _by_model = old.delete()
    return deleted


def _waiting(held: HeldPost, moderator: User) -> HeldPost | None:
    """Lock the row and return it if it waits. Raises `OwnCase`."""
    check_held(held, moderator)
    return lock(HeldPost.objects.waiting(), held)


def _decide(
    held: HeldPost,
    state: HeldPost.State,
    moderator: User,
    reason: str,
    proposal: ProposedAct | None = None,
) -> None:
    held.state, held.decided_by, held.reason = state, moderator, reason
    held.decided_at = timezone.now()
    held.save()
    moderator_notices.withdraw(held)
    lapsing.lapse(Q(held=held, action=None), confirmed=proposal)


def _mail_published(held: HeldPost) -> None:
    author = held.author
    if not author.is_active:
        return
    with translation.override(author.language):
        target = held.post or held
        outbox.put(
            key=f"held:{held.pk}",
            to=author.email,
            template="forum/mail/held_approved",
            context={"held": held, "url": settings.BASE_URL + target.get_absolute_url()},
            language=author.language,
            scope="notices",
            user=author,
            must_reach=True,
        )
