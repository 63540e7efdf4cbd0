"""What lists show beside their rows."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def count_of(counts: Mapping[int, int] | str | None, key: int) -> int:
    """Return the number for `key`; 0 without one, or if there are no numbers at all."""
    return counts.get(key, 0) if isinstance(counts, Mapping) else 0
