"""The pages of a thread, and each post as the reader may see it."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from core.breadcrumbs import breadcrumbs
from core.object_urls import object_url
from core.primary_keys import parse_pk
from core.social.cards import OwnPicture
from core.structured_data import as_json_ld
from core.themes import localized_themes
from forum.models import Post, StatusChange, Thread
from forum.models.posts import POSTS_PER_PAGE
from forum.threads import answering, post_history, shared_rows, thanking
from forum.threads.forms import ReplyForm
from residents.models import User


@dataclass(frozen=True, slots=True)
class PostView:
    """A post with what `reader` may see of it and do with it. URLs are empty if they may not."""

    post: Post
    reader: User | AnonymousUser
    is_moderator: bool
    # What the post changes of an issue.
    change: StatusChange | None = None
    is_thanked: bool = False
    # Whether the reader has blocked its author.
    is_blocked: bool = False
    # Whether the reader chooses which reply of the thread is its answer.
    may_choose_answer: bool = False
    # Beside the form that answers it, a post is only shown.
    has_actions: bool = True

    @property
    def body_html(self) -> str:
        """The text; that of a hidden post is for moderators only."""
        return self.post.body_html if self.is_moderator or not self.post.is_hidden else ""

    @property
    def pictures(self) -> list[Any]:
        """The pictures; those of a hidden post are for moderators only."""
        is_readable = self.is_moderator or not self.post.is_hidden
        return self.post.shown_pictures if is_readable else []

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
            *(post.is_redacted, self.acts_url, self.is_folded, self.block_url),
            *((each.pk, each.alt_text) for each in self.pictures),
            *(post.is_hidden, hash(self.body_html), self.hidden_reason),
            *(self.edit_url, self.history_url, self.hide_url, self.report_url, post.language),
            *(self.is_by_starter, post.person_name, post.drawing, *post.author_shown),
            (self.change.old, self.change.new) if self.change else None,
            *(post.thanks_count, self.is_thanked, self.thank_url, self.thank_sign_in_url),
            *(self.is_answer, self.answer_url, self.reply_url, *self.reply_to_shown),
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
        post = self.post
        has_changed = bool(post.edited_at or post.removed_at)
        may_read = has_changed if self.is_moderator else post_history.has_public_history(post)
        return self._url("forum:history", may_read)

    @property
    def hide_url(self) -> str:
        return self._url("forum:hide", self.is_moderator and not self.post.is_hidden)

    @property
    def acts_url(self) -> str:
        return self._url("forum:acts", self.is_moderator)

    @property
    def restore_url(self) -> str:
        is_hidden = self.is_moderator and self.post.is_hidden
        return self._url("forum:restore", is_hidden and not self.post.is_own_case_of(self.reader))

    @property
    def report_url(self) -> str:
        return self._url("forum:report", self._is_shown_text_of_others)

    @property
    def is_folded(self) -> bool:
        """Whether the reader has to open the text, since they have blocked its author."""
        return self.is_blocked and self.post.is_by_neighbour

    @property
    def block_url(self) -> str:
        is_allowed = self.reader.is_authenticated and self._is_shown_text_of_others
        can_be_blocked = is_allowed and not self.is_blocked and self.post.is_by_neighbour
        return self._url("forum:block", can_be_blocked)

    @property
    def thank_url(self) -> str:
        is_signed_in = self.reader.is_authenticated
        return self._url("forum:thank", is_signed_in and self._is_shown_text_of_others)

    @property
    def thank_sign_in_url(self) -> str:
        """The URL that leads to the post through the sign-in, for anonymous readers."""
        is_anonymous = not self.reader.is_authenticated
        return self._url("forum:post", is_anonymous and self._is_shown_text_of_others)

    @property
    def shows_thanks(self) -> bool:
        """Whether the number of thanks, or the button, is shown."""
        has_button = self.thank_url or self.thank_sign_in_url
        return self.has_actions and bool(self.post.thanks_count or has_button)

    @property
    def is_answer(self) -> bool:
        """Whether this reply was chosen as the answer of its thread."""
        return self.post.thread.answer_id == self.post.pk and not self.post.is_hidden

    @property
    def answer_url(self) -> str:
        is_reply = self.post.number > 1 and self._is_shown_text
        return self._url("forum:answer", is_reply and self.may_choose_answer)

    @property
    def reply_url(self) -> str:
        """The URL of the form to answer this post."""
        may_reply = self.reader.is_authenticated and self._is_shown_text
        if not may_reply or self.post.thread.closed_at is not None:
            return ""
        return f"{object_url('forum:reply', self.post.thread_id)}?reply_to={self.post.pk}"

    @property
    def reply_to_shown(self) -> tuple[Hashable, ...]:
        """What the link to the answered post shows of it."""
        answered = self.post.reply_to
        return (answered.number, answered.author_name) if answered else ()

    @property
    def _is_shown_text_of_others(self) -> bool:
        is_own = self.reader.is_authenticated and self.reader.pk == self.post.author_id
        return self._is_shown_text and not is_own

    @property
    def _is_shown_text(self) -> bool:
        post = self.post
        return not (post.is_hidden or post.thread.is_hidden or post.removed_at)

    def _url(self, name: str, is_allowed: bool) -> str:
        return object_url(name, self.post.pk) if is_allowed and self.has_actions else ""


def read_page(thread: Thread, requested: str) -> Page:
    """Return the page with the requested number, or with the nearest number that exists."""
    paginator = Paginator(range(thread.post_count), POSTS_PER_PAGE)
    # Python refuses to convert thousands of digits.
    number = int(requested) if requested.isdecimal() and len(requested) < 10 else 1
    return paginator.page(max(1, min(number, paginator.num_pages)))


def posts_on_page(
    thread: Thread,
    number: int,
    reader: User | AnonymousUser,
    changes: Mapping[int, StatusChange],
    blocked: Collection[int],
) -> list[PostView]:
    """Return the posts on that page of `thread`, as `reader` may see them.

    `changes` are those of an issue, by the post that carries each; `blocked` are the people whom
    the reader has blocked.
    """
    posts = shared_rows.posts_on_page(thread, number)
    is_moderator = reader.has_perm("forum.moderate")
    may_choose_answer = answering.may_choose_answer(reader, thread)
    thanked = thanking.thanked_by(reader, posts)
    return [
        PostView(
            post,
            reader,
            is_moderator,
            change=changes.get(post.pk),
            is_thanked=post.pk in thanked,
            is_blocked=post.author_id in blocked,
            may_choose_answer=may_choose_answer,
        )
        for post in posts
    ]


def shows_answer(thread: Thread, blocked: Collection[int]) -> bool:
    """Return whether the answer stands above the posts: not if it is by somebody `blocked`."""
    answer = thread.shown_answer
    if answer is None:
        return False
    return not (answer.author_id in blocked and answer.is_by_neighbour)


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
    if pictures := views[0].post.shown_pictures:
        posting["image"] = [each.absolute_url for each in pictures]
    if tags := thread.localized_tags:
        posting["keywords"] = ", ".join(tag.name for tag in tags)
    return as_json_ld([posting])


def shared_picture(thread: Thread, views: list[PostView]) -> OwnPicture | None:
    """Return the first picture of the first post, for other sites; None without one.

    Without a query, and for what everybody may see only.
    """
    post = views[0].post if views else None
    if post is None or post.number > 1 or post.is_hidden or thread.is_hidden:
        return None
    if thread.merged_into_id is not None or not (pictures := post.shown_pictures):
        return None
    first = pictures[0]
    return OwnPicture(
        url=first.absolute_url,
        alt=first.alt_text or thread.title,
        width=first.width,
        height=first.height,
        content_type=first.content_type,
    )


def canonical_url(thread: Thread, query: str) -> str:
    """Return the absolute URL of the page in the thread's language.

    If the site no longer has that language, the URL is in the site's first one.
    """
    is_known = thread.language in dict(settings.LANGUAGES)
    with override(thread.language if is_known else settings.LANGUAGE_CODE):
        return settings.BASE_URL + thread.get_absolute_url() + query


def has_foreign_texts(posts: Sequence[PostView]) -> bool:
    """Return whether one of `posts` is in another language than the page."""
    return any(view.post.language not in ("", get_language()) for view in posts)


def has_rules_in_full(kind: str, theme_id: int | None) -> bool:
    """Return whether the rules stand at length above the form: for issues, and about crime."""
    theme = localized_themes().get(theme_id)
    return kind == Thread.Kind.ISSUE or (theme is not None and theme.is_about_crime)


def subpage_context(thread: Thread, title: str) -> dict[str, Any]:
    """Return the context that the pages below a thread share: its forms and histories."""
    parents = (reverse("forum:threads"), _("Forum")), (thread.get_absolute_url(), thread.title)
    crumbs = breadcrumbs(*parents, current=title)
    return {
        "title": title,
        "crumbs": crumbs,
        "robots": "noindex",
        "rules_in_full": has_rules_in_full(thread.kind, thread.theme_id),
    }


def message_about(post: Post, done: str, link: str) -> str:
    """Return a message after a change to `post`, which leads on to it.

    Show it at `post.page_url`: an anchor in the address would take the focus from the message.
    """
    return format_html('{} <a href="#{}">{}</a>', done, post.anchor, link)


def answered_post(form: ReplyForm, reader: User | AnonymousUser) -> PostView | None:
    """Return the post that the reply in `form` answers, to show it beside the form."""
    pk = parse_pk(str(form["reply_to"].value() or ""))
    if pk is None or form.thread is None:
        return None
    posts = Post.objects.for_reading().select_related("thread")
    post = posts.filter(thread=form.thread, is_hidden=False, pk=pk).first()
    return PostView(post, reader, is_moderator=False, has_actions=False) if post else None
