"""Change where an issue is. The earlier place is kept for moderators."""

from django.db import transaction
from django.utils import timezone

from core.caching.tracking import part
from forum.models import Issue, Post, PostVersion, Thread
from forum.threads.search import index_after_commit
from notifications.notices import topics


@transaction.atomic
def change(*, thread: Thread, place: dict[str, str]) -> bool:
    """Put the issue at `place` (`issue_place.place_of`); return whether anything changed.

    A hidden thread is left as it is. The first post counts as edited, and gets a version with the
    place until then, which is empty if there was none.
    """
    with part(topics.thread(thread.pk)):
        shown = Thread.objects.filter(pk=thread.pk, is_hidden=False).exclude(status="")
        locked = shown.select_for_update(no_key=True, of=("self",)).first()
        if locked is None:
            return False
        issue = Issue.objects.get(pk=thread.pk)
        values = {
            "place": place.get("place", ""),
            "latitude": place.get("latitude"),
            "longitude": place.get("longitude"),
        }
        if values == _values_of(issue):
            return False
        now = timezone.now()
        post = Post.objects.select_for_update(of=("self",)).get(thread=locked, number=1)
        PostVersion.objects.create(
            post=post,
            body=post.body,
            place=in_words(issue),
            written_at=post.edited_at or post.created_at,
            replaced_at=now,
        )
        Issue.objects.filter(pk=issue.pk).update(**values)
        Post.objects.filter(pk=post.pk).update(edited_at=now)
    index_after_commit(thread.pk)
    return True


def in_words(issue: Issue) -> str:
    """Return the words and the position in one line; "" without either."""
    values = _values_of(issue)
    position = ", ".join(filter(None, (values["latitude"], values["longitude"])))
    return "; ".join(filter(None, (issue.place, position)))


def _values_of(issue: Issue) -> dict[str, str | None]:
    return {"place": issue.place} | {
        name: None if (number := getattr(issue, name)) is None else f"{number:f}"
        for name in ("latitude", "longitude")
    }
