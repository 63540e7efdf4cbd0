"""Where partners have their pages: one query for a whole request.

The pages live on an upper floor, which registers how to find them.
"""

from collections.abc import Callable

from django.http import HttpRequest

Find = Callable[[HttpRequest], dict[int, str]]

_find: list[Find] = []


def register(find: Find) -> None:
    """Let `find` tell the address of each partner's page by the partner's id."""
    _find[:] = [find]


def address_of(partner_id: int | None, request: HttpRequest | None) -> str:
    """Return the path of the partner's page in the reader's language; empty if it has none."""
    if partner_id is None or request is None or not _find:
        return ""
    pages: dict[int, str] | None = getattr(request, "_partner_pages", None)
    if pages is None:
        pages = _find[0](request)
        request._partner_pages = pages  # type: ignore[attr-defined]
    return pages.get(partner_id, "")
