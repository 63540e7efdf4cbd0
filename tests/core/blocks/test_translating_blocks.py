"""Every block is translated with wagtail-localize, also after what it points at is deleted."""

import pytest
from django.test import TestCase
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)

from core.models import Partner, SiteImage
from core.outdated_translations import progress_of
from core.translatable_lines import has_letters
from tests import factories
from tests.core.blocks import samples
from tests.core.blocks.samples import EMPTY, FULL, HALF, NAMES, block, body

pytestmark = pytest.mark.django_db


@pytest.fixture
def english():
    return Locale.objects.get(language_code="en")


@pytest.fixture
def campaign(theme):
    factories.make_theme_page(theme, "en")
    parent = factories.make_theme_page(theme)
    other = Page.objects.get(locale__language_code="en", slug=theme.slug)
    Page.objects.filter(pk=other.pk).update(translation_key=parent.translation_key)
    return factories.make_campaign(parent)


def source_of(page, *blocks) -> TranslationSource:
    """Store the page with these blocks, and return it as wagtail-localize stores it."""
    page.body = body(page, blocks)
    page.save_revision().publish()
    return TranslationSource.update_or_create_from_instance(page)[0]


def translated(source: TranslationSource, english: Locale) -> Page:
    """Translate each string into capitals, publish, and return the English page."""
    translation, _created = Translation.objects.get_or_create(source=source, target_locale=english)
    for segment in StringSegment.objects.filter(source=source).select_related("string", "context"):
        StringTranslation.objects.get_or_create(
            translation_of=segment.string,
            locale=english,
            context=segment.context,
            defaults={"data": segment.string.data.replace("e", "E")},
        )
    with TestCase.captureOnCommitCallbacks(execute=True):
        translation.save_target(publish=True)
    return Page.objects.get(pk=translation.get_target_instance().pk).specific


def strings_in(page: Page) -> list[str]:
    return [text for text in page.mentioning_texts() if text.strip()]


def test_every_text_of_every_block_is_translated(client, campaign, targets, english):
    source = source_of(campaign, *(block(name, FULL[name](targets)) for name in NAMES))

    page = translated(source, english)

    # Names, and numbers and addresses, are the same in every language.
    kept = {"Bo Eksempel", "Vej 1", "12345678", "Partner 1", "Side 1", "Vejledning 1", "Hæfte 1"}
    danish, found = strings_in(campaign), strings_in(page)
    assert len(danish) == len(found)
    for before, after in zip(danish, found, strict=True):
        assert after == (before if before in kept else before.replace("e", "E"))
    pictured = [child for child in page.body if child.block_type in {"picture", "quote"}]
    assert all(child.value["image"].contextual_alt_text == "LygtEr" for child in pictured)
    assert client.get(page.url).status_code == 200


def test_empty_and_half_filled_blocks_are_translated(client, campaign, english):
    stored = [block(name, value) for name, value in EMPTY.items()]
    stored += [block(name, value) for name, values in HALF.items() for value in values]

    page = translated(source_of(campaign, *stored), english)

    assert len(page.body) == len(stored)
    assert client.get(page.url).status_code == 200


def test_a_translation_survives_what_is_deleted_after_it_was_begun(
    client, campaign, targets, english
):
    source = source_of(campaign, *(block(name, FULL[name](targets)) for name in NAMES))
    targets.delete()

    page = translated(source, english)

    assert client.get(page.url).status_code == 200


def test_a_translator_chooses_another_picture_and_partner(client, campaign, targets, english):
    names = ("picture", "partners")
    source = source_of(campaign, *(block(name, FULL[name](targets)) for name in names))
    others = samples.make_targets(2)
    for segment in OverridableSegment.objects.filter(source=source).select_related("context"):
        chosen = others.image if segment.context.path.endswith("image") else others.partner
        SegmentOverride.objects.create(context=segment.context, locale=english, data_json=chosen)

    page = translated(source, english)

    assert page.body[0].value["image"].pk == others.image
    assert page.body[0].value["image"].contextual_alt_text == "LygtEr"
    assert [partner.pk for partner in page.body[1].value["entries"]] == [others.partner]

    # What the translator chose is deleted: the choice of the source is back.
    SiteImage.objects.get(pk=others.image).delete()
    Partner.objects.get(pk=others.partner).delete()
    page = translated(source, english)
    assert page.body[0].value["image"].pk == targets.image
    assert [partner.pk for partner in page.body[1].value["entries"]] == [targets.partner]


def test_the_editor_of_translations_opens_with_every_block(as_editor, campaign, targets, english):
    source = source_of(campaign, *(block(name, FULL[name](targets)) for name in NAMES))
    page = translated(source, english)
    assert as_editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200


def test_links_lead_to_the_page_in_the_readers_language(client, campaign, targets, english):
    target = Page.objects.get(pk=targets.page).specific
    names = ("text", "button", "related_pages", "fact_box")
    source = source_of(campaign, *(block(name, FULL[name](targets)) for name in names))
    page = translated(source, english)
    assert client.get(page.url).content.decode().count(f'href="{target.url}"') == len(names)

    other = target.copy_for_translation(english)
    other.slug = "page"
    other.save_revision().publish()

    markup = client.get(page.url).content.decode()
    assert f'href="{target.url}"' not in markup.replace('hreflang="da"', "")
    assert markup.count('href="/en/page/"') == len(names)


@pytest.mark.parametrize("name", NAMES)
def test_numbers_and_dates_of_a_block_are_typed_once(name, campaign, targets, english):
    source = source_of(campaign, block(name, FULL[name](targets)))
    record = Translation.objects.create(source=source, target_locale=english)
    texts = StringSegment.objects.filter(source=source).exclude(context__path="slug")
    words = [text for text in texts.values_list("string__data", flat=True) if has_letters(text)]
    assert progress_of([record])[record.pk].texts == len(words)
