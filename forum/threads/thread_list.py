"""What the forum's pages show: the filters, one screenful of threads, the posts of a page."""

import datetime
import html
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from core import keyset
from core.models import Area
from core.themes import LocalizedTheme, LocalizedThemes
from forum.models import Post, Thread
from forum.models.posts import POSTS_PER_PAGE
from forum.models.threads import ThreadQuerySet
from notifications.notices import topics
from residents.models import User
from residents.profiles.badges import Badge

THREADS_PER_PAGE = 20
# As much as a search engine shows.
LONGEST_EXCERPT = 155
KIND_ICONS = {kind: kind.replace("_", "-") for kind in Thread.Kind.values}


@dataclass(frozen=True, slots=True)
class ThreadFilter:
    """What a reader has asked the list for."""

    theme: LocalizedTheme | None = None
    area: Area | None = None
    kind: str = ""

    def query(self, **other: str) -> str:
        """Return the query string for this choice, with some of it exchanged for `other`."""
        parts = {
            "theme": self.theme.slug if self.theme else "",
            "area": self.area.slug if self.area else "",
            "kind": self.kind,
            **other,
        }
        chosen = {name: value for name, value in parts.items() if value}
        return f"?{urlencode(chosen)}" if chosen else ""

    def __bool__(self) -> bool:
        return bool(self.theme or self.area or self.kind)

    def among(self, threads: ThreadQuerySet) -> ThreadQuerySet:
        """Return those of `threads` that are asked for."""
        return threads.about(
            theme=self.theme.id if self.theme else None,
            area=self.area.pk if self.area else None,
            kind=self.kind,
        )


def read_filter(
    query: QueryDict, themes: LocalizedThemes, areas: Iterable[Area]
) -> tuple[ThreadFilter, bool]:
    """Return what `query` asks for, and whether we know all of that. The unknown is left out."""
    asked = {name: query.get(name, "") for name in ("theme", "area", "kind")}
    choice = ThreadFilter(
        theme=themes.by_slug(asked["theme"]),
        area={area.slug: area for area in areas}.get(asked["area"]),
        kind=asked["kind"] if asked["kind"] in Thread.Kind.values else "",
    )
    found = (choice.theme, choice.area, choice.kind)
    return choice, all(one or not value for one, value in zip(found, asked.values(), strict=True))


def topics_of(choice: ThreadFilter) -> list[tuple[str, str]]:
    """Return what a reader of that list could follow, each with its name."""
    found = []
    if choice.theme:
        found.append((topics.theme(choice.theme.id), choice.theme.name))
    if choice.area:
        found.append((topics.area(choice.area.pk), choice.area.name))
    if choice.kind:
        found.append((topics.near(choice.kind), near_in_words(choice.kind)))
    return found


def near_in_words(kind: str) -> str:
    """Return what all threads of that kind in the reader's own town are called."""
    return _("%(kind)s near me") % {"kind": Thread.Kind(kind).label}


def filter_groups(
    choice: ThreadFilter, themes: LocalizedThemes, areas: Iterable[Area]
) -> list[dict[str, Any]]:
    """Return what components/filters.html shows."""

    def group(name: str, label: str, every: str, options: list[tuple[str, str, str]]) -> Any:
        current = getattr(choice, name)
        current = getattr(current, "slug", current) or ""
        return {
            "label": label,
            "options": [
                {
                    "label": words,
                    "url": reverse("forum:threads") + choice.query(**{name: value}),
                    "current": value == current,
                    "icon": icon,
                }
                for value, words, icon in [("", every, ""), *options]
            ],
        }

    kinds = [(kind, str(words), KIND_ICONS[kind]) for kind, words in Thread.Kind.choices]
    faces = [(face.slug, face.name, face.icon) for face in themes]
    towns = [(area.slug, area.name, "") for area in areas]
    return [
        group("kind", _("Kind"), _("All kinds"), kinds),
        group("theme", _("Theme"), _("All themes"), faces),
        group("area", _("Place"), _("The whole municipality"), towns),
    ]


def after(threads: ThreadQuerySet, cursor: str) -> tuple[list[Thread], str]:
    """Return the threads that follow `cursor` (empty: the first), and the cursor to go on with.

    The second is empty at the end. Raises `keyset.InvalidCursorError`.
    """
    listed = threads.for_listing()
    if cursor:
        listed = listed.older_than(*keyset.decode(cursor))
    found = list(listed[: THREADS_PER_PAGE + 1])
    shown = found[:THREADS_PER_PAGE]
    if len(found) == len(shown):
        return shown, ""
    return shown, keyset.encode(shown[-1].last_activity_at, shown[-1].pk)


@dataclass(frozen=True, slots=True)
class PostView:
    """A post as one reader may see it."""

    post: Post
    reader: User | AnonymousUser

    @property
    def number(self) -> int:
        """Its place in the thread."""
        return self.post.number

    @property
    def anchor(self) -> str:
        """The id of its element."""
        return self.post.anchor

    @property
    def partner_id(self) -> int | None:
        """The partner in whose name it is written."""
        return self.post.partner_id

    @property
    def author_name(self) -> str:
        """What the author is called."""
        return self.post.author_name

    @property
    def author_url(self) -> str:
        """The author's page."""
        return self.post.author_url

    @property
    def author_badges(self) -> list[Badge]:
        """In what role the author speaks."""
        return self.post.author_badges

    @property
    def is_official(self) -> bool:
        """Whether an authority speaks."""
        return self.post.is_official

    @property
    def person_name(self) -> str:
        """Who wrote it in a partner's name; empty if the author is the person."""
        return self.post.person_name if self.partner_id else ""

    @property
    def person_url(self) -> str:
        """That person's page."""
        return self.post.person_url

    @property
    def created_at(self) -> datetime.datetime:
        """When it was written."""
        return self.post.created_at

    @property
    def edited_at(self) -> datetime.datetime | None:
        """When its author last changed it."""
        return self.post.edited_at

    @property
    def language(self) -> str:
        """The language it is written in."""
        return self.post.thread.language

    @property
    def is_hidden(self) -> bool:
        """Whether a moderator has hidden it."""
        return self.post.is_hidden

    @property
    def hidden_reason(self) -> str:
        """Why it is hidden, for its author and for moderators."""
        is_author = self.reader.is_authenticated and self.reader.pk == self.post.author_id
        return self.post.hidden_reason if is_author or self._moderates else ""

    @property
    def body_html(self) -> SafeString | str:
        """The text; that of a hidden post is for moderators alone."""
        return self.post.body_html if self._moderates or not self.is_hidden else ""

    @property
    def edit_url(self) -> str:
        """Where the reader may edit it; empty if they may not."""
        may = self.post.can_be_edited_by(self.reader)
        return reverse("forum:edit", args=[self.post.pk]) if may else ""

    @property
    def history_url(self) -> str:
        """Where moderators read what it said before; empty if it was never changed."""
        may = self._moderates and bool(self.post.edited_at or self.post.removed_at)
        return reverse("forum:history", args=[self.post.pk]) if may else ""

    @property
    def hide_url(self) -> str:
        """Where the reader may hide it; empty if they may not."""
        may = self._moderates and not self.is_hidden
        return reverse("forum:hide", args=[self.post.pk]) if may else ""

    @property
    def restore_url(self) -> str:
        """Where the reader may show it again; empty if they may not."""
        may = self._moderates and self.is_hidden
        return reverse("forum:restore", args=[self.post.pk]) if may else ""

    @property
    def _moderates(self) -> bool:
        return self.reader.has_perm("forum.moderate")


def posts_on_page(thread: Thread, page: int, reader: User | AnonymousUser) -> list[PostView]:
    """Return the posts on that page of `thread`, as `reader` may see them. One query."""
    posts = list(thread.posts.on_page(page).for_reading())
    for post in posts:
        post.thread = thread
    return [PostView(post, reader) for post in posts]


def excerpt(posts: list[PostView]) -> str:
    """Return how the first of `posts` begins, as plain text; empty if it is hidden."""
    return "" if not posts or posts[0].is_hidden else excerpt_of(posts[0].post)


def excerpt_of(post: Post) -> str:
    """Return how `post` begins, as plain text."""
    # Plain again, so that the template escapes it for where it stands.
    text = html.unescape(strip_tags(post.body_as_html))
    return Truncator(" ".join(text.split())).chars(LONGEST_EXCERPT)


def read_page(thread: Thread, asked: str) -> int:
    """Return the page that is asked for, or the nearest there is."""
    # More digits than any thread has pages, and Python would refuse to read thousands of them.
    number = int(asked) if asked.isdecimal() and len(asked) < 10 else 1
    return max(1, min(number, last_page(thread)))


def last_page(thread: Thread) -> int:
    """Return the number of pages `thread` has."""
    return max(1, -(-thread.post_count // POSTS_PER_PAGE))


def page_links(thread: Thread, page: int) -> list[dict[str, Any]]:
    """Return what components/pagination.html shows: the ends, the neighbours, and the gaps."""
    last = last_page(thread)
    if last == 1:
        return []
    links: list[dict[str, Any]] = []
    previous = 0
    for number in sorted({1, last, *range(max(1, page - 1), min(last, page + 1) + 1)}):
        if number - previous > 1:
            links.append({"gap": True})
        url = thread.get_absolute_url() + (f"?page={number}" if number > 1 else "")
        links.append({"number": number, "url": url, "current": number == page})
        previous = number
    return links
