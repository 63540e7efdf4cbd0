"""A post: the first of a thread, or a reply."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from core.text.markdown import render_markdown
from forum.models.threads import Thread

POSTS_PER_PAGE = 20


class Post(models.Model):
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
    is_hidden = models.BooleanField(_("hidden"), default=False)
    hidden_reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "number"], name="post_number_in_thread"),
            models.CheckConstraint(
                condition=models.Q(is_hidden=False) | ~models.Q(hidden_reason=""),
                name="post_hidden_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thread} #{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Render the text, then save."""
        self.body_as_html = render_markdown(self.body)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Return the path of the page the post is on, with its anchor."""
        page = (self.number - 1) // POSTS_PER_PAGE + 1
        query = f"?page={page}" if page > 1 else ""
        return reverse("forum:thread", args=[self.thread_id]) + f"{query}#{self.anchor}"

    @property
    def anchor(self) -> str:
        """The id of the post's element."""
        return f"post-{self.number}"

    @property
    def body_html(self) -> SafeString:
        """The text as HTML; it went through the sanitiser when it was saved."""
        return mark_safe(self.body_as_html)  # noqa: S308

    @property
    def author_name(self) -> str:
        """What the author is called; a former resident once the account is gone."""
        return self.author.public_name if self.author else str(_("A former resident"))

    def can_be_edited_by(self, user: AbstractBaseUser | AnonymousUser) -> bool:
        """Whether `user` wrote it, and no moderator has hidden it."""
        return user.is_authenticated and self.author_id == user.pk and not self.is_hidden
