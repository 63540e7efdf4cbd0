"""Numbers that no database column holds: in every address, and in every list's query."""

import re

import pytest

from tests.sweeps.routes import all_routes, fill_in_objects

# Beyond 64 bits, for SQLite; beyond 32 bits, for PostgreSQL's smaller columns.
NUMBERS = [str(2**63), str(-(2**63) - 1), str(2**31), "9" * 30]
# What the lists of the hub, of Wagtail and of wagtail-localize read as numbers.
PARAMETERS = [
    *("p", "page", "page_id", "after", "before", "parent_page_id", "page_type", "collection_id"),
    *("collection", "locale", "owner", "site", "user", "group", "id", "content_type", "image"),
    *("object_id", "theme", "area", "partner", "source_locale", "target_locale", "status", "draft"),
    *("uploaded_by_user", "last_updated_by", "edited_by", "workflow", "task", "month", "action"),
]


def routes_with_numbers() -> list[str]:
    """Return every route that has parts, but those that end a session or delete the site."""
    return [route for route in all_routes("en") if re.search(r"<|\(\?P", route)]


def lists() -> list[str]:
    return [
        route
        for route in all_routes("en")
        # Wagtail's "failwhale" fails on purpose.
        if not re.search(r"<|\(\?P|\^|logout|failwhale", route)
    ]


@pytest.mark.parametrize("number", NUMBERS)
def test_an_address_with_a_large_number_has_an_answer(clients, site, url_kwargs, sample, number):
    failed = []
    routes = routes_with_numbers()
    for route in sample.some(routes, len(routes) // 8, key=f"large {number}"):
        for part in set(re.findall(r"<(?:\w+:)?(\w+)>", route)):
            address = fill_in_objects(route, {**url_kwargs, part: number})
            if number not in address:
                address = fill_in_objects(route, dict.fromkeys(_parts(route), number))
            role = "administrator" if address.startswith("/admin/") else "resident"
            if clients[role].get(address).status_code >= 500:
                failed.append(address[:90])
    assert failed == [], sample.description


@pytest.mark.parametrize("number", NUMBERS)
def test_a_list_with_a_large_number_has_an_answer(clients, site, sample, number):
    failed = []
    routes = lists()
    for route in sample.some(routes, len(routes) // 8, key=f"lists {number}"):
        role = "administrator" if route.startswith("/admin/") else "resident"
        query = dict.fromkeys(PARAMETERS, number)
        if clients[role].get(route, query).status_code >= 500:
            failed.append(route)
    assert failed == [], sample.description


def _parts(route: str) -> set[str]:
    return set(re.findall(r"<(?:\w+:)?(\w+)>", route))
