"""Turn an event page into the values that `events.scheduling` publishes."""

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from wagtail_localize.models import Translation

from events.models.details import DETAIL_FIELDS, EventStatus
from events.scheduling import impact
from events.scheduling.event_source import EventSource, TextSource
from events.signups.questions import QuestionSource

if TYPE_CHECKING:
    from events.pages.event_page import EventPage


def is_source(page: "EventPage") -> bool:
    """Return whether the schedule is edited on `page`, and not on the page it translates.

    A translation stays one when editors stop synchronising it with its source.
    """
    return (
        page.alias_of_id is None
        and not Translation.objects.filter(
            source__object_id=page.translation_key, target_locale=page.locale
        ).exists()
    )


def event_source(page: "EventPage") -> EventSource:
    """Return the event that publishing `page` makes or changes."""
    return EventSource(
        translation_key=page.translation_key,
        title=page.title,
        theme_id=page.theme_id,
        area_id=page.area_id,
        organiser_id=page.organiser_id,
        picture_id=page.picture_id,
        first_times=page.first_times,
        rule=page.recurrence_rule,
        status=EventStatus(page.status),
        status_reason=page.status_reason,
        is_example=page.is_example,
        details={name: getattr(page, name) for name in DETAIL_FIELDS},
        questions=[_question_source(block) for block in page.questions],
    )


def text_source(page: "EventPage", *, is_original: bool = False) -> TextSource:
    """Return the text of the event in the language of `page`."""
    return TextSource(
        language=page.locale.language_code,
        is_original=is_original,
        has_page=True,
        title=page.title,
        summary=page.summary,
        url=page.get_url() or "",
        status=EventStatus(page.status),
        status_reason=page.status_reason,
        price=page.price,
        contact=page.contact_line,
        directions=page.directions,
        welcome=page.welcome,
        consent=page.consent,
        questions={str(block.id): _question_words(block) for block in page.questions},
        tags=[tag.pk for tag in page.tags.all()],
        published_at=page.last_published_at or timezone.now(),
    )


def impacts_of_publishing(page: "EventPage") -> list[impact.Impact]:
    """Return what publishing `page` does to the people signed up. Changes nothing."""
    event = page.event
    if event is None or not is_source(page):
        return []
    return impact.of_publishing(event_source(page), event)


def _question_source(block: Any) -> QuestionSource:
    return QuestionSource(
        # A question that was never saved, as in a preview, may have no id yet.
        key=uuid.UUID(block.id) if block.id else uuid.uuid4(),
        kind=block.block_type,
        label=block.value["question"],
        is_required=bool(block.value["is_required"]),
        choices=[(str(choice.id), str(choice.value)) for choice in _choices_of(block)],
    )


def _question_words(block: Any) -> dict[str, Any]:
    """Return the wording of a question as `EventText.questions` stores it."""
    return {
        "label": block.value["question"],
        "help_text": block.value["help_text"] or "",
        "choices": {str(choice.id): str(choice.value) for choice in _choices_of(block)},
    }


def _choices_of(block: Any) -> Iterable[Any]:
    """Return the bound choices of a question's block; none for other kinds of questions."""
    return block.value["choices"].bound_blocks if block.block_type == "choice" else []
