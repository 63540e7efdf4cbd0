"""The URLs of the partners' pages, held in memory.

The pages belong to an app above, which registers a function that finds them.
"""

from collections.abc import Callable

from django.utils.translation import get_language

from core.caching.held_values import HeldValues

# Returns the path of each partner's page in the active language by the partner's primary key.
FindUrls = Callable[[], dict[int, str]]

_find_urls: FindUrls | None = None
_held: HeldValues[dict[int, str]] = HeldValues()


def register(find_urls: FindUrls) -> None:
    """Set the function that finds the pages. The app with the pages calls this once."""
    global _find_urls  # noqa: PLW0603
    _find_urls = find_urls


def partner_url(partner_id: int | None) -> str:
    """Return the path of the partner's page in the reader's language; "" if it has none."""
    if partner_id is None or _find_urls is None:
        return ""
    return _held.get(get_language(), _find_urls).get(partner_id, "")
