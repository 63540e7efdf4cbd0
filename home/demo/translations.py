"""The English site, made of the Danish one through wagtail-localize's own models.

So editors find every sentence in its editor, can change it there, and can bring a translation up
to date when they have changed the Danish.
"""

from collections.abc import Iterable
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
    """A Danish text of the demo has no English, or two."""


def translate(instance: Any, content: Any, *, user: User) -> None:
    """Translate `instance` (a page, or a wording of a theme) with the English in `content`.

    A page is published. Does nothing if the site does not speak English.
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
    # Left to publish by itself, it does so after the transaction, which must hold it all.
    translation.save_target(user=user, publish=not is_page)
    if is_page:
        page = translation.get_target_instance()
        page.get_latest_revision().publish(user=user)


def _dictionary(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the English of every Danish text, both as wagtail-localize writes them."""
    dictionary: dict[str, str] = {}
    for danish, english in pairs:
        source, target = (StringValue.from_plaintext(text).data for text in (danish, english))
        if dictionary.setdefault(source, target) != target:
            raise WordsMissing(f"“{danish}” is put into English in two ways on one page")
    return dictionary
