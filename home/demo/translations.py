"""Translate the Danish pages into English with the models of wagtail-localize.

Editors can then change each text in its translation editor, and update translations later.
"""

from collections.abc import Iterable
from itertools import chain, starmap
from typing import Any

from wagtail.models import Locale, Page
from wagtail_localize.models import (
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)
from wagtail_localize.strings import StringValue

from home.demo.content_files import TARGET, wordings
from residents.models import User


class WordsMissing(Exception):
    """A Danish text of the demo has no English translation, or two different ones."""


def translate(instance: Any, content: Any, *, user: User) -> None:
    """Translate `instance`, a page or the wording of a theme, with the English in `content`.

    Publishes the translation of a page. Does nothing if the site has no English. Raises
    `WordsMissing`.
    """
    target = Locale.objects.filter(language_code=TARGET).first()
    if target is None:
        return
    source, _created = TranslationSource.update_or_create_from_instance(instance)
    translation, _created = Translation.objects.get_or_create(source=source, target_locale=target)
    english = _dictionary(wordings(content))
    segments = StringSegment.objects.filter(source=source).select_related("string", "context")
    for segment in segments:
        if segment.string.data not in english:
            raise WordsMissing(
                f"No English for “{segment.string.data}” ({segment.context.path} of {instance})"
            )
        StringTranslation.objects.create(
            translation_of=segment.string,
            context=segment.context,
            locale=target,
            data=english[segment.string.data],
            translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
            last_translated_by=user,
        )
    is_page = isinstance(instance, Page)
    # `save_target` would publish after the transaction; the demo is one transaction.
    translation.save_target(user=user, publish=not is_page)
    if is_page:
        page = translation.get_target_instance()
        page.get_latest_revision().publish(user=user)


def _dictionary(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the English by the Danish, both in the format of wagtail-localize."""
    dictionary: dict[str, str] = {}
    for danish, english in chain.from_iterable(starmap(_by_line, pairs)):
        source, target = (StringValue.from_plaintext(text).data for text in (danish, english))
        if dictionary.setdefault(source, target) != target:
            raise WordsMissing(f"“{danish}” is put into English in two ways on one page")
    return dictionary


def _by_line(danish: str, english: str) -> list[tuple[str, str]]:
    """Return the lines of a text with those of its English: each is translated by itself."""
    lines = [[line.strip() for line in text.split("\n")] for text in (danish, english)]
    if list(map(bool, lines[0])) != list(map(bool, lines[1])):
        raise WordsMissing(f"“{danish}” has other lines in English")
    return [pair for pair in zip(*lines, strict=True) if any(pair)]
