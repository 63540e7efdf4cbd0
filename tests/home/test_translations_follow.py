"""What is done to a page is done to its translations: each operation, for each type of page.

The table: for every type of page with a translation, what must hold for the translation after each
operation on the source, and for the source after each operation on the translation.
"""

import datetime
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page, get_page_models
from wagtail_localize.models import Translation

from core.models import BasePage
from events.models import EventText
from events.pages.calendar_page import CalendarPage
from home.models import (
    HomePage,
    PartnerIndexPage,
    PrivacyPage,
    StandardPage,
)
from tests import factories
from tests.home.translated_pages import (
    fresh,
    has_public_event,
    has_text,
    is_shown,
)

pytestmark = pytest.mark.django_db


# Unpublish


def test_taking_down_the_source_takes_down_the_translation(pair):
    source, translation = pair
    assert is_shown(source)
    assert is_shown(translation)

    source.unpublish()

    assert not is_shown(source)
    assert not is_shown(translation)
    assert not has_text(translation)
    assert not has_public_event(source)


def test_taking_down_the_translation_leaves_the_source(pair):
    source, translation = pair
    translation.unpublish()
    assert is_shown(source)
    assert not is_shown(translation)


def test_a_translation_comes_back_with_its_source(pair):
    source, translation = pair
    source.unpublish()

    fresh(source).get_latest_revision().publish()

    assert is_shown(source)
    assert is_shown(translation)


def test_a_translation_that_was_taken_down_alone_stays_down(pair):
    source, translation = pair
    translation.unpublish()
    source.unpublish()

    fresh(source).get_latest_revision().publish()

    assert not fresh(translation).live


def test_a_translation_with_new_drafts_waits_for_its_editor(pair):
    source, translation = pair
    source.unpublish()
    fresh(translation).save_revision()

    fresh(source).get_latest_revision().publish()

    assert not fresh(translation).live


# Schedule and expire


def schedule(page: Page, **times: datetime.datetime | None) -> None:
    page = fresh(page)
    for name, value in times.items():
        setattr(page, name, value)
    page.save_revision().publish()


def test_an_expired_source_takes_the_translation_along(pair):
    source, translation = pair
    schedule(source, expire_at=timezone.now() + datetime.timedelta(days=2))
    assert fresh(translation).live

    with time_machine.travel(timezone.now() + datetime.timedelta(days=3)):
        call_command("publish_scheduled")
        assert not is_shown(source)
        assert not is_shown(translation)
    assert fresh(translation).expired


def test_a_source_that_lasts_longer_keeps_its_translation(pair):
    source, translation = pair
    schedule(source, expire_at=timezone.now() + datetime.timedelta(days=2))
    schedule(source, expire_at=None)

    with time_machine.travel(timezone.now() + datetime.timedelta(days=3)):
        call_command("publish_scheduled")
        assert fresh(source).live
        assert fresh(translation).live


def test_a_translation_goes_live_with_its_scheduled_source(pair):
    source, translation = pair
    source.unpublish()
    schedule(source, go_live_at=timezone.now() + datetime.timedelta(days=2))
    # Nothing is live early, not even what is published in the meantime.
    fresh(translation).save_revision().publish()
    assert not fresh(source).live
    assert not fresh(translation).live

    with time_machine.travel(timezone.now() + datetime.timedelta(days=3)):
        call_command("publish_scheduled")
        assert is_shown(source)
        assert is_shown(translation)


def test_a_later_date_holds_for_the_translation_too(pair):
    source, translation = pair
    source.unpublish()
    schedule(source, go_live_at=timezone.now() + datetime.timedelta(days=2))
    fresh(translation).save_revision().publish()
    schedule(source, go_live_at=timezone.now() + datetime.timedelta(days=5))

    with time_machine.travel(timezone.now() + datetime.timedelta(days=3)):
        call_command("publish_scheduled")
        assert not fresh(translation).live
    with time_machine.travel(timezone.now() + datetime.timedelta(days=6)):
        call_command("publish_scheduled")
        assert fresh(source).live
        assert fresh(translation).live


# Move


def test_a_moved_source_takes_its_translation_along(pair, elsewhere):
    source, translation = pair
    there, abroad = elsewhere

    source.move(there, pos="last-child")

    assert fresh(source).get_parent().pk == there.pk
    assert fresh(translation).get_parent().pk == abroad.pk
    assert fresh(translation).url.startswith(abroad.url)
    assert fresh(translation).slug == translation.slug
    if has_text(translation):
        text = EventText.objects.get(event__translation_key=source.translation_key, language="en")
        assert text.url == fresh(translation).url


def test_a_slug_that_is_taken_there_gets_a_number(pair, elsewhere):
    source, translation = pair
    there, abroad = elsewhere
    taken = StandardPage(title="Taken", slug=translation.slug, locale=abroad.locale)
    abroad.add_child(instance=taken)

    source.move(there, pos="last-child")

    assert fresh(translation).slug == f"{translation.slug}-1"


def test_without_a_translated_parent_the_translation_stays(pair):
    source, translation = pair
    before = translation.get_parent().pk
    there = factories.make_standard_page("Kun på dansk")

    source.move(there, pos="last-child")

    assert fresh(translation).get_parent().pk == before
    assert is_shown(translation)


def test_moving_the_translation_leaves_the_source(pair, elsewhere):
    source, translation = pair
    before = source.get_parent().pk

    translation.move(elsewhere[1], pos="last-child")

    assert fresh(source).get_parent().pk == before


# Delete


def test_deleting_the_source_deletes_the_translation(pair):
    source, _translation = pair
    source.delete()
    assert not Page.objects.filter(translation_key=source.translation_key).exists()
    assert not Translation.objects.filter(source__object_id=source.translation_key).exists()
    assert not has_public_event(source)
    assert Page.find_problems() == ([], [], [], [], [])


def test_deleting_the_translation_leaves_the_source(pair):
    source, translation = pair
    translation.delete()
    assert is_shown(source)
    assert not Page.objects.filter(pk=translation.pk).exists()


def test_deleting_a_parent_deletes_the_translations_below(pair):
    source, _translation = pair
    parent = source.get_parent()
    if parent.depth <= 2:  # never the front page
        return
    parent.specific.delete()
    assert not Page.objects.filter(translation_key=source.translation_key).exists()
    assert Page.find_problems() == ([], [], [], [], [])


def test_the_confirmation_says_that_a_translation_goes_too(as_editor, pair):
    source, translation = pair
    url = reverse("wagtailadmin_pages:delete", args=[source.pk])
    assert as_editor.get(url).context["translation_count"] == 1
    other = reverse("wagtailadmin_pages:delete", args=[translation.pk])
    assert as_editor.get(other).context["translation_count"] == 0

    assert as_editor.post(url).status_code == 302

    assert not Page.objects.filter(translation_key=source.translation_key).exists()


def test_both_can_be_chosen_in_a_bulk_action(as_editor, pair):
    source, translation = pair
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    response = as_editor.post(f"{url}?id={source.pk}&id={translation.pk}")
    assert response.status_code == 302
    assert not Page.objects.filter(translation_key=source.translation_key).exists()


# Copy, alias, slug


def others(page: Page) -> dict[str, Any]:
    """Return what a copy must not have in common with `page`."""
    partner = factories.make_partner("Politiet", "police")
    return {"title": "A copy"} | ({"partner": partner} if hasattr(page, "partner") else {})


def test_a_copy_stands_alone(pair):
    source, translation = pair
    copy = source.copy(update_attrs={"slug": "en-kopi", **others(source)})
    assert copy.translation_key != source.translation_key

    copy.delete()

    assert is_shown(source)
    assert is_shown(translation)


def test_a_copy_of_the_translation_stands_alone(pair):
    source, translation = pair
    copy = translation.copy(update_attrs={"slug": "a-copy", **others(translation)})

    source.unpublish()

    assert fresh(copy).live
    copy.delete()
    assert Page.objects.filter(pk=translation.pk).exists()


def test_an_alias_in_another_language_follows_its_source(pair, elsewhere):
    source, translation = pair
    translation.delete()
    alias = source.copy_for_translation(
        Locale.objects.get(language_code="en"), copy_parents=True, alias=True
    )
    assert fresh(alias).live
    source.unpublish()
    assert not fresh(alias).live
    fresh(source).get_latest_revision().publish()
    assert fresh(alias).live
    fresh(source).move(elsewhere[0], pos="last-child")
    assert fresh(alias).get_parent().pk == elsewhere[1].pk
    fresh(source).delete()
    assert not Page.objects.filter(pk=alias.pk).exists()


@pytest.mark.parametrize("which", [0, 1])
def test_each_language_keeps_its_own_slug(pair, which):
    changed, other = pair[which], pair[1 - which]
    before = other.url

    changed.slug = "et-nyt-navn"
    changed.save_revision().publish()

    assert fresh(changed).url.endswith("/et-nyt-navn/")
    assert fresh(other).url == before
    assert is_shown(changed)
    assert is_shown(other)


def test_pages_that_migrations_made_follow_the_first_language(db):
    danish, english = factories.calendar_page("da"), factories.calendar_page("en")
    english.unpublish()
    assert fresh(danish).live
    english.save_revision().publish()
    danish.unpublish()
    assert not fresh(english).live


def test_every_type_of_page_is_in_the_table(pairs):
    made = {type(page) for pair in pairs.values() for page in pair}
    # One of each, at most. The front page and the calendar are in the test above.
    single = {HomePage, CalendarPage, PartnerIndexPage, PrivacyPage}
    assert {model for model in get_page_models() if issubclass(model, BasePage)} == made | single
