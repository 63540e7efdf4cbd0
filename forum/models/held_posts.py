"""Texts that wait for a moderator: they are no posts yet, so nobody else meets them anywhere."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from core.models import Area, Partner, Theme
from core.text.language import guess_language
from core.text.markdown import render_markdown
from forum.models.posts import Post
from forum.models.threads import Thread
from residents.models import User


class HeldPostQuerySet(models.QuerySet["HeldPost"]):
    def visible_to(self, user: User | AnonymousUser) -> "HeldPostQuerySet":
        """Return the texts that `user` may read: their own, or all if they moderate."""
        if not isinstance(user, User):
            return self.none()
        return self if user.has_perm("forum.moderate") else self.filter(author=user)

    def waiting(self) -> "HeldPostQuerySet":
        """Return the texts about which nobody has decided, the longest waiting first."""
        return self.filter(state=HeldPost.State.WAITING).order_by("created_at", "pk")


class HeldPost(models.Model):
    """A new thread, a reply (`thread`), or a new text of a post (`post`), held by the guard."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for approval")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Not published")

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="held_posts"
    )
    partner = models.ForeignKey(
        Partner, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    thread = models.ForeignKey(
        Thread, on_delete=models.CASCADE, null=True, blank=True, related_name="held_posts"
    )
    # The post that changes; once approved, the post that was published.
    post = models.ForeignKey(
        Post, on_delete=models.SET_NULL, null=True, blank=True, related_name="held_posts"
    )
    # The post that the reply answers.
    reply_to = models.ForeignKey(
        Post, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_edit = models.BooleanField(default=False)
    kind = models.CharField(_("kind"), max_length=12, blank=True)
    title = models.CharField(_("title"), max_length=120, blank=True)
    theme = models.ForeignKey(
        Theme, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    area = models.ForeignKey(
        Area, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # The names of the tags of a new thread. They are no tags before a moderator has read them.
    tags = models.JSONField(_("tags"), default=list, blank=True)
    # Of a new issue: the fields of `Issue` that say where.
    place = models.JSONField(_("place"), default=dict, blank=True)
    # Of a new thread about help: the last day on which it is open.
    until = models.DateField(_("until"), null=True, blank=True)
    # The chosen pictures in their order: the primary key and the text alternative of each.
    chosen_pictures = models.JSONField(default=list, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=10)
    body = models.TextField(_("text"))
    # The names of the guard's rules that found something.
    rules = models.JSONField(default=list)
    is_example = models.BooleanField(_("example"), default=False)
    submission = models.UUIDField(null=True, editable=False)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = HeldPostQuerySet.as_manager()

    class Meta:
        verbose_name = _("held post")
        verbose_name_plural = _("held posts")
        ordering = ["created_at", "pk"]
        indexes = [
            models.Index(fields=["state", "created_at"], name="held_post_by_age"),
            models.Index(fields=["author", "thread"], name="held_post_of_author"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["author", "submission"], name="held_submission_once"),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""), name="held_post_refused_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(thread__isnull=False) | ~Q(title=""),
                name="held_post_has_place",
            ),
        ]

    def __str__(self) -> str:
        return self.thread_title

    def get_absolute_url(self) -> str:
        return reverse("forum:held", args=[self.pk])

    @property
    def thread_title(self) -> str:
        """The title of the new thread, or of that in which the text shall stand."""
        return self.thread.title if self.thread else self.title

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def what(self) -> Any:
        """A new thread, a reply or an edit, in words."""
        if self.is_edit:
            return _("Edit of a post")
        return _("Reply") if self.thread_id else _("New thread")

    @property
    def body_html(self) -> SafeString:
        # Sanitised; few of them are ever read.
        return mark_safe(render_markdown(self.body))  # noqa: S308

    @property
    def shown_pictures(self) -> list[Any]:
        """The pictures that the post would show, with their text alternatives."""
        if not self.chosen_pictures:
            return []
        pictures = {each.pk: each for each in self.pictures.all()}
        if self.is_edit and self.post is not None:
            pictures |= {each.pk: each for each in self.post.shown_pictures}
        found = []
        for pk, alt_text in self.chosen_pictures:
            if (picture := pictures.get(pk)) is not None:
                picture.alt_text = alt_text
                found.append(picture)
        return found

    @property
    def text_language(self) -> str:
        return guess_language(self.body, self.language)
