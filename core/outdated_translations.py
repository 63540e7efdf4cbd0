"""Translations that are behind their source page, because a text was changed or is new.

When a source page is published, its source in wagtail-localize is synchronised by itself. If every
text is translated already, the translation is published again with the new pictures, dates and
numbers. Otherwise it keeps its texts, takes over the dates and other fields without words, and is
out of date until it is published with all its texts.

A page without a translation editor (such as those that migrations made) is out of date from the
publication of its source until its own.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.signals import page_published
from wagtail_localize.fields import copy_synchronised_fields
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from core.caching.held_values import HeldValues
from core.models import OutdatedTranslation
from core.page_translations import source_of, translations_of
from core.translatable_lines import has_letters

# Readers lack nothing without these: they have the title and the summary.
OPTIONAL_FIELDS = frozenset({"slug", "seo_title", "search_description"})

_held: HeldValues[dict[int, datetime.datetime]] = HeldValues()


class Freshness(models.TextChoices):
    """How a translation stands to its source page."""

    MISSING = "missing", _("Not translated")
    DRAFT = "draft", _("Not published")
    OUTDATED = "outdated", _("Out of date")
    CURRENT = "current", _("Up to date")


class Progress(NamedTuple):
    """How many of the texts of a page are translated."""

    translated: int
    texts: int

    @property
    def is_complete(self) -> bool:
        return self.translated == self.texts


class OutdatedNote(NamedTuple):
    """What readers of an outdated translation are told: since when, and where the source is."""

    since: datetime.datetime
    source_url: str
    source_language: str


def connect_signals() -> None:
    """Follow publications. Called once, after `page_translations.connect_signals`."""
    page_published.connect(_on_published)


def outdated_since() -> dict[int, datetime.datetime]:
    """Return when each outdated page fell behind, by primary key. Held in memory."""
    return _held.get("all", lambda: dict(OutdatedTranslation.objects.values_list("page", "since")))


def freshness_of(translation: Page | None) -> Freshness:
    """Return how `translation`, None if there is none, stands to its source page."""
    if translation is None:
        return Freshness.MISSING
    if not translation.live:
        return Freshness.DRAFT
    return Freshness.OUTDATED if translation.pk in outdated_since() else Freshness.CURRENT


def note_for_readers(page: Page) -> OutdatedNote | None:
    """Return what to say on an outdated page; None if it is up to date, or is no translation."""
    if get_language() == settings.LANGUAGE_CODE:
        return None
    since = outdated_since().get(page.pk)
    source = source_of(page) if since else None
    if since is None or source is None or not source.live:
        return None
    return OutdatedNote(since, source.get_url() or "", source.locale.language_code)


def progress_of(records: Collection[Translation]) -> dict[int, Progress]:
    """Return the progress of each translation by its primary key, with two queries."""
    segments = StringSegment.objects.filter(
        source__in={record.source_id for record in records}
    ).exclude(context__path__in=OPTIONAL_FIELDS)
    by_source: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for source, string, context, text in segments.values_list(
        "source", "string", "context", "string__data"
    ):
        if has_letters(text):
            by_source[source].append((string, context))
    done = set(
        StringTranslation.objects.filter(
            context__object__in={record.source.object_id for record in records}, has_error=False
        )
        .exclude(data="")
        .values_list("translation_of", "context", "locale")
    )
    return {
        record.pk: Progress(
            sum((*pair, record.target_locale_id) in done for pair in by_source[record.source_id]),
            len(by_source[record.source_id]),
        )
        for record in records
    }


def record_of(page: Page) -> Translation | None:
    """Return the record behind the translation editor of `page`; None if it has none."""
    records = Translation.objects.filter(
        source__object_id=page.translation_key, target_locale_id=page.locale_id, enabled=True
    )
    return records.select_related("source").first()


def records_of(pages: Iterable[Page]) -> dict[tuple[Any, int], Translation]:
    """Return the records of `pages` by translation key and locale, with one query."""
    keys = {page.translation_key for page in pages}
    records = Translation.objects.filter(source__object__in=keys, enabled=True)
    return {
        (record.source.object_id, record.target_locale_id): record
        for record in records.select_related("source")
    }


def _on_published(instance: Page, **_kwargs: Any) -> None:
    if not instance.live:  # only scheduled
        return
    _note_own_publication(instance)
    for page in translations_of(instance):
        if page.alias_of_id is None:  # Wagtail keeps aliases up to date
            _follow(instance, page)


def _note_own_publication(page: Page) -> None:
    """Decide whether `page`, which was just published, is up to date."""
    record = record_of(page)
    if record is None or _progress(record).is_complete:
        OutdatedTranslation.objects.filter(page=page.pk).delete()
    else:
        _mark(page)


def _follow(source: Page, page: Page) -> None:
    """Bring `page`, a translation, as near to its published source as goes without a translator."""
    record = record_of(page)
    if record is None:
        if page.live:
            _mark(page)
        return
    record.source.update_from_db()
    is_complete = _progress(record).is_complete
    has_drafts = page.has_unpublished_changes or _has_unpublished_texts(record, page)
    if page.live and not has_drafts:
        if is_complete:
            record.save_target(publish=False)
            page = record.get_target_instance()
        else:
            _copy_facts(source.specific, page)
            page.save_revision(clean=False)
        page.get_latest_revision().publish()
    elif page.last_published_at:
        _mark(page)


def _copy_facts(source: Page, page: Page) -> None:
    """Copy the fields without words, such as dates. The blocks keep their texts and numbers."""
    streams = [field.name for field in page._meta.fields if isinstance(field, StreamField)]
    kept = {name: getattr(page, name) for name in streams}
    copy_synchronised_fields(source, page)
    for name, value in kept.items():
        setattr(page, name, value)


def _progress(record: Translation) -> Progress:
    return progress_of([record])[record.pk]


def _has_unpublished_texts(record: Translation, page: Page) -> bool:
    texts = StringTranslation.objects.filter(
        context__object=record.source.object_id, locale=record.target_locale_id
    )
    return bool(
        page.last_published_at and texts.filter(updated_at__gt=page.last_published_at).exists()
    )


def _mark(page: Page) -> None:
    OutdatedTranslation.objects.get_or_create(page_id=page.pk, defaults={"since": timezone.now()})
