"""A post: the first of a thread, or a reply."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from core.text.markdown import names_mentioned, render_markdown
from forum.models.authorship import Authored
from forum.models.threads import Thread
from residents.models import User
from residents.profiles.badges import author_marks

POSTS_PER_PAGE = 20


class PostQuerySet(models.QuerySet["Post"]):
    """Posts by who may come to them, and by page."""

    def visible_to(self, user: User | AnonymousUser) -> "PostQuerySet":
        """Those in threads that `user` may read. What is shown of a hidden one is `Shown`'s."""
        return self.filter(thread__in=Thread.objects.visible_to(user)).select_related("thread")

    def shown_to(self, user: User | AnonymousUser) -> "PostQuerySet":
        """Those whose text `user` may read, for lists of posts by themselves."""
        return self.visible_to(user).filter(is_hidden=False)

    def on_page(self, page: int) -> "PostQuerySet":
        """Those on that page (from 1) of their thread. Numbers are dense, so it counts nothing."""
        last = page * POSTS_PER_PAGE
        return self.filter(number__gt=last - POSTS_PER_PAGE, number__lte=last)

    def for_reading(self) -> "PostQuerySet":
        """In order, with everything a page shows of them, in one query."""
        return (
            self.select_related("author", "partner").annotate(**author_marks()).order_by("number")
        )

    def of_submission(self, author: User, submission: uuid.UUID | None) -> "Post | None":
        """What `author` wrote by sending that form, or None."""
        if submission is None:
            return None
        return self.filter(author=author, submission=submission).select_related("thread").first()


class Post(Authored):
    """What one neighbour wrote. `number` counts from 1 in the thread and never changes."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="posts")
    number = models.PositiveIntegerField(_("number"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="posts"
    )
    body = models.TextField(_("text"), help_text="CommonMark")
    # Made when the post is written, so that reading costs nothing.
    body_as_html = models.TextField(editable=False)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)
    # Its author left, and wanted the text gone.
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True, editable=False)
    is_hidden = models.BooleanField(_("hidden"), default=False)
    hidden_reason = models.CharField(_("reason"), max_length=500, blank=True)
    # Names the form it was sent with, so that a form sent twice writes once.
    submission = models.UUIDField(_("submission"), null=True, editable=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["number"]
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
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Return the path of the page the post is on, with its anchor."""
        page = (self.number - 1) // POSTS_PER_PAGE + 1
        query = f"?page={page}" if page > 1 else ""
        return reverse("forum:thread", args=[self.thread_id]) + f"{query}#{self.anchor}"

    def render(self, body: str) -> str:
        """Return `body` as HTML; where it mentions somebody of the thread, the name stands out."""
        return render_markdown(body, names=self._writers(body))

    def mentions_in(self, body: str) -> set[int]:
        """Return who is mentioned in `body`: people who have written in the thread."""
        writers = self._writers(body)
        return {pk for name in names_mentioned(body, writers) for pk in writers[name]}

    def _writers(self, body: str) -> dict[str, list[int]]:
        """Return those who have written in the thread by name; no query if `body` needs none."""
        if "@" not in body:
            return {}
        posts = Post.objects.filter(thread_id=self.thread_id, author__is_active=True)
        writers: dict[str, list[int]] = {}
        # Who has written in a partner's name only is called by that.
        of_partners = posts.filter(partner__isnull=False).order_by().distinct()
        for name, author_id in of_partners.values_list("partner__name", "author"):
            writers.setdefault(name, []).append(author_id)
        people = User.objects.filter(pk__in=posts.filter(partner=None).values("author"))
        for person in people.only("pk", "display_name", "first_name", "last_name"):
            writers.setdefault(person.public_name, []).append(person.pk)
        return writers

    @property
    def anchor(self) -> str:
        """The id of the post's element."""
        return f"post-{self.number}"

    @property
    def body_html(self) -> SafeString:
        """The text as HTML; it went through the sanitiser when it was saved."""
        if self.removed_at is not None:
            return format_html("<p><em>{}</em></p>", _("The author has removed this text."))
        return mark_safe(self.body_as_html)  # noqa: S308

    def can_be_edited_by(self, user: User | AnonymousUser) -> bool:
        """Whether `user` wrote it, and no moderator has hidden it or its thread.

        What was written in a partner's name, only while the writer belongs to it.
        """
        if not user.is_authenticated or self.author_id != user.pk:
            return False
        may_speak = self.partner_id is None or self.partner_id in user.partner_ids
        return may_speak and not self.is_hidden and not self.thread.is_hidden
