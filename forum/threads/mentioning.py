"""Suggest the people whom a text in a thread can mention."""

from core.text.normalization import search_key, sort_key
from forum.models import Post
from residents.models import User

MOST_NAMES = 8


def names_beginning(typed: str, post: Post, reader: User) -> list[str]:
    """Return names of which a word begins with `typed`, for a text in `post`.

    They are those that a mention finds: of people who have written near the post. Names of which
    the first word begins so come first.
    """
    wanted = search_key(typed[:100])
    names = sorted(post.mentionable_names(reader), key=sort_key)
    first = [name for name in names if search_key(name).startswith(wanted)]
    later = [name for name in names if f" {wanted}" in f" {search_key(name)}"]
    return list(dict.fromkeys([*first, *later]))[:MOST_NAMES]
