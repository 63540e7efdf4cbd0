"""Publishing event pages writes the texts of their event."""

import random

import pytest
from django.test import TestCase
from wagtail.models import Locale, Site

from events.display.localized_texts import text_for
from events.models import EventText
from events.pages.event_page import EventPage
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(theme):
    return factories.make_event_page(
        theme, "Nabocafé", summary="Kaffe", directions="Bagind", welcome="Hej", consent="Ja"
    )


def texts(page):
    """Title and address of each text of the page's event, by language."""
    rows = EventText.objects.filter(event__translation_key=page.translation_key)
    return {row.language: (row.title, row.url) for row in rows}


def test_publishing_the_source_writes_its_words_and_address(page):
    [text] = page.event.texts.all()
    assert (text.language, text.is_original) == ("da", True)
    assert (text.title, text.summary, text.url) == ("Nabocafé", "Kaffe", page.url)
    assert (text.directions, text.welcome, text.consent) == ("Bagind", "Hej", "Ja")


def test_publishing_again_changes_the_same_text(page):
    [before] = page.event.texts.all()
    page.title = "Café"
    page.tags.add("kaffe")
    page.save_revision().publish()
    [after] = page.event.texts.all()
    assert (after.pk, after.title) == (before.pk, "Café")
    assert list(after.tags.values_list("slug", flat=True)) == ["kaffe"]


def test_a_draft_writes_nothing(page):
    page.title = "Draft"
    page.save_revision()
    assert texts(page) == {"da": ("Nabocafé", page.url)}


def test_publishing_a_translation_writes_its_language_alone(page):
    english = factories.make_event_translation(page, "Café")
    assert texts(page) == {"da": ("Nabocafé", page.url), "en": ("Café", english.url)}
    assert not page.event.texts.get(language="en").is_original
    english.title = "Coffee"
    english.save_revision().publish()
    assert texts(page)["en"] == ("Coffee", english.url)


def test_a_translation_that_was_live_first_is_written_with_its_source(theme):
    source = factories.make_event_page(theme, "Nabocafé", publish=False)
    factories.make_event_translation(source, "Café")
    assert texts(source) == {}
    source.save_revision().publish()
    assert {language: title for language, (title, _url) in texts(source).items()} == {
        "da": "Nabocafé",
        "en": "Café",
    }
    assert text_for(source.event, "fr").title == "Nabocafé"


def test_an_alias_is_written_as_soon_as_it_is_live(page):
    english = page.copy_for_translation(
        Locale.objects.get(language_code="en"), copy_parents=True, alias=True
    )
    assert english.live
    assert texts(page)["en"] == ("Nabocafé", english.url)


@pytest.mark.parametrize("how", ["unpublish", "delete"])
def test_a_translation_that_goes_takes_its_text_along(page, how):
    english = factories.make_event_translation(page, "Café")
    getattr(english, how)()
    assert set(texts(page)) == {"da"}
    assert page.event.is_published


@pytest.mark.parametrize("how", ["unpublish", "delete"])
def test_a_source_that_goes_takes_its_text_and_hides_the_event(page, how):
    factories.make_event_translation(page, "Café")
    event = page.event
    getattr(page, how)()
    event.refresh_from_db()
    assert not event.is_published
    # Its translation goes with it.
    assert not event.texts.exists()


def test_a_new_slug_changes_the_address(page):
    with TestCase.captureOnCommitCallbacks(execute=True):
        page.slug = "kaffe"
        page.save()
    assert page.url.endswith("/kaffe/")
    assert texts(page) == {"da": ("Nabocafé", page.url)}


def test_a_new_slug_of_the_calendar_changes_the_addresses_below_it(page):
    calendar = factories.calendar_page()
    with TestCase.captureOnCommitCallbacks(execute=True):
        calendar.slug = "hvad-sker-der"
        calendar.save()
    moved = EventPage.objects.get(pk=page.pk)
    assert "/hvad-sker-der/" in moved.url
    assert texts(page) == {"da": ("Nabocafé", moved.url)}


def test_moving_a_page_changes_its_address(page):
    page.move(factories.front_page(), pos="last-child")
    moved = EventPage.objects.get(pk=page.pk)
    assert "/kalender/" not in moved.url
    assert texts(page) == {"da": ("Nabocafé", moved.url)}


def test_an_address_in_another_language_stays(page):
    english = factories.make_event_translation(page, "Café")
    with TestCase.captureOnCommitCallbacks(execute=True):
        page.slug = "kaffe"
        page.save()
    assert texts(page)["en"] == ("Café", english.url)


def test_addresses_follow_the_sites(page):
    address = texts(page)["da"][1]
    with TestCase.captureOnCommitCallbacks(execute=True):
        other = Site.objects.create(
            hostname="other.example", port=80, root_page=factories.calendar_page()
        )
    assert texts(page)["da"][1].startswith("http://other.example/")
    with TestCase.captureOnCommitCallbacks(execute=True):
        other.delete()
    assert texts(page)["da"][1] == address


def test_texts_match_the_live_pages_after_random_changes(theme):
    for number in range(3):
        source = factories.make_event_page(theme, f"Kilde {number}")
        factories.make_event_translation(source, f"Translation {number}")
    for step in range(20):
        page = random.choice(EventPage.objects.order_by("pk"))  # noqa: S311
        change = random.choice(CHANGES)  # noqa: S311
        with TestCase.captureOnCommitCallbacks(execute=True):
            change(page, f"step-{step}")
        rows = EventText.objects.values_list("event__translation_key", "language", "title", "url")
        assert set(rows) == {
            (live.translation_key, live.locale.language_code, live.title, live.url)
            for live in EventPage.objects.live()
        }, (step, change.__name__)


def publish(page, name):
    page.title = page.slug = name
    page.save_revision().publish()


def save_draft(page, name):
    page.title = page.slug = name
    page.save_revision()


def unpublish(page, name):
    page.unpublish()


def copy(page, name):
    if page.live:
        page.copy(update_attrs={"slug": name, "title": name})


def move(page, name):
    language = page.locale.language_code
    parents = [factories.front_page(language), factories.calendar_page(language)]
    page.move(random.choice(parents), pos="last-child")  # noqa: S311


def rename_parent(page, name):
    parent = page.get_parent().specific
    parent.slug = name
    parent.save_revision().publish()


CHANGES = [publish, save_draft, unpublish, copy, move, rename_parent]
