"""The pages of a thread, and each post as the reader may see it."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.breadcrumbs import breadcrumbs
from core.structured_data import as_json_ld
from forum.models import Post, Thread
from forum.models.posts import POSTS_PER_PAGE
from forum.threads import shared_rows
from residents.models import User


@dataclass(frozen=True, slots=True)
class PostView:
    """A post with what `reader` may see of it and do with it. URLs are empty if they may not."""

    post: Post
    reader: User | AnonymousUser
    is_moderator: bool

    @property
    def body_html(self) -> str:
        """The text; that of a hidden post is for moderators only."""
        return self.post.body_html if self.is_moderator or not self.post.is_hidden else ""

    @property
    def hidden_reason(self) -> str:
        """The reason, for the author and for moderators."""
        is_author = self.reader.is_authenticated and self.reader.pk == self.post.author_id
        return self.post.hidden_reason if is_author or self.is_moderator else ""

    @property
    def shown(self) -> tuple[Hashable, ...]:
        """What the page shows of it, as the key of a held piece of a page."""
        post = self.post
        return (
            *(post.pk, post.number, post.created_at, post.edited_at, post.removed_at),
            *(post.is_hidden, hash(self.body_html), self.hidden_reason),
            *(self.edit_url, self.history_url, self.hide_url, post.language),
            *(self.is_by_starter, post.person_name, *post.author_shown),
        )

    @property
    def is_by_starter(self) -> bool:
        """Whether a reply is by who started the thread, in the same name."""
        post, thread = self.post, self.post.thread
        starter = (thread.author_id, thread.partner_id)
        return post.number > 1 and starter == (post.author_id, post.partner_id) != (None, None)

    @property
    def edit_url(self) -> str:
        return self._url("forum:edit", self.post.can_be_edited_by(self.reader))

    @property
    def history_url(self) -> str:
        has_changed = bool(self.post.edited_at or self.post.removed_at)
        return self._url("forum:history", self.is_moderator and has_changed)

    @property
    def hide_url(self) -> str:
        return self._url("forum:hide", self.is_moderator and not self.post.is_hidden)

    @property
    def restore_url(self) -> str:
        is_hidden = self.is_moderator and self.post.is_hidden
        return self._url("forum:restore", is_hidden and not self.post.is_own_case_of(self.reader))

    def _url(self, name: str, is_allowed: bool) -> str:
        return reverse(name, args=[self.post.pk]) if is_allowed else ""


def read_page(thread: Thread, requested: str) -> Page:
    """Return the page with the requested number, or with the nearest number that exists."""
    paginator = Paginator(range(thread.post_count), POSTS_PER_PAGE)
    # Python refuses to convert thousands of digits.
    number = int(requested) if requested.isdecimal() and len(requested) < 10 else 1
    return paginator.page(max(1, min(number, paginator.num_pages)))


def posts_on_page(thread: Thread, number: int, reader: User | AnonymousUser) -> list[PostView]:
    """Return the posts on that page of `thread`, as `reader` may see them."""
    posts = shared_rows.posts_on_page(thread, number)
    is_moderator = reader.has_perm("forum.moderate")
    return [PostView(post, reader, is_moderator) for post in posts]


def description(views: list[PostView]) -> str:
    """Return the excerpt of the first post for search engines; empty if the post is hidden."""
    return "" if not views or views[0].post.is_hidden else views[0].post.excerpt


def structured_data(thread: Thread, views: list[PostView], url: str) -> SafeString | str:
    """Return the thread for search engines, safe inside a script element; "" if it is hidden.

    It says what the page shows to everybody: the first post and the number of replies.
    """
    text = description(views)
    if thread.is_hidden or not text:
        return ""
    kind = "Organization" if thread.partner_id else "Person"
    posting = {
        "@type": "DiscussionForumPosting",
        "headline": thread.title,
        "text": text,
        "url": url,
        "mainEntityOfPage": url,
        "inLanguage": thread.language,
        "datePublished": thread.created_at.isoformat(timespec="seconds"),
        "author": {"@type": kind, "name": thread.author_name},
        "commentCount": thread.reply_count,
    }
    return as_json_ld([posting])


def canonical_url(thread: Thread, query: str) -> str:
    """Return the absolute URL of the page in the thread's language.

    If the site no longer has that language, the URL is in the site's first one.
    """
    is_known = thread.language in dict(settings.LANGUAGES)
    with override(thread.language if is_known else settings.LANGUAGE_CODE):
        return settings.BASE_URL + thread.get_absolute_url() + query


def subpage_context(thread: Thread, title: str) -> dict[str, Any]:
    """Return the context that the pages below a thread share: its forms and histories."""
    parents = (reverse("forum:threads"), _("Forum")), (thread.get_absolute_url(), thread.title)
    crumbs = breadcrumbs(*parents, current=title)
    return {"title": title, "crumbs": crumbs, "robots": "noindex"}


def message_about(post: Post, done: str, link: str) -> str:
    """Return a message after a change to `post`, which leads on to it.

    Show it at `post.page_url`: an anchor in the address would take the focus from the message.
    """
    return format_html('{} <a href="#{}">{}</a>', done, post.anchor, link)
