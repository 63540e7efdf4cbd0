"""The questions that people answer when they sign up, and their answers.

`EventText.questions` has the wording in each language, by the keys of the questions.
"""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from events.models.signup import SignUp


class Question(models.Model):
    """One question of an event. Once it is answered, it is never deleted, only asked no more."""

    class Kind(models.TextChoices):
        """How a question is answered. The values name the blocks in `QuestionsBlock`."""

        TEXT = "text", _("Text")
        CHOICE = "choice", _("Choice")
        CHECKBOX = "checkbox", _("Checkbox")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="questions")
    # The id of its block on the source page and all its translations.
    key = models.UUIDField(default=uuid.uuid4)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    # In the event's own language.
    label = models.CharField(_("question"), max_length=200)
    is_required = models.BooleanField(_("required"), default=False)
    # [{"id": <id of its block>, "label": <in the event's own language>}, …]; "is_gone" marks a
    # choice that is in an answer but no longer offered.
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
        """Return the text of the stored answer `value`, with the labels of its event."""
        if self.kind == self.Kind.CHOICE:
            labels = {choice["id"]: choice["label"] for choice in self.choices}
            return labels.get(value, value)
        if self.kind == self.Kind.CHECKBOX:
            return str(_("Yes")) if value else str(_("No"))
        return value


class Answer(models.Model):
    """A person's answer to a question; deleted when their sign-up is anonymised."""

    signup = models.ForeignKey(SignUp, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    # The text, the id of the choice, or "yes".
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
