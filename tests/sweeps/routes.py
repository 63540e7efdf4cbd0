"""The routes of the URL configuration, and addresses for them."""

import re
from collections.abc import Iterator, Mapping

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

# Names of a route's parts that are not numbers, and an example of each.
EXAMPLES = {
    "provider_id": "mitid",
    "size": "a4",
    "digest": "abc",
    "language": "da",
    "key": "abc123",
    "code": "ABCD2345",
    "uidb36": "1",
    "token": "abc:def:ghi",
    "document_filename": "a.pdf",
    "secret": "abc",
    "campaign_key": "00000000-0000-4000-8000-000000000000",
    "kit": "00000000-0000-4000-8000-000000000000",
    "slug": "lys",
    "act_name": "warn",
    "owner": "list-threads-da",
    "guide": "editors",
}
# The last route of all is Wagtail's: the path of a page.
PAGE_PATH = r"((?:[\w\-]+/)*)"
CALENDAR_SLUG = {"da": "kalender", "en": "calendar"}


def all_routes(language: str) -> list[str]:
    """Return the pattern of every route once, in that language."""
    with translation.override(language):
        return list(dict.fromkeys(_walk(get_resolver().url_patterns, "/")))


def _walk(patterns: list, prefix: str) -> Iterator[str]:
    for entry in patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, pattern)
        elif isinstance(entry, URLPattern):
            yield pattern


def public_routes(language: str) -> list[str]:
    """Return the routes outside of the admin, and the admin's sign-in."""
    found = {route for route in all_routes(language) if not route.startswith("/admin/")}
    # Signing out comes last: it ends the session of the client that walks the routes.
    return sorted(found | {"/admin/login/"}, key=lambda route: ("logout" in route, route))


def fill_in(route: str, number: str, language: str = "da", **words: str) -> str:
    """Return an address of `route`, with `number` for each integer and examples for the rest."""
    values = EXAMPLES | words
    address = re.sub(r"<int:\w+>", number, route)
    address = re.sub(r"<(?:str|path|slug|uuid):(\w+)>", lambda found: values[found[1]], address)
    address = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda found: values[found[1]], address)
    address = address.replace(PAGE_PATH, f"{CALENDAR_SLUG[language]}/")
    address = address.replace("^", "").replace("$", "")
    assert not re.search(r"[<>()\\]", address), f"{route} needs an example: {address}"
    return address


def fill_in_objects(route: str, url_kwargs: Mapping[str, str]) -> str:
    """Return an address of the English `route` for existing objects.

    A key of `url_kwargs` is the name of a part, or the beginning of a route, a space and the name.
    A part without a value becomes "1".
    """

    def value(name: str) -> str:
        for key, found in url_kwargs.items():
            beginning, _, part = key.rpartition(" ")
            if part == name and route.startswith(beginning):
                return found
        return "1"

    address = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: value(found[1]), _simple(route))
    assert not re.search(r"[<>()\\^$]", address), f"{route} needs an example: {address}"
    return address


def _simple(route: str) -> str:
    """Return a route written with regular expressions as one written with `<names>`."""
    route = route.replace(PAGE_PATH, "calendar/").replace("/^.*/$", "/nothing/")
    while "(?P<" in route:
        start = route.index("(?P<")
        name = route[start + 4 : route.index(">", start)]
        depth = 0
        for end in range(start, len(route)):
            depth += {"(": 1, ")": -1}.get(route[end], 0)
            if not depth:
                break
        route = route[:start] + f"<{name}>" + route[end + 1 :]
    return route.replace("^", "").replace("$", "").replace("\\", "")
