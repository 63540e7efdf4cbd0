"""The questions of an event: carried from its page, and worded in the reader's language."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from events.models import Event, Question
from events.pages.models import EventPage


@dataclass(frozen=True, slots=True)
class Wording:
    """A question as a reader is asked it."""

    question: Question
    label: str
    help_text: str
    # (id, words) of each choice, in order.
    choices: tuple[tuple[str, str], ...]


def carry(page: EventPage, event: Event) -> None:
    """Bring the questions of `event` in line with its source `page`.

    One that is asked no more keeps its answers. Can be repeated; call it in the transaction that
    carries the page.
    """
    asked = []
    for position, block in enumerate(page.questions):
        key = uuid.UUID(str(block.id))
        before = event.questions.filter(key=key).first()
        if before is not None and before.kind != block.block_type:
            # Asked in another way it is another question: what was answered was answered to this.
            Question.objects.filter(pk=before.pk).update(key=uuid.uuid4())
            before = None
        choices = [
            {"id": str(choice.id), "label": str(choice.value)} for choice in _choices_of(block)
        ]
        if before is not None:
            choices += _chosen_before(before, {choice["id"] for choice in choices})
        Question.objects.update_or_create(
            event=event,
            key=key,
            defaults={
                "kind": block.block_type,
                "label": block.value["question"],
                "is_required": bool(block.value["is_required"]),
                "choices": choices,
                "position": position,
                "is_asked": True,
            },
        )
        asked.append(key)
    gone = event.questions.exclude(key__in=asked)
    gone.filter(answers=None).delete()
    gone.update(is_asked=False)


def asked_of(event: Event, page: EventPage | None) -> list[Wording]:
    """Return what `event` asks, as `page` words it; without a page, in the event's language."""
    asked = list(event.questions.filter(is_asked=True))
    # The words are looked up only if there are some.
    blocks = {str(block.id): block for block in page.questions} if page and asked else {}
    worded = []
    for question in asked:
        block = blocks.get(str(question.key))
        labels = {choice["id"]: choice["label"] for choice in question.choices}
        if block is not None:
            labels |= {str(choice.id): str(choice.value) for choice in _choices_of(block)}
        worded.append(
            Wording(
                question=question,
                label=block.value["question"] if block else question.label,
                help_text=(block.value["help_text"] or "") if block else "",
                choices=tuple(
                    (choice["id"], labels[choice["id"]])
                    for choice in question.choices
                    if not choice.get("is_gone")
                ),
            )
        )
    return worded


def _chosen_before(question: Question, offered: set[str]) -> list[dict[str, Any]]:
    """Return the choices that are not among those `offered` now, and that somebody has made: they
    keep their words, and nobody else can make them."""
    gone = [choice for choice in question.choices if choice["id"] not in offered]
    if not gone:
        return []
    made = set(question.answers.values_list("value", flat=True).distinct())
    return [{**choice, "is_gone": True} for choice in gone if choice["id"] in made]


def _choices_of(block: Any) -> Iterable[Any]:
    """Return the choices of a question's block, each with its id; none for other kinds."""
    return block.value["choices"].bound_blocks if block.block_type == "choice" else []
