"""The history of a post: its earlier versions, and what each edit changed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.contrib.auth.models import AnonymousUser

from forum.guard import check
from forum.models import Post, PostVersion
from residents.models import User

VERSIONS_PER_PAGE = 10
# The comparison of more words than these would take too long.
MAX_COMPARED = 300
# A telephone number or an email address. The guard lets people give their own.
_WAYS_TO_REACH = re.compile(r"\d(?:[ .-]?\d){7}|\S@\S")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that an edit kept (`change` is ""), "added" or "removed"."""

    text: str
    change: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """One earlier version, and what the edit that replaced it changed."""

    version: PostVersion
    pieces: list[Piece]
    # The text is not shown, because it holds what should not be public.
    is_withheld: bool = False


def has_public_history(post: Post) -> bool:
    """Return whether everybody who reads `post` may read how it was changed.

    What a moderator has hidden or edited, and what its author has removed, stays with moderators.
    """
    is_shown = not (post.is_hidden or post.thread.is_hidden or post.removed_at)
    return is_shown and post.edited_at is not None and not post.is_redacted


def edits_of(
    post: Post, reader: User | AnonymousUser, *, before: int | None = None
) -> tuple[list[Edit], int | None]:
    """Return a page of the edits that `reader` may see, newest first, and the cursor of the next.

    `before` is the cursor of the page; None for the first page and, as a result, after the last.
    """
    is_moderator = reader.has_perm("forum.moderate")
    versions = post.versions.order_by("-pk")
    if not is_moderator:
        versions = versions.filter(erased_at=None)
    newer_text, is_newer_private = post.body, False
    if before is not None:
        newer = versions.filter(pk=before).first()
        versions = versions.filter(pk__lt=before)
        newer_text = newer.body if newer else ""
        is_newer_private = _is_private(newer_text)
    found = list(versions[: VERSIONS_PER_PAGE + 1])
    shown = found[:VERSIONS_PER_PAGE]
    edits = []
    for version in shown:
        is_private = any(map(_is_private, (version.body, version.title, version.place)))
        # Both texts stand in the comparison.
        is_withheld = (is_private or is_newer_private) and not is_moderator
        is_same_text = version.body == newer_text
        pieces = [] if is_withheld or is_same_text else compare(version.body, newer_text)
        edits.append(Edit(version, pieces, is_withheld))
        newer_text, is_newer_private = version.body, is_private
    return edits, shown[-1].pk if len(found) > len(shown) else None


def compare(old: str, new: str) -> list[Piece]:
    """Return the words of both texts, each with what happened to it."""
    return list(_pieces(old.split(), new.split()))


def _is_private(text: str) -> bool:
    """Return whether `text` holds what an author may have edited out to protect somebody."""
    return bool(_WAYS_TO_REACH.search(text) or check.check([text], is_safety=True))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    yield from _piece(old[:start])
    yield from _changed(old[start : len(old) - end], new[start : len(new) - end])
    yield from _piece(old[len(old) - end :])


def _changed(old: list[str], new: list[str]) -> Iterator[Piece]:
    if max(len(old), len(new)) > MAX_COMPARED:
        yield from _piece(old, "removed")
        yield from _piece(new, "added")
        return
    for _tag, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if old[a:b] == new[c:d]:
            yield from _piece(old[a:b])
        else:
            yield from _piece(old[a:b], "removed")
            yield from _piece(new[c:d], "added")


def _piece(words: list[str], change: str = "") -> Iterator[Piece]:
    if words:
        yield Piece(" ".join(words), change)
