"""Threads that were merged into another: what leads from one to the other."""

from django.contrib.auth.models import AnonymousUser

from core.caching.held_values import HeldValues
from core.caching.tracking import part
from forum.models import Thread
from forum.models.posts import readable_threads
from forum.threads.related import RelatedThread
from residents.models import User

# The query with which the page of a merged thread shows its own posts.
ITSELF = "merged"

_held: HeldValues[list[RelatedThread]] = HeldValues(most=500)


def other_thread(thread: Thread, reader: User | AnonymousUser) -> Thread | None:
    """Return the thread that `thread` was merged into, if `reader` may read it."""
    if thread.merged_into_id is None:
        return None
    return Thread.objects.visible_to(reader).filter(pk=thread.merged_into_id).first()


def merged_threads(thread: Thread) -> list[RelatedThread]:
    """Return the threads that were merged into `thread`; held like the related ones."""
    return _held.get(thread.pk, lambda: _read(thread))


def _read(thread: Thread) -> list[RelatedThread]:
    with part("related"):
        found = Thread.objects.filter(readable_threads(AnonymousUser()), merged_into=thread.pk)
        return [
            RelatedThread(
                each.title, f"{each.get_absolute_url()}?{ITSELF}=1", each.language, each.kind
            )
            for each in found.order_by("pk")
        ]
