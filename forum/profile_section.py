"""The forum's part of a public profile: the latest posts, if the person shows them."""

from typing import Any

from django.http import HttpRequest

from forum.models import Post
from forum.models.posts import PostQuerySet
from residents.models import User
from residents.profiles.profile_registry import Part, Reader

LISTED = 20


def has_posts(person: User, reader: Reader) -> bool:
    """Whether `reader` can read a post by `person`, so that the name is public already."""
    return Post.objects.readable_by(reader).filter(author=person).exists()


def profile_context(person: User, reader: Reader, request: HttpRequest) -> dict[str, Any] | None:
    """Return the context of the part, or None if the person does not show their posts.

    Posts in a partner's name are left out. One query.
    """
    if not person.shows_posts:
        return None
    posts = Post.objects.readable_by(reader).filter(author=person, partner=None)
    return {"posts": latest(posts, LISTED), "person": person}


def latest(posts: PostQuerySet, count: int) -> PostQuerySet:
    """Return the newest of `posts`, for `forum/_posts.html`."""
    return posts.order_by("-created_at", "-pk")[:count]


PART = Part("forum/_latest_posts.html", profile_context)
