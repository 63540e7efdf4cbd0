"""The base model of announcements to attendees and of letters to followers."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.text.markdown import render_markdown


class Broadcast(models.Model):
    """A text for many recipients: a draft until it is sent, then an entry in the log.

    `notifications.broadcasts` writes, previews and sends it.
    """

    # The field whose value names the recipients: the daily limit holds for each value.
    recipients_field: ClassVar[str]
    # The fields that the preview shows. A change of one of them makes the preview stale.
    previewed_fields: ClassVar[tuple[str, ...]] = ("texts",)

    # The broadcast outlives the accounts of its author and its sender.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="%(class)ss_written",
        verbose_name=_("written by"),
    )
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="%(class)ss_sent",
        verbose_name=_("sent by"),
    )
    # {<language>: {"subject": …, "body": <CommonMark>}, …}
    texts = models.JSONField(_("texts"))
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    # The number of recipients at that time.
    recipients = models.PositiveIntegerField(_("recipients"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, recipients__isnull=True)
                | Q(sent_at__isnull=False, recipients__isnull=False),
                name="%(class)s_sent_is_counted",
            ),
            models.CheckConstraint(condition=~Q(texts={}), name="%(class)s_has_text"),
        ]

    def __str__(self) -> str:
        return self.subject

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete a draft. Raises `TypeError` for a broadcast that was sent."""
        if self.is_sent:
            raise TypeError("A broadcast that was sent cannot be deleted.")
        return super().delete(*args, **kwargs)

    @property
    def is_sent(self) -> bool:
        return self.sent_at is not None

    @property
    def text_language(self) -> str:
        """The active language if there is a text in it, else the site's, else the first."""
        for language in (get_language() or "", settings.LANGUAGE_CODE):
            if language in self.texts:
                return language
        return next(iter(self.texts), "")

    @property
    def subject(self) -> str:
        """The subject in `text_language`."""
        return self._text["subject"]

    @property
    def body(self) -> str:
        """The text in `text_language`, as CommonMark."""
        return self._text["body"]

    @property
    def body_html(self) -> SafeString:
        return mark_safe(render_markdown(self.body))  # noqa: S308 – the sanitiser has seen it

    @property
    def _text(self) -> dict[str, str]:
        text: dict[str, str] = self.texts.get(self.text_language, {"subject": "", "body": ""})
        return text
