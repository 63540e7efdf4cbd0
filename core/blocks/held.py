"""The blocks of a body, each rendered once and held until something changes that it shows."""

import json
from collections.abc import Hashable, Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail import blocks

from core.caching.held_values import HeldValues

_held: HeldValues[str] = HeldValues(most=500)


def render_blocks(
    value: blocks.StreamValue, context: dict[str, Any] | None
) -> Iterator[tuple[str, SafeString]]:
    """Yield the type and the HTML of each block of a body.

    A block with `needs_page` gets the context of the page and is rendered each time. The others
    get `is_first` alone, so they are the same wherever and for whomever they are shown. In a
    preview all are rendered each time.
    """
    is_preview = getattr((context or {}).get("request"), "is_preview", False)
    stored = list(value.raw_data)
    types = value.stream_block.child_blocks
    keys = [
        None
        if is_preview or getattr(types[raw["type"]], "needs_page", False)
        else _key(raw, is_first=number == 0)
        for number, raw in enumerate(stored)
    ]

    def render(missing: list[Hashable]) -> dict[Hashable, str]:
        # A value of its own, so that what these blocks look up is known to be theirs.
        wanted = {key: raw for raw, key in zip(stored, keys, strict=True) if key in missing}
        children = value.stream_block.to_python(list(wanted.values()))
        return {
            key: child.render({"is_first": key == keys[0]})
            for key, child in zip(wanted, children, strict=True)
        }

    held = _held.get_many([key for key in keys if key is not None], render)
    for number, (raw, key) in enumerate(zip(stored, keys, strict=True)):
        if key is None:
            context = {**(context or {}), "is_first": number == 0}
            yield raw["type"], value[number].render(context)
        else:
            yield raw["type"], mark_safe(held[key])  # noqa: S308 (a block rendered it)


def _key(raw: Any, *, is_first: bool) -> Hashable:
    # Dates are said in words that are true for a day.
    stored = json.dumps(raw, cls=DjangoJSONEncoder, sort_keys=True)
    return get_language(), timezone.localdate(), is_first, stored
