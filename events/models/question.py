"""What an event asks of those who sign up, and what they answered.

The words stand on the event pages, one in each language; what is stored here knows them by the
keys of their blocks.
"""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from events.models.signup import SignUp


class Question(models.Model):
    """One question of an event. One that has been answered is never deleted, only asked no more."""

    class Kind(models.TextChoices):
        """How it is answered."""

        TEXT = "text", _("Text")
        CHOICE = "choice", _("Choice")
        CHECKBOX = "checkbox", _("Checkbox")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="questions")
    # The id of its block on the source page and all its translations.
    key = models.UUIDField(default=uuid.uuid4)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    # In the event's own language: for lists, and for when the pages are gone.
    label = models.CharField(_("question"), max_length=200)
    is_required = models.BooleanField(_("required"), default=False)
    # [{"id": <the id of its block>, "label": <in the event's own language>}, …]; with "is_gone"
    # where it was made by somebody, and is offered no more.
    choices = models.JSONField(_("choices"), default=list, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_asked = models.BooleanField(_("is asked"), default=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "key"], name="question_once"),
        ]

    def __str__(self) -> str:
        return self.label

    def in_words(self, value: str) -> str:
        """Return the stored `value` of an answer as organisers read it, in their own language."""
        if self.kind == self.Kind.CHOICE:
            labels = {choice["id"]: choice["label"] for choice in self.choices}
            return labels.get(value, value)
        if self.kind == self.Kind.CHECKBOX:
            return str(_("Yes")) if value else str(_("No"))
        return value


class Answer(models.Model):
    """What somebody answered. It is forgotten with them."""

    signup = models.ForeignKey(SignUp, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    # Text as it was written, the id of the choice, or "yes".
    value = models.TextField(_("answer"), blank=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["question__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["signup", "question"], name="answer_once"),
        ]

    def __str__(self) -> str:
        return self.value[:60]
