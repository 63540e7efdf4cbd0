"""Publishing the translation of an event page."""

import pytest
from wagtail.models import Locale
from wagtail_localize.models import Translation, TranslationSource

from events.models import Event, Occurrence
from events.pages.event_page import EventPage
from events.scheduling import occurrence_changes
from tests import factories
from tests.events.conftest import outbox_messages
from tests.events.publishing import WEEK, only_occurrence, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(theme):
    return factories.make_event_page(theme, capacity=10, venue="Havnen")


def translate(page, title="Neighbours’ café"):
    source, _created = TranslationSource.get_or_create_from_instance(page)
    english = Locale.objects.get(language_code="en")
    translation, _created = Translation.objects.get_or_create(source=source, target_locale=english)
    translation.save_target(publish=True)
    version = EventPage.objects.get(translation_key=page.translation_key, locale=english)
    version.title = title
    return publish(version)


def test_a_translation_has_the_same_event(page):
    english = translate(page)
    assert english.event == page.event
    assert Event.objects.count() == Occurrence.objects.count() == 1


def test_publishing_a_translation_changes_no_times(page, sign_up):
    english = translate(page)
    sign_up(only_occurrence(page))
    publish(english, starts_at=page.starts_at + WEEK, ends_at=page.ends_at + WEEK, capacity=1)
    assert only_occurrence(page).starts_at == page.starts_at
    assert only_occurrence(page).capacity == 10
    assert page.event.title == "Nabocafé"
    assert not outbox_messages(kind="event_changed")


def test_publishing_a_detached_translation_changes_no_times(page):
    english = translate(page)
    Translation.objects.update(enabled=False)
    publish(english, starts_at=page.starts_at + WEEK, ends_at=page.ends_at + WEEK)
    english.unpublish()
    assert only_occurrence(page).starts_at == page.starts_at
    assert page.event.is_published


def test_mails_have_the_title_in_the_language_of_the_reader(page, confirmed_signup):
    translate(page)
    confirmed_signup(only_occurrence(page), language="en")
    confirmed_signup(only_occurrence(page), language="da", email="bo@example.org")
    occurrence_changes.cancel_occurrence(only_occurrence(page), reason="Storm")
    assert (
        "Neighbours’ café"
        in outbox_messages(to="karen@example.org", kind="event_cancelled")[0].subject
    )
    assert "Nabocafé" in outbox_messages(to="bo@example.org", kind="event_cancelled")[0].subject
