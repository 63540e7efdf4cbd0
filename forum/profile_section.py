"""What a neighbour's page shows of the forum: what they wrote, if they chose to show it."""

from typing import Any

from django.http import HttpRequest

from forum.models import Post
from forum.models.posts import PostQuerySet
from forum.threads.thread_list import excerpt_of
from residents.models import User
from residents.profiles.profile_registry import Part, Reader

LISTED = 20


def has_written(person: User, reader: Reader) -> bool:
    """Whether `reader` can meet `person` in the forum, by name."""
    return Post.objects.shown_to(reader).filter(author=person).exists()


def what_they_wrote(person: User, reader: Reader, request: HttpRequest) -> dict[str, Any] | None:
    """Return the latest of it, if the person shows it. In a partner's name they wrote none of it.

    One query.
    """
    if not person.shows_posts:
        return None
    posts = Post.objects.shown_to(reader).filter(author=person, partner=None)
    return {"posts": latest(posts, LISTED), "name": person.public_name}


def latest(posts: PostQuerySet, count: int) -> list[dict[str, Any]]:
    """Return the latest of `posts` as forum/_posts.html shows them."""
    return [
        {"post": post, "thread": post.thread, "excerpt": excerpt_of(post)}
        for post in posts.order_by("-created_at", "-pk")[:count]
    ]


PART = Part("forum/_written.html", what_they_wrote)
