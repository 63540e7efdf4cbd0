"""Publish an event: write its occurrences, texts and questions to the database."""

import uuid
from collections.abc import Iterable

from django.db import transaction

from events import notices
from events.models import Event, Occurrence
from events.scheduling import occurrence_changes
from events.scheduling.event_source import EventSource, TextSource
from events.scheduling.planning import (
    changes_venue,
    horizon,
    keeps_own_status,
    new_occurrence,
    planned_changes,
    planned_state,
)
from events.scheduling.texts import put_text
from events.signups.questions import sync_questions


@transaction.atomic
def sync_event(source: EventSource, texts: Iterable[TextSource] = ()) -> Event:
    """Make the event of `source` as `source` says, write its `texts`, and return it.

    Can be repeated. `planning.plan` says what happens to the occurrences; what was set for one
    occurrence alone stays. Queues a mail for everybody signed up for an occurrence that changes.
    """
    event, before = _write_event(source)
    for text in texts:
        put_text(event, text)
    # Locked: nobody signs up for an occurrence while it is being removed. Before the questions:
    # a sign-up locks the occurrence first, and refers to the questions after that.
    existing = list(event.occurrences.select_for_update(no_key=True).order_by("pk"))
    sync_questions(event, source.questions)
    # Names this publication, so that followers get one notice for all that changes.
    change = uuid.uuid4().hex
    created = []
    for planned in planned_changes(source, existing):
        occurrence, times = planned.occurrence, planned.times
        if occurrence is None and times is not None:
            occurrence = new_occurrence(
                event, *times, status=source.status, reason=source.status_reason
            )
            occurrence.save()
            created.append(occurrence)
        elif occurrence is not None and times is None:
            _remove(occurrence, change)
        elif occurrence is not None and times is not None:
            occurrence.event = event
            if occurrence.has_own_status and not keeps_own_status(source, occurrence):
                # So that it comes back with the others if the event is held after all.
                event.occurrences.filter(pk=occurrence.pk).update(has_own_status=False)
                occurrence.has_own_status = False
            occurrence_changes.apply_state(
                occurrence,
                planned_state(source, occurrence, *times),
                recurrence_id=times[0],
                venue_changed=before is not None and changes_venue(source, before, occurrence),
                change=change,
            )
            occurrence_changes.apply_event_rules(occurrence)
    if event.occurrences.upcoming().exists():
        notices.notify_of_event(event)
    if before is not None and (added := _added(created, before)):
        notices.notify_of_new_dates(added[0], change)
    return event


def hide_event(translation_key: uuid.UUID) -> bool:
    """Hide the event with that key; return whether it was visible.

    Nothing is deleted: people may be signed up.
    """
    return bool(
        Event.objects.filter(translation_key=translation_key, is_published=True).update(
            is_published=False
        )
    )


def _write_event(source: EventSource) -> tuple[Event, Event | None]:
    """Write the row of the event; return it, and the row as it was before (or None)."""
    first_starts_at, first_ends_at = source.first_times
    before = Event.objects.filter(translation_key=source.translation_key).first()
    event, _created = Event.objects.update_or_create(
        translation_key=source.translation_key,
        defaults={
            "title": source.title,
            "theme_id": source.theme_id,
            "area_id": source.area_id,
            "organiser_id": source.organiser_id,
            "picture_id": source.picture_id,
            "recurrence": source.rule,
            "first_starts_at": first_starts_at,
            "first_ends_at": first_ends_at,
            "made_until": horizon(),
            "status": source.status,
            "status_reason": source.status_reason,
            "is_published": True,
            "is_example": source.is_example,
            "by_neighbours": source.by_neighbours,
            **source.details,
        },
    )
    return event, before


def _remove(occurrence: Occurrence, change: str) -> None:
    if not (occurrence.signups.exists() or occurrence.announcements.exists()):
        occurrence.delete()
    elif not occurrence.is_cancelled:
        occurrence_changes.cancel_occurrence(occurrence, reason="", change=change)


def _added(created: Iterable[Occurrence], before: Event) -> list[Occurrence]:
    """Return the `created` occurrences that are news to followers of the event, soonest first.

    An occurrence of a series that merely came within the horizon is no news.
    """
    reach = before.made_until
    added = [
        occurrence
        for occurrence in created
        if occurrence.takes_place
        and not occurrence.is_over
        and (reach is None or occurrence.recurrence_id <= reach)
    ]
    return sorted(added, key=lambda occurrence: occurrence.starts_at)
