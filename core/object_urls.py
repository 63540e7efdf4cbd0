"""The addresses of rows, for pages that show many of them."""

from functools import lru_cache

from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.translation import get_language

_SAMPLE = 987654321


def object_url(view_name: str, pk: int | None) -> str:
    """Return `reverse(view_name, args=[pk])` in the active language, for a view with one number.

    A page with twenty posts has up to a hundred such addresses, and Django makes each from the
    start. Raises `NoReverseMatch` as `reverse` does, also for a row that is not saved.
    """
    if pk is None:
        return reverse(view_name, args=[pk])
    before, after = _around_number(view_name, get_language(), get_urlconf(), get_script_prefix())
    return f"{before}{pk}{after}"


@lru_cache(maxsize=500)
def _around_number(
    view_name: str, language: str | None, urlconf: str | None, prefix: str
) -> tuple[str, str]:
    """Return what stands before and after the number. The arguments are all it depends on."""
    before, after = reverse(view_name, args=[_SAMPLE]).split(str(_SAMPLE))
    return before, after
