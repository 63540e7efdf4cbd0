"""Slugs in Wagtail's admin: the browser and the server make the same one from a title."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import LocalePrefixPattern, URLPattern, URLResolver, get_resolver
from django.utils.translation import override
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.forms.pages import CopyForm
from wagtail.admin.widgets import SlugInput

from core.text.normalization import slug_formatters


class AsciiSlugInput(SlugInput):
    """Proposes “laas-doeren” for “Lås døren” in every language of the admin."""

    def __init__(self, attrs: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(attrs, formatters=slug_formatters(), **kwargs)


class AsciiCopyForm(CopyForm):
    """Copies a page to a slug in ASCII."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_slug"].widget = AsciiSlugInput(locale=self.page.locale)


def register() -> None:
    """Use the widget for every slug in Wagtail's forms."""
    register_form_field_override(models.SlugField, override={"widget": AsciiSlugInput})


@cache
def names_of_routes(language: str) -> frozenset[str]:
    """Return the first parts of the site's own addresses in `language`, such as "forum".

    The site's own routes come first, so a page of that name on the first level could not be opened.
    """
    if language not in dict(settings.LANGUAGES):
        return frozenset()
    with override(language):
        translated = (
            entry
            for entry in get_resolver().url_patterns
            if isinstance(entry, URLResolver) and isinstance(entry.pattern, LocalePrefixPattern)
        )
        return frozenset(name for resolver in translated for name in _first_parts(resolver))


def is_name_of_route(slug: str) -> bool:
    """Return whether it is one in any language."""
    return any(slug in names_of_routes(language) for language, _name in settings.LANGUAGES)


def _first_parts(resolver: URLResolver) -> Iterator[str]:
    entries: list[URLPattern | URLResolver] = resolver.url_patterns
    for entry in entries:
        first = str(entry.pattern).partition("/")[0]
        if first.isidentifier() or first.replace("-", "").isalnum():
            yield first
        elif isinstance(entry, URLResolver) and not str(entry.pattern):
            yield from _first_parts(entry)
