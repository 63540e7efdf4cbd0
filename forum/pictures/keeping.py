"""How long pictures are kept."""

import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from forum.models import Appeal
from forum.models.pictures import PostPicture
from residents.models import User


def delete_abandoned() -> int:
    """Delete the pictures of forms that were not sent within `DRAFT_HOURS`; return how many."""
    limit = timezone.now() - datetime.timedelta(hours=settings.DRAFT_HOURS)
    abandoned = PostPicture.objects.filter(post=None, held=None, created_at__lt=limit)
    deleted, _by_model = abandoned.delete()
    return deleted


def delete_removed() -> int:
    """Delete the pictures that were removed `ERASED_HISTORY_DAYS` ago; return how many."""
    limit = timezone.now() - datetime.timedelta(days=settings.ERASED_HISTORY_DAYS)
    # Another moderator still has to see what somebody complains about.
    appealed = Appeal.objects.open().filter(action__post__isnull=False)
    old = PostPicture.objects.filter(removed_at__lt=limit)
    deleted, _by_model = old.exclude(post__in=appealed.order_by().values("action__post")).delete()
    return deleted


@transaction.atomic
def erase(uploader: User, *, remove_posts: bool) -> None:
    """Delete the pictures of somebody who erases their account.

    Those under posts that stay are kept without the name.
    """
    own = PostPicture.objects.filter(uploader=uploader)
    if not remove_posts:
        own.exclude(pk__in=own.shown()).delete()
    else:
        own.delete()
    own.update(uploader=None)
