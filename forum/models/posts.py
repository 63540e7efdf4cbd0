"""Posts: the first post of a thread, and the replies."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from core.object_urls import object_url
from core.text.language import guess_language
from core.text.markdown import RENDERING, excerpt, names_mentioned, render_markdown
from forum.models.authorship import Authored
from forum.models.thread_queries import visible_threads
from forum.models.threads import Thread
from residents.models import User

# How many posts before and after one are searched for the people whom it mentions.
MENTIONABLE = 500
POSTS_PER_PAGE = 20
# The length of a description that search engines show.
EXCERPT_CHARACTERS = 155


def readable_threads(user: User | AnonymousUser, path: str = "") -> Q:
    """Return the condition for threads whose pages `user` may open, `path` being that to them.

    Beside those that `visible_threads` finds, these are the merged ones. If a moderator has hidden
    the first post, and with it the whole thread, it is for its author and for moderators.
    """
    merged = Q(**{f"{path}merged_into__isnull": False})
    if not user.has_perm("forum.moderate"):
        first = Post.objects.filter(thread=OuterRef(f"{path}pk"), number=1, is_hidden=False)
        shown = Q(Exists(first))
        if user.is_authenticated:
            shown |= Q(**{f"{path}author": user})
        merged &= shown
    return visible_threads(user, path) | merged


class PostQuerySet(models.QuerySet["Post"]):
    def on_pages_of(self, user: User | AnonymousUser) -> "PostQuerySet":
        """Return the posts on pages that `user` may open, those of merged threads among them."""
        return self.filter(readable_threads(user, "thread__")).select_related("thread")

    def visible_to(self, user: User | AnonymousUser) -> "PostQuerySet":
        """Return the posts in threads that `user` may read, hidden posts among them.

        By a join: with `thread__in`, SQLite would list all threads first.
        """
        return self.filter(visible_threads(user, "thread__")).select_related("thread")

    def readable_by(self, user: User | AnonymousUser) -> "PostQuerySet":
        """Return the posts that are not hidden, in threads that `user` may read."""
        return self.visible_to(user).filter(is_hidden=False)

    def on_page(self, page: int) -> "PostQuerySet":
        """Return the posts on a page (from 1) of their thread.

        Numbers have no gaps, so the database needs no OFFSET.
        """
        last = page * POSTS_PER_PAGE
        return self.filter(number__gt=last - POSTS_PER_PAGE, number__lte=last)

    def for_reading(self) -> "PostQuerySet":
        """Order by number, and fetch in one query what a page shows."""
        answered = ("reply_to__author", "reply_to__partner")
        unread = ("reply_to__body", "reply_to__body_as_html")
        found = self.select_related("author", "partner", *answered).defer(*unread)
        return found.order_by("number").prefetch_related("pictures")

    def rendered_before(self) -> "PostQuerySet":
        """Return the posts whose HTML an earlier version of the renderer made."""
        return self.exclude(rendering=RENDERING)

    def of_submission(self, author: User | None, submission: uuid.UUID | None) -> "Post | None":
        """Return the post that `author` made with that form submission, or None."""
        if author is None or submission is None:
            return None
        return self.filter(author=author, submission=submission).select_related("thread").first()


class Post(Authored):
    """A post in a thread. `number` counts from 1 in the thread and never changes."""

    # Of this and the author, the index is the beginning of another one. With an index on threads
    # alone, PostgreSQL would read all posts of a long thread to find the first.
    thread = models.ForeignKey(
        Thread, on_delete=models.CASCADE, db_index=False, related_name="posts"
    )
    number = models.PositiveIntegerField(_("number"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        db_index=False,
        related_name="posts",
    )
    # The post of the same thread that a reply answers.
    reply_to = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    body = models.TextField(_("text"))
    # Rendered when the post is saved, so that pages need not; by which rendering of the renderer.
    body_as_html = models.TextField(editable=False)
    rendering = models.PositiveSmallIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)
    # When the text was removed along with the author's account.
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True, editable=False)
    is_hidden = models.BooleanField(_("hidden"), default=False)
    hidden_reason = models.CharField(_("reason"), max_length=500, blank=True)
    # The rows of `Thanks`, counted.
    thanks_count = models.PositiveIntegerField(_("thanks"), default=0, editable=False)
    # A moderator has removed personal data from the text.
    is_redacted = models.BooleanField(_("edited by a moderator"), default=False)
    # Identifies the displayed form, so that submitting it twice makes one post.
    submission = models.UUIDField(_("submission"), null=True, editable=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["number"]
        # For the latest posts on a profile.
        indexes = [
            models.Index(fields=["author", "-created_at", "-id"], name="post_of_author_by_time")
        ]
        constraints = [
            models.UniqueConstraint(fields=["thread", "number"], name="post_number_in_thread"),
            models.UniqueConstraint(fields=["author", "submission"], name="post_submission_once"),
            models.CheckConstraint(
                condition=models.Q(is_hidden=False) | ~models.Q(hidden_reason=""),
                name="post_hidden_with_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(removed_at__isnull=True) | models.Q(body=""),
                name="post_removed_without_text",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thread} #{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Render the text, then save."""
        self.body_as_html = self.render(self.body)
        self.rendering = RENDERING
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Return the path of the thread's page that has the post, with the post's anchor."""
        return f"{self.page_url}#{self.anchor}"

    @property
    def page_url(self) -> str:
        """The path of the thread's page that has the post."""
        page = (self.number - 1) // POSTS_PER_PAGE + 1
        # Without a page, the address of a merged thread leads to the other one.
        is_asked = page > 1 or self.thread.merged_into_id is not None
        query = f"?page={page}" if is_asked else ""
        return object_url("forum:thread", self.thread_id) + query

    @property
    def is_example(self) -> bool:
        return self.thread.is_example

    def render(self, body: str) -> str:
        """Return `body` as safe HTML, with mentions of the thread's authors in bold."""
        return render_markdown(body, names=self._author_ids_by_name(body))

    def mentions_in(self, body: str) -> set[int]:
        """Return the primary keys of the thread's authors whom `body` mentions."""
        ids_by_name = self._author_ids_by_name(body)
        return {pk for name in names_mentioned(body, ids_by_name) for pk in ids_by_name[name]}

    def mentionable_names(self, reader: User) -> list[str]:
        """Return the names that a text here can mention, without the reader's own."""
        ids_by_name = self._author_ids_by_name("@")
        return [name for name, ids in ids_by_name.items() if ids != [reader.pk]]

    def _author_ids_by_name(self, body: str) -> dict[str, list[int]]:
        """Return who can be mentioned, by name; without a query if `body` mentions nobody.

        These are the thread's starter and the authors of the posts around this one, so that a post
        costs no more in a very long thread.
        """
        if "@" not in body:
            return {}
        near = Q(number__range=(self.number - MENTIONABLE, self.number + MENTIONABLE))
        posts = Post.objects.filter(
            near | Q(number=1), thread_id=self.thread_id, author__is_active=True
        )
        ids_by_name: dict[str, list[int]] = {}
        # Posts in a partner's name do not reveal the person's name.
        partner_posts = posts.filter(partner__isnull=False).order_by().distinct()
        written = partner_posts.values_list("partner__name", "partner__translated_names", "author")
        for name, translated, author_id in written:
            for each in {name, *translated.values()} - {""}:
                ids_by_name.setdefault(each, []).append(author_id)
        people = User.objects.filter(pk__in=posts.filter(partner=None).values("author"))
        for person in people.only("pk", "display_name", "first_name", "last_name"):
            ids_by_name.setdefault(person.public_name, []).append(person.pk)
        return ids_by_name

    @property
    def anchor(self) -> str:
        """The `id` of the post's HTML element."""
        return f"post-{self.number}"

    @property
    def body_html(self) -> SafeString:
        """The text as HTML, sanitised when it was saved."""
        if self.removed_at is not None:
            return format_html("<p><em>{}</em></p>", _("The author has removed this text."))
        if self.rendering != RENDERING:
            # The renderer has changed since; `rerender` has not come to this post yet.
            return mark_safe(self.render(self.body))  # noqa: S308
        return mark_safe(self.body_as_html)  # noqa: S308

    @property
    def shown_pictures(self) -> list[Any]:
        """The pictures under the text; without a query if `pictures` was prefetched."""
        return [each for each in self.pictures.all() if each.removed_at is None]

    @property
    def language(self) -> str:
        """The language of the text. It may differ from the thread's; "" once it is removed."""
        return "" if self.removed_at else guess_language(self.body, self.thread.language)

    @property
    def excerpt(self) -> str:
        """The beginning of the text, as plain text that is not escaped."""
        return excerpt(self.body, EXCERPT_CHARACTERS)

    def can_be_edited_by(self, user: User | AnonymousUser) -> bool:
        """Whether `user` is the author, and neither the post nor its thread is hidden.

        A post in a partner's name can be edited only while its author belongs to the partner.
        """
        if not user.is_authenticated or self.author_id != user.pk:
            return False
        is_member = self.partner_id is None or self.partner_id in user.partner_ids
        return is_member and not self.is_hidden and not self.thread.is_hidden

    def is_own_case_of(self, user: User | AnonymousUser) -> bool:
        """Whether `user` wrote this post, and a moderator other than they has hidden it."""
        if self.author_id is None or self.author_id != user.pk:
            return False
        hidden_or_shown = self.moderation_actions.filter(kind__in=["hide", "restore"])
        latest = hidden_or_shown.order_by("-pk").first()
        return latest is not None and latest.kind == "hide" and latest.moderator_id != user.pk
