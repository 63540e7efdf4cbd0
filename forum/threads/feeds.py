"""The Atom feed of new threads. (RFC 4287)"""

import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.db.models import Prefetch
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import get_tag_uri
from django.utils.html import format_html_join
from django.utils.translation import gettext as _

from core.atom import AtomFeed
from core.themes import LocalizedTheme, requested_theme
from forum.models import Post, Thread

ENTRIES = 30


class ThreadFeed(Feed):
    """The newest threads that anonymous readers may see; with ?theme=<slug>, those of a theme.

    URLs start with `BASE_URL`, so that the feed is the same for every host name.
    """

    feed_type = AtomFeed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> LocalizedTheme | None:
        """Return the requested theme, or None for all. Raises `Http404` for an unknown one."""
        return requested_theme(request)

    def title(self, theme: LocalizedTheme | None) -> str:
        if theme is None:
            return _("New in the forum")
        return _("New in the forum: %(theme)s") % {"theme": theme.name}

    def subtitle(self, theme: LocalizedTheme | None) -> str:
        return (
            theme.summary if theme else _("What neighbours are asking, offering and talking about.")
        )

    def link(self, theme: LocalizedTheme | None) -> str:
        """Return the URL of the same list as a page."""
        return settings.BASE_URL + reverse("forum:threads") + _query(theme)

    def feed_url(self, theme: LocalizedTheme | None) -> str:
        return settings.BASE_URL + reverse("forum:feed") + _query(theme)

    def feed_guid(self, theme: LocalizedTheme | None) -> str:
        return self.feed_url(theme)

    def items(self, theme: LocalizedTheme | None) -> list[Thread]:
        posts = Post.objects.filter(number=1).prefetch_related("pictures")
        first_posts = Prefetch("posts", posts, to_attr="first_posts")
        return list(
            Thread.objects.visible_to(AnonymousUser())
            .about(theme=theme.id if theme else None)
            .select_related("author", "partner")
            .prefetch_related(first_posts)
            .order_by("-created_at", "-pk")[:ENTRIES]
        )

    def item_title(self, item: Thread) -> str:
        # Django's default escapes it for HTML, which an Atom title is not.
        return item.title

    def item_description(self, item: Thread) -> str:
        """Return the first post as sanitised HTML, with its pictures."""
        post = _first_post(item)
        pictures = format_html_join(
            "",
            '<p><a href="{}"><img src="{}" alt="{}" width="{}" height="{}"></a></p>',
            (
                (
                    *(each.absolute_url, settings.BASE_URL + each.small_url),
                    *(each.alt_text, *each.small_size),
                )
                for each in post.shown_pictures
            ),
        )
        return post.body_html + pictures

    def item_link(self, item: Thread) -> str:
        return settings.BASE_URL + item.get_absolute_url()

    def item_guid(self, item: Thread) -> str:
        """Return the entry's tag URI, the same in the feeds of all languages. (RFC 4151)"""
        return get_tag_uri(f"{settings.BASE_URL}/thread/{item.pk}", item.created_at)

    def item_author_name(self, item: Thread) -> str:
        return item.author_name

    def item_pubdate(self, item: Thread) -> datetime.datetime:
        return item.created_at

    def item_updateddate(self, item: Thread) -> datetime.datetime:
        """Return when the first post was last edited; replies do not update the entry."""
        return _first_post(item).edited_at or item.created_at

    def item_categories(self, item: Thread) -> list[str]:
        status = [str(item.issue_status.label)] if item.issue_status else []
        return [item.kind_label, *status, *(tag.name for tag in item.localized_tags)]

    def item_extra_kwargs(self, item: Thread) -> dict[str, str]:
        """Return the language of the entry, for `AtomFeed`."""
        return {"language": item.language}


def _first_post(thread: Thread) -> Post:
    post: Post = thread.first_posts[0]
    return post


def _query(theme: LocalizedTheme | None) -> str:
    return f"?theme={theme.slug}" if theme else ""
