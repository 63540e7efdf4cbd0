"""Texts of several lines that keep their line breaks when they are translated.

wagtail-localize makes one string of such a text, with `<br/>` for each break. Its editor shows the
tags, and removes the breaks that a translator types. So each line is a string of its own here, and
the breaks are in a template between them, as for rich text.
"""

from typing import Any

from django.db import models
from wagtail import blocks
from wagtail_localize.segments.types import StringSegmentValue, TemplateSegmentValue

_FORMAT = "lines"
# The place of a string in a template.
_STRING = "*"

Segments = list[Any]


def has_letters(text: str) -> bool:
    """Return whether there is something to translate: figures and signs are the same everywhere."""
    return any(character.isalpha() for character in text)


def segments_of(text: str | None) -> Segments:
    """Return a string for each line of `text` that is not blank; for several, a template too."""
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n").strip().split("\n")
    strings = [line.strip() for line in lines if line.strip()]
    values = [StringSegmentValue("", string) for string in strings]
    if len(lines) == 1:
        return values
    template = "\n".join(_STRING if line.strip() else "" for line in lines)
    return [TemplateSegmentValue("", _FORMAT, template, len(strings)), *values]


def text_of(segments: Segments) -> str:
    """Return the text that translated `segments` make."""
    ordered = sorted(segments, key=lambda segment: segment.order)
    strings = [
        segment.render_text() for segment in ordered if isinstance(segment, StringSegmentValue)
    ]
    templates = [segment for segment in ordered if isinstance(segment, TemplateSegmentValue)]
    if not templates:
        # One line; or a source that was stored when a text was still one string.
        return "\n".join(line.strip() for line in "\n".join(strings).splitlines())
    lines = iter(strings)
    return "\n".join(
        next(lines, "") if mark == _STRING else "" for mark in templates[0].template.split("\n")
    )


class LinesBlock(blocks.TextBlock):
    """A block for plain text of several lines."""

    def get_translatable_segments(self, value: str) -> Segments:
        return segments_of(value)

    def restore_translated_segments(self, value: str, segments: Segments) -> str:
        return text_of(segments)

    def deconstruct(self) -> Any:
        """Look like the block of Wagtail in migrations."""
        return ("wagtail.blocks.TextBlock", *super().deconstruct()[1:])


class LinesField(models.TextField):
    """A model field for plain text of several lines."""

    def get_translatable_segments(self, value: str) -> Segments:
        return segments_of(value)

    def restore_translated_segments(self, value: str, segments: Segments) -> str:
        return text_of(segments)

    def deconstruct(self) -> Any:
        """Look like the field of Django in migrations: the column is the same."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs
