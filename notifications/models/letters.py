"""Letters: what editors and moderators write to all who follow something."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.text.markdown import render_markdown
from residents.models import User

# The topics that moderators write to; editors write to all.
FORUM_TOPICS = "thread:"


class LetterQuerySet(models.QuerySet["Letter"]):
    """Letters by who may work with them. Those that are sent are the log."""

    def writable_by(self, user: User) -> "LetterQuerySet":
        """Those that `user` may write, send and look up: all, those to threads, or none."""
        if user.has_perm("notifications.send_letter"):
            return self
        if user.has_perm("notifications.send_forum_letter"):
            return self.filter(topic__startswith=FORUM_TOPICS)
        return self.none()

    def received_by(self, user: User) -> "LetterQuerySet":
        """Those that `user` was sent."""
        told = user.notices.filter(activity__kind="letter").values("activity__object_id")
        return self.filter(status=Letter.Status.SENT, pk__in=told)


class Letter(models.Model):
    """A letter to the followers of a topic. Once sent, it is the log, and stays as it is."""

    class Status(models.TextChoices):
        """How far it has come."""

        DRAFT = "draft", _("Draft")
        SENT = "sent", _("Sent")

    topic = models.CharField(_("to those who follow"), max_length=120)
    # What the topic was called when the letter was sent, should the thing be gone one day.
    topic_name = models.CharField(_("called"), max_length=255, blank=True)
    status = models.CharField(_("status"), max_length=5, choices=Status, default=Status.DRAFT)
    # Gone when the account is; the letter stays.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="letters_written",
        verbose_name=_("written by"),
    )
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="letters_sent",
        verbose_name=_("sent by"),
    )
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    # How many followed the topic when it was sent.
    recipients = models.PositiveIntegerField(_("recipients"), null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-sent_at", "-created_at", "-pk"]
        default_permissions = ()
        permissions = [
            ("send_letter", _("Can write to the followers of anything")),
            ("send_forum_letter", _("Can write to the followers of a thread")),
        ]
        indexes = [models.Index(fields=["topic", "-sent_at"], name="letter_to_topic")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="sent", sent_at__isnull=False, recipients__isnull=False)
                | Q(status="draft", sent_at__isnull=True, recipients__isnull=True),
                name="letter_sent_is_counted",
            )
        ]

    def __str__(self) -> str:
        return self.subject or self.topic

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete a draft; refuse to delete what was sent."""
        if self.status == self.Status.SENT:
            refuse()
        return super().delete(*args, **kwargs)

    @property
    def is_sent(self) -> bool:
        """Whether it has gone out."""
        return self.status == self.Status.SENT

    @property
    def text(self) -> "LetterText | None":
        """Its words in the reader's language, else in the site's first."""
        by_language = {text.language: text for text in self.texts.all()}
        return by_language.get(get_language() or "") or by_language.get(settings.LANGUAGE_CODE)

    @property
    def subject(self) -> str:
        """Its subject in the reader's language."""
        return self.text.subject if self.text else ""

    @property
    def body(self) -> str:
        """Its text in the reader's language."""
        return self.text.body if self.text else ""

    @property
    def body_html(self) -> SafeString:
        """The same as HTML, which the sanitiser has seen."""
        return mark_safe(render_markdown(self.body))  # noqa: S308


class LetterText(models.Model):
    """A letter's words in one language."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=10)
    subject = models.CharField(_("subject"), max_length=120)
    body = models.TextField(_("text"), help_text="CommonMark")

    class Meta:
        verbose_name = _("text of a letter")
        verbose_name_plural = _("texts of letters")
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "language"], name="letter_text_once"),
            models.CheckConstraint(
                condition=~Q(subject="") & ~Q(body=""), name="letter_text_not_empty"
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the words of a draft; refuse those of a letter that was sent."""
        if self.letter.is_sent:
            refuse()
        super().save(*args, **kwargs)


def refuse() -> NoReturn:
    """Refuse to change what was sent."""
    raise TypeError("A letter that was sent stays as it is.")
