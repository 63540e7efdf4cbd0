"""A translation that is behind its source page: what happens by itself, and who sees it."""

import io

import openpyxl
import pytest
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.fields import StreamField
from wagtail.models import Page, get_page_models
from wagtail_localize.fields import get_translatable_fields
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from core.models import BasePage, OutdatedTranslation
from core.outdated_translations import progress_of
from desk.translations.behind import translations_behind
from tests import factories
from tests.core.blocks.samples import block, body
from tests.home.translated_pages import TYPES, Pair, fresh

pytestmark = pytest.mark.django_db

NOTE = "this page may be behind"


def record_of(page: Page) -> Translation:
    return Translation.objects.get(
        source__object_id=page.translation_key, target_locale=page.locale
    )


def translate_texts(page: Page, *, leave_out: tuple[str, ...] = ()) -> None:
    """Translate every text of a page in its translation editor, but for some fields."""
    record = record_of(page)
    segments = StringSegment.objects.filter(source=record.source)
    for segment in segments.exclude(context__path__in=leave_out):
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            context=segment.context,
            locale=page.locale,
            defaults={"data": f"English {segment.string.data}"},
        )


def publish_translation(page: Page) -> None:
    """Publish a translation as its editor does."""
    record = record_of(page)
    record.save_target(publish=False)
    record.get_target_instance().get_latest_revision().publish()


def change(page: Page, **values: object) -> None:
    page = fresh(page)
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish()


@pytest.fixture(params=TYPES)
def pair(request, db) -> Pair:
    """A page of each type with a translation that is up to date."""
    source, translation = TYPES[request.param]()
    change(source, summary="Om siden.")
    translate_texts(translation)
    publish_translation(translation)
    assert not is_behind(translation)
    return fresh(source), fresh(translation)


@pytest.fixture
def campaign_pair(db) -> Pair:
    source, translation = TYPES["campaign"]()
    change(source, summary="Om siden.")
    translate_texts(translation)
    publish_translation(translation)
    return fresh(source), fresh(translation)


def is_behind(page: Page) -> bool:
    return OutdatedTranslation.objects.filter(page=page.pk).exists()


def test_a_changed_text_makes_the_translation_behind_until_it_is_published(pair):
    source, translation = pair

    change(source, summary="Nu står der noget andet.")

    assert is_behind(translation)
    assert fresh(translation).summary == translation.summary
    assert NOTE in Client().get(translation.url).content.decode()
    assert NOTE not in Client().get(source.url).content.decode()

    # A text that is translated but not published helps no reader.
    translate_texts(translation)
    assert is_behind(translation)
    publish_translation(translation)

    assert not is_behind(translation)
    assert fresh(translation).summary == "English Nu står der noget andet."
    assert NOTE not in Client().get(translation.url).content.decode()


def test_publishing_again_without_a_change_leaves_the_translation(pair):
    source, translation = pair
    change(source)
    assert not is_behind(translation)
    assert fresh(translation).title == translation.title


def test_the_first_date_counts(campaign_pair):
    source, translation = campaign_pair
    change(source, summary="Nyt.")
    since = OutdatedTranslation.objects.get(page=translation.pk).since
    change(source, summary="Nyere.")
    assert OutdatedTranslation.objects.get(page=translation.pk).since == since


def test_dates_and_pictures_follow_at_once(campaign_pair):
    source, translation = campaign_pair
    tomorrow = factories.in_days(1).date()
    change(source, starts_on=tomorrow)
    assert fresh(translation).starts_on == tomorrow
    assert not is_behind(translation)

    # With a text that has to be translated first, too. The blocks keep theirs.
    danish = body(source, [block("heading", {"text": "Sådan gør du"})])
    change(source, ends_on=tomorrow, summary="Nyt.", body=danish)
    assert str(fresh(translation).body) == str(translation.body)
    assert fresh(translation).ends_on == tomorrow
    assert fresh(translation).summary == translation.summary
    assert is_behind(translation)


def test_optional_texts_do_not_count(campaign_pair):
    source, translation = campaign_pair
    change(source, search_description="Til Google.", seo_title="Til Google")
    assert not is_behind(translation)
    record = record_of(translation)
    progress = progress_of([record])[record.pk]
    assert progress.is_complete
    assert progress.texts < StringSegment.objects.filter(source=record.source).count()


def test_drafts_of_a_translator_are_not_published_for_them(campaign_pair):
    source, translation = campaign_pair
    change(source, summary="Nyt.")
    translate_texts(translation)
    assert fresh(translation).summary == translation.summary

    change(source, starts_on=factories.in_days(1).date())

    assert fresh(translation).summary == translation.summary
    assert is_behind(translation)


def test_a_draft_of_the_source_changes_nothing(campaign_pair):
    source, translation = campaign_pair
    page = fresh(source)
    page.summary = "Kun en kladde."
    page.save_revision()
    assert not is_behind(translation)


def test_pages_without_a_translation_editor_go_by_their_publications(db):
    danish, english = factories.calendar_page("da"), factories.calendar_page("en")
    change(danish, summary="Nyt.")
    assert is_behind(english)
    change(english, summary="New.")
    assert not is_behind(english)


def test_a_translation_that_is_deleted_is_behind_no_more(campaign_pair):
    source, translation = campaign_pair
    change(source, summary="Nyt.")
    assert is_behind(translation)
    pk = translation.pk
    translation.delete()
    assert not OutdatedTranslation.objects.filter(page=pk).exists()


@pytest.mark.parametrize(
    "model", [model for model in get_page_models() if issubclass(model, BasePage)]
)
def test_only_words_of_a_page_are_translated(model):
    page = model()
    translated = [
        each.get_field(model) for each in get_translatable_fields(model) if each.is_translated(page)
    ]
    words = (models.CharField, models.TextField, StreamField, models.ManyToOneRel)
    assert [field.name for field in translated if not isinstance(field, words)] == []


# What editors see


def test_the_editor_and_the_page_list_say_since_when(campaign_pair, as_editor):
    source, translation = campaign_pair
    change(source, summary="Nyt.")
    record = record_of(translation)
    done, texts = progress_of([record])[record.pk]

    edited = as_editor.get(reverse("wagtailadmin_pages:edit", args=[translation.pk]))
    listed = as_editor.get(reverse("wagtailadmin_explore", args=[translation.get_parent().pk]))

    assert done == texts - 1
    assert f"{done} af {texts}" in edited.content.decode()
    assert "Forældet siden" in listed.content.decode()


def test_a_user_gets_what_they_may_edit(campaign_pair, editor, alice):
    source, translation = campaign_pair
    change(source, summary="Nyt.")
    behind = {each.page.pk: each for each in translations_behind(editor)}
    assert behind[translation.pk].translated == behind[translation.pk].texts - 1
    assert translations_behind(alice) == []


def test_the_queries_do_not_grow_with_the_translations_that_are_behind(campaign_pair, editor):
    source, _translation = campaign_pair

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            translations_behind(editor)
        return len(captured)

    change(source, summary="Nyt.")
    queries()
    before, found = queries(), len(translations_behind(editor))
    for page in Page.objects.filter(depth__gt=1, locale__language_code="en"):
        OutdatedTranslation.objects.get_or_create(
            page_id=page.pk, defaults={"since": factories.in_days(0)}
        )
    assert len(translations_behind(editor)) > found
    assert queries() == before


# The report


@pytest.mark.parametrize(
    ("freshness", "is_listed"),
    [("outdated", True), ("current", False), ("missing", False), ("draft", False), ("", True)],
)
def test_the_report_is_filtered_by_freshness(campaign_pair, as_editor, freshness, is_listed):
    source, _translation = campaign_pair
    change(source, summary="Nyt.")
    response = as_editor.get(
        reverse("desk_translations"), {"language": "en", "freshness": freshness}
    )
    assert response.status_code == 200
    assert (source.pk in [page.pk for page in response.context["object_list"]]) is is_listed


def test_the_report_lists_what_is_not_translated(db, as_editor):
    page = factories.make_standard_page("Kun på dansk")
    response = as_editor.get(reverse("desk_translations"), {"freshness": "missing"})
    assert page.pk in [each.pk for each in response.context["object_list"]]


def test_a_wrong_filter_is_no_error(db, as_editor):
    for query in ({"language": "xx"}, {"freshness": "x" * 300}):
        assert as_editor.get(reverse("desk_translations"), query).status_code == 200


def test_the_report_can_be_downloaded_without_formulas(db, as_editor):
    factories.make_standard_page("=1+1")
    url = reverse("desk_translations")
    csv = b"".join(as_editor.get(url, {"export": "csv"}).streaming_content).decode()
    assert "'=1+1" in csv
    xlsx = b"".join(as_editor.get(url, {"export": "xlsx"}).streaming_content)
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx)).active
    assert "'=1+1" in [row[0].value for row in sheet.iter_rows()]


def test_the_report_is_for_editors(db, as_alice, client):
    for reader in (as_alice, client):
        assert reader.get(reverse("desk_translations")).status_code in {302, 403}


def test_the_queries_of_the_report_do_not_grow(campaign_pair, as_editor):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert as_editor.get(reverse("desk_translations")).status_code == 200
        return len(captured)

    queries()
    before = queries()
    for number in range(4):
        factories.make_standard_page(f"Side {number}")
    assert queries() <= before


def test_the_dashboard_lists_what_is_behind(campaign_pair, as_editor):
    source, translation = campaign_pair
    change(source, summary="Nyt.")
    content = as_editor.get(reverse("desk_panels")).content.decode()
    assert reverse("wagtailadmin_pages:edit", args=[translation.pk]) in content
    assert "Forældede oversættelser" in content
