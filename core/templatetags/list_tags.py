"""What lists show beside their rows."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def value_of(values: Mapping[int, Any] | str | None, key: int) -> Any:
    """Return the value for `key`; None without one, or if there are no values at all."""
    return values.get(key) if isinstance(values, Mapping) else None
