"""Tags in the reader's language."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language
from taggit.models import Tag
from wagtail.models import Page

from core.caching.held_values import HeldValues
from core.models import TagTranslation
from core.text.normalization import sort_key

_of_pages: HeldValues[list[Tag]] = HeldValues()
_all: HeldValues[dict[int, "LocalizedTag"]] = HeldValues()


@dataclass(frozen=True, slots=True)
class LocalizedTag:
    """A tag with its name in the active language."""

    slug: str
    name: str
    # The language of the name if it is not translated; else empty.
    other_language: str = ""


def published_tags(page: Page) -> list[Tag]:
    """Return the tags of `page` as it is published; a draft has its own."""
    return _of_pages.get(page.pk, lambda: list(page.tags.all()))


def localized_tags(tags: Iterable[Tag]) -> list[LocalizedTag]:
    """Return `tags` with their names in the active language, sorted by name.

    Editors write tags in the source language; one without a translation keeps that name.
    """
    tags = list(tags)
    names = translated_names([tag.pk for tag in tags])
    other = "" if get_language() == settings.LANGUAGE_CODE else settings.LANGUAGE_CODE
    localized = [
        LocalizedTag(tag.slug, names[tag.pk])
        if tag.pk in names
        else LocalizedTag(tag.slug, tag.name, other)
        for tag in tags
    ]
    return sorted(localized, key=lambda tag: sort_key(tag.name))


def tags_by_id() -> dict[int, LocalizedTag]:
    """Return all tags in the active language, which are held."""
    return _all.get(get_language(), _load_all)


def tag_with_slug(slug: str) -> tuple[int, LocalizedTag] | None:
    """Return the key of the tag, and the tag in the active language; None if there is none."""
    found = ((pk, tag) for pk, tag in tags_by_id().items() if tag.slug == slug)
    return next(found, None) if slug else None


def _load_all() -> dict[int, LocalizedTag]:
    tags = list(Tag.objects.all())
    other = "" if get_language() == settings.LANGUAGE_CODE else settings.LANGUAGE_CODE
    names: dict[int, str] = {}
    if other:
        rows = TagTranslation.objects.filter(locale__language_code=get_language())
        names = dict(rows.values_list("tag_id", "name"))
    return {
        tag.pk: LocalizedTag(
            tag.slug, names.get(tag.pk, tag.name), "" if tag.pk in names else other
        )
        for tag in tags
    }


def translated_names(tag_ids: Collection[int]) -> dict[int, str]:
    """Return the translated names in the active language, by the id of the tag.

    One query; none in the source language or without tags.
    """
    language = get_language()
    if not tag_ids or language == settings.LANGUAGE_CODE:
        return {}
    rows = TagTranslation.objects.filter(tag__in=tag_ids, locale__language_code=language)
    return dict(rows.values_list("tag_id", "name"))


def search_texts(tags: Iterable[Tag], language: str) -> list[str]:
    """Return the names of `tags` as written, and those in `language`, for the search. One query."""
    tags = list(tags)
    names = TagTranslation.objects.filter(tag__in=tags, locale__language_code=language)
    return [*(tag.name for tag in tags), *names.values_list("name", flat=True)]
