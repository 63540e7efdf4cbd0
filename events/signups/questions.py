"""The questions of an event: written on publishing, translated for the reader."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from events.models import Event, EventText, Question


@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionSource:
    """A question as the source of an event asks it."""

    key: uuid.UUID
    # A value of `Question.Kind`.
    kind: str
    label: str
    is_required: bool = False
    # (id, label) of each choice, in order.
    choices: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Wording:
    """A question in the reader's language."""

    question: Question
    label: str
    help_text: str
    # (id, label) of each choice, in order.
    choices: tuple[tuple[str, str], ...]


def sync_questions(event: Event, sources: Iterable[QuestionSource]) -> None:
    """Bring the questions of `event` in line with `sources`, in their order. Can be repeated.

    A question that is asked no more keeps its answers. Call this in the transaction that
    publishes the event.
    """
    asked = []
    for position, source in enumerate(sources):
        before = event.questions.filter(key=source.key).first()
        if before is not None and before.kind != source.kind:
            # The answers belong to a question of another kind: keep it under another key.
            Question.objects.filter(pk=before.pk).update(key=uuid.uuid4())
            before = None
        choices: list[dict[str, Any]] = [
            {"id": choice_id, "label": label} for choice_id, label in source.choices
        ]
        if before is not None:
            choices += _withdrawn_choices(before, {choice["id"] for choice in choices})
        Question.objects.update_or_create(
            event=event,
            key=source.key,
            defaults={
                "kind": source.kind,
                "label": source.label,
                "is_required": source.is_required,
                "choices": choices,
                "position": position,
                "is_asked": True,
            },
        )
        asked.append(source.key)
    obsolete = event.questions.exclude(key__in=asked)
    obsolete.filter(answers=None).delete()
    obsolete.update(is_asked=False)


def asked_of(event: Event, text: EventText | None) -> list[Wording]:
    """Return the questions of `event` in the words of `text`, or else in the event's language."""
    wordings = []
    for question in event.questions.filter(is_asked=True):
        words = text.questions.get(str(question.key), {}) if text else {}
        labels = {choice["id"]: choice["label"] for choice in question.choices}
        labels |= words.get("choices", {})
        wordings.append(
            Wording(
                question=question,
                label=words.get("label", question.label),
                help_text=words.get("help_text", ""),
                choices=tuple(
                    (choice["id"], labels[choice["id"]])
                    for choice in question.choices
                    if not choice.get("is_gone")
                ),
            )
        )
    return wordings


def _withdrawn_choices(question: Question, offered: set[str]) -> list[dict[str, Any]]:
    """Return the choices that are no longer `offered` but have been made.

    They keep their labels for the list of attendees, and can be made no more.
    """
    withdrawn = [choice for choice in question.choices if choice["id"] not in offered]
    if not withdrawn:
        return []
    made = set(question.answers.values_list("value", flat=True).distinct())
    return [{**choice, "is_gone": True} for choice in withdrawn if choice["id"] in made]
