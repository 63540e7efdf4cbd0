"""Put the chosen pictures under a post. Call these inside the transaction that writes the post."""

import datetime
from collections.abc import Sequence

from django.db.models import Max, Q

from forum.models.held_posts import HeldPost
from forum.models.pictures import MOST_PICTURES, ChosenPicture, PostPicture
from forum.models.posts import Post


def attach(
    post: Post, chosen: Sequence[ChosenPicture], at: datetime.datetime | None = None
) -> None:
    """Let `post` show the chosen pictures, and remove its others `at` that time.

    Pictures of other people and of other posts are left where they are.
    """
    wanted = {each.pk: each for each in chosen[:MOST_PICTURES]}
    if not wanted and at is None:
        return
    free = Q(post=None, uploader=post.author_id) & Q(pk__in=wanted)
    rows = {
        row.pk: row
        for row in PostPicture.objects.select_for_update(of=("self",)).filter(
            free | Q(post=post, removed_at=None)
        )
    }
    last = PostPicture.objects.filter(post=post).aggregate(last=Max("number"))["last"] or 0
    for pk, each in wanted.items():
        if (row := rows.pop(pk, None)) is None:
            continue
        if row.post_id is None:
            last += 1
            row.post, row.held, row.number = post, None, last
        row.alt_text = each.alt_text
        row.save()
    if rows:
        PostPicture.objects.filter(pk__in=rows, post=post).update(removed_at=at)


def hold(held: HeldPost, chosen: Sequence[ChosenPicture]) -> None:
    """Let the chosen pictures wait with `held`; those of its post stay there."""
    for each in chosen:
        own = PostPicture.objects.filter(pk=each.pk, uploader=held.author_id, post=None)
        own.update(held=held, alt_text=each.alt_text)


def differs(post: Post, chosen: Sequence[ChosenPicture]) -> bool:
    """Return whether `post` shows other pictures than the chosen ones, or describes them so."""
    return [(each.pk, each.alt_text) for each in post.shown_pictures] != [
        (each.pk, each.alt_text) for each in chosen
    ]
