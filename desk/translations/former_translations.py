"""Translations of texts that the source no longer has, for the translation editor.

When a line of the source is split or reworded, its translation belongs to no text any more. It
stays in the database, and helps whoever translates the new lines.
"""

import re
from collections import defaultdict

from django.db.models import Exists, OuterRef
from wagtail_localize.models import StringSegment, StringTranslation, Translation

# The share of the words of a new text that must stand in the former one.
LEAST_IN_COMMON = 0.5
# Of the former texts of one page, only the latest are looked through.
MOST = 200


def former_translations(record: Translation) -> dict[int, str]:
    """Return by segment what is likely the translation of the text that it was made from.

    Only segments without a translation have one: that of the text which stood in the same field,
    stands nowhere in it now, and has the most words in common. Costs two queries.
    """
    segments = StringSegment.objects.filter(source=record.source_id)
    translated = StringTranslation.objects.filter(
        translation_of=OuterRef("string"),
        context=OuterRef("context"),
        locale=record.target_locale_id,
    )
    lacking = segments.filter(~Exists(translated)).values_list("pk", "context", "string__data")
    new_texts = list(lacking)
    if not new_texts:
        return {}
    current = segments.filter(string=OuterRef("translation_of"), context=OuterRef("context"))
    rows = (
        StringTranslation.objects.filter(
            ~Exists(current),
            locale=record.target_locale_id,
            context__in={context for _pk, context, _text in new_texts},
        )
        .order_by("-updated_at", "-pk")
        .values_list("context", "translation_of__data", "data")[:MOST]
    )
    former: dict[int, list[tuple[set[str], str]]] = defaultdict(list)
    for context, source, translation in rows:
        former[context].append((_words(source), translation))
    found = {}
    for pk, context, text in new_texts:
        words = _words(text)
        shared = [(len(words & old), translation) for old, translation in former[context]]
        # The first of several is the latest.
        count, translation = max(shared, key=lambda pair: pair[0], default=(0, ""))
        if words and count >= LEAST_IN_COMMON * len(words):
            found[pk] = translation
    return found


def _words(text: str) -> set[str]:
    without_tags = re.sub(r"<[^<>]*>", " ", text)
    return set(re.findall(r"\w+", without_tags.lower()))
