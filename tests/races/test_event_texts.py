"""Two languages of an event that change at the same time end with their newest words."""

import contextlib
import threading

import pytest
from django.db import connection, transaction

from events.models import Event, EventText
from events.pages import publishing
from events.pages.event_page import EventPage
from tests import factories

# How long the publication of the source waits for the other page. It waits in vain if the database
# holds the other page back, as it should.
_HEAD_START_SECONDS = 2


@pytest.fixture
def source(committed):
    """A published event page, deleted afterwards: the calendar counts its children."""
    yield factories.make_event_page(factories.make_theme(), "Nabocafé")
    # A translation is deleted with its source.
    while page := EventPage.objects.first():
        page.delete()


def publish_anew(page):
    page.title = "After"
    page.save_revision().publish()


def unpublish(page):
    page.unpublish()


@pytest.mark.parametrize(
    ("change", "titles"), [(publish_anew, ["Nabocafé", "After"]), (unpublish, ["Nabocafé"])]
)
def test_a_translation_changes_while_its_source_is_published(source, monkeypatch, change, titles):
    english = factories.make_event_translation(source, "Before")
    has_read, has_changed = threading.Event(), threading.Event()
    text_source = publishing.text_source

    def pause_after_reading(page, **options):
        text = text_source(page, **options)
        if page.pk == english.pk and not has_read.is_set():
            has_read.set()
            has_changed.wait(_HEAD_START_SECONDS)
        return text

    def change_translation():
        try:
            has_read.wait()
            change(EventPage.objects.get(pk=english.pk))
            has_changed.set()
        finally:
            connection.close()

    monkeypatch.setattr(publishing, "text_source", pause_after_reading)
    other = threading.Thread(target=change_translation)
    other.start()
    publishing.publish(EventPage.objects.get(pk=source.pk))
    other.join()

    assert has_changed.is_set()
    texts = EventText.objects.filter(event__translation_key=source.translation_key)
    assert [text.title for text in texts] == titles


def test_both_languages_are_published_for_the_first_time_at_once(source):
    """Neither sees the other before both are committed, and yet both have their text."""
    english = factories.make_event_translation(source, "Neighbours’ café")
    EventPage.objects.update(live=False)
    Event.objects.all().delete()
    # On SQLite, one waits for the other.
    both_have_published = threading.Barrier(2, timeout=_HEAD_START_SECONDS)

    def publish(pk):
        try:
            with transaction.atomic():
                EventPage.objects.get(pk=pk).get_latest_revision().publish()
                with contextlib.suppress(threading.BrokenBarrierError):
                    both_have_published.wait()
        finally:
            connection.close()

    threads = [threading.Thread(target=publish, args=[page.pk]) for page in (source, english)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    texts = EventText.objects.filter(event__translation_key=source.translation_key)
    assert [text.language for text in texts] == ["da", "en"]
