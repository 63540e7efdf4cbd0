"""Remove personal data from the text of a post, and pictures; and put them back.

Each function is one transaction.
"""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from core.text.markdown import RENDERING
from forum.models import ModerationAction, Post, PostPicture, PostVersion, ProposedAct
from forum.moderation import locking, log
from forum.moderation.conflicts import check_partner
from forum.threads.list_summary import lock_first_post, write_excerpt
from forum.threads.search import index_after_commit
from residents.models import User


@transaction.atomic
def redact(
    *,
    post: Post,
    body: str,
    moderator: User,
    rule: str,
    reason: str,
    pictures: Sequence[int] = (),
    proposal: ProposedAct | None = None,
) -> bool:
    """Replace the text of `post` by `body`; return whether anything changed.

    `pictures` are the primary keys of those that are removed with it.

    Moderators keep the earlier texts for an appeal, and for `ERASED_HISTORY_DAYS` at the most
    when nobody appeals. Raises `PartnerCase`.
    """
    check_partner(post, moderator)
    locking.lock_threads(post.thread_id)
    changing = Post.objects.filter(pk=post.pk, removed_at=None)
    current = changing.select_for_update(of=("self",)).first()
    if current is None:
        return False
    removed = PostPicture.objects.shown().filter(post=current, pk__in=pictures)
    removed_pks = list(removed.values_list("pk", flat=True))
    if current.body == body and not removed_pks:
        return False
    now = timezone.now()
    PostPicture.objects.filter(pk__in=removed_pks).update(removed_at=now)
    version = PostVersion.objects.create(
        post=current,
        body=current.body,
        written_at=current.edited_at or current.created_at,
        replaced_at=now,
    )
    # What was removed may stand in earlier versions, too.
    PostVersion.objects.filter(post=current, erased_at=None).update(erased_at=now)
    _write(post, body, edited_at=now, is_redacted=True)
    log.record(
        kind=ModerationAction.Kind.REDACT,
        post=post,
        moderator=moderator,
        proposal=proposal,
        rule=rule,
        reason=reason,
        before={"version": version.pk, "pictures": removed_pks},
    )
    return True


def put_back(action: ModerationAction) -> bool:
    """Put back the text from before `action`; return whether it was still there.

    A text that its author has changed since then stays.
    """
    post = action.post
    version = PostVersion.objects.filter(pk=action.before["version"]).first()
    if post is None or version is None or not post.is_redacted:
        return False
    lock_first_post(post)
    newer = PostVersion.objects.filter(post=post, pk__gt=version.pk)
    if newer.exists() or post.removed_at is not None:
        return False
    _write(post, version.body, is_redacted=False)
    pictures = PostPicture.objects.filter(post=post, pk__in=action.before.get("pictures", ()))
    pictures.update(removed_at=None)
    version.delete()
    PostVersion.objects.filter(post=post, erased_at=version.erased_at).update(erased_at=None)
    return True


def _write(post: Post, body: str, **fields: object) -> None:
    Post.objects.filter(pk=post.pk).update(
        body=body, body_as_html=post.render(body), rendering=RENDERING, **fields
    )
    post.refresh_from_db()
    write_excerpt(post)
    index_after_commit(post.thread_id)
