"""The URLs of the partners' pages, loaded with one query for a request.

The pages belong to an app above, which registers a function that finds them.
"""

from collections.abc import Callable

from django.http import HttpRequest

# Returns the path of each partner's page by the partner's primary key.
FindUrls = Callable[[HttpRequest], dict[int, str]]

_find_urls: FindUrls | None = None


def register(find_urls: FindUrls) -> None:
    """Set the function that finds the pages. The app with the pages calls this once."""
    global _find_urls  # noqa: PLW0603
    _find_urls = find_urls


def partner_url(partner_id: int | None, request: HttpRequest | None) -> str:
    """Return the path of the partner's page in the reader's language; "" if it has none."""
    if partner_id is None or request is None or _find_urls is None:
        return ""
    urls: dict[int, str] | None = getattr(request, "_partner_urls", None)
    if urls is None:
        urls = _find_urls(request)
        request._partner_urls = urls  # type: ignore[attr-defined]
    return urls.get(partner_id, "")
