"""Write and remove the texts of an event."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict

from django.db import transaction

from events.models import Event, EventText
from events.scheduling.event_source import TextSource


@transaction.atomic
def put_text(event: Event, source: TextSource) -> EventText:
    """Make the text of `event` in the language of `source` say what `source` says."""
    lock_texts(event.translation_key)
    fields = asdict(source)
    tags, language = fields.pop("tags"), fields.pop("language")
    if source.is_original:
        # At most one is: another page may have become the source.
        event.texts.exclude(language=language).filter(is_original=True).update(is_original=False)
    text, _created = EventText.objects.update_or_create(
        event=event, language=language, defaults=fields
    )
    text.tags.set(tags)
    return text


@transaction.atomic
def remove_text(translation_key: uuid.UUID, language: str) -> None:
    """Remove the text in `language` of the event with that key."""
    lock_texts(translation_key)
    EventText.objects.filter(event__translation_key=translation_key, language=language).delete()


def lock_texts(translation_key: uuid.UUID) -> None:
    """Lock the texts of an event until the end of the transaction, with the row of the event.

    Publishing the source also writes the texts of the other pages. Without the lock it could
    overwrite a newer text, or bring back that of a page unpublished meanwhile.
    """
    rows = Event.objects.select_for_update(no_key=True).filter(translation_key=translation_key)
    rows.values("pk").first()


def update_urls(urls: Mapping[tuple[uuid.UUID, str], str]) -> None:
    """Set the address of the texts, each named by translation key and language."""
    keys: Iterable[uuid.UUID] = {key for key, _language in urls}
    texts = EventText.objects.filter(event__translation_key__in=keys).select_related("event")
    changed = []
    for text in texts.only("url", "language", "event__translation_key"):
        url = urls.get((text.event.translation_key, text.language), text.url)
        if url != text.url:
            text.url = url
            changed.append(text)
    EventText.objects.bulk_update(changed, ["url"], batch_size=500)
