"""Which role may open which route: each answer is compared with the table `access.txt`.

A route without a row fails. After a change, write the table anew with `make access`, and review the
difference line by line. Of the table's cells each run compares a sample, at least one a route.
"""

import os
import re
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client

from tests.sweeps.routes import all_routes, fill_in_objects
from tests.sweeps.site import ROLES

TABLE = Path(__file__).with_name("access.txt")
STAFF = {"moderator", "editor", "administrator"}
# The number of cells of each route that a run compares.
CELLS = 2
# Wagtail's translations for scripts, and its icons.
OPEN_IN_ADMIN = {"/admin/jsi18n/", "/admin/sprite/"}
SIGN_IN = re.compile(r"^(/admin/login/|/(da|en)/(konto|account)/login/($|\?)|/en/_util/login/)")
HEADER = """\
# What each person gets of each route: the answer to a GET, and to an empty POST.
#
# ok      it is shown, or done        sign-in  led to the sign-in     to    led elsewhere
# 400     not understood              403      not allowed             404   not there, for them
# 405     not in this way             429      too often               -     not asked for
#
# What there is belongs to `resident`; `other` is another resident; `suspended` was signed in when
# the account was closed. Staff send nothing to the admin here: it checks the same permission for
# both methods.
"""


def answer(client: Client, method: str, address: str) -> str:
    """Return the answer in the notation of the table, and roll the request back."""
    cookies = client.cookies.copy()
    cache.clear()
    with transaction.atomic():
        response = getattr(client, method)(address)
        transaction.set_rollback(True)
    client.cookies = cookies
    return notation(response, address)


def notation(response: HttpResponseBase, address: str) -> str:
    """Return the answer in the notation of the table."""
    if response.status_code not in {301, 302, 303, 307, 308}:
        return "ok" if response.status_code < 300 else str(response.status_code)
    location = response.headers["Location"]
    if SIGN_IN.match(location):
        return "sign-in"
    if address.startswith("/admin/") and location == "/admin/":
        return "403"  # Wagtail redirects instead
    if location == f"/da{address}":
        return "404"  # it could be a page in the reader's language
    return "to"


def cell(role: str, client: Client, route: str, url_kwargs: dict[str, str]) -> str:
    """Return one cell of the table."""
    address = fill_in_objects(route, url_kwargs)
    get = answer(client, "get", address)
    if route.startswith("/admin/") and role in STAFF:
        return f"{get}/-"
    return f"{get}/{answer(client, 'post', address)}"


def expected_table() -> dict[str, list[str]]:
    """Return the cells of each route as `access.txt` has them."""
    lines = [line for line in TABLE.read_text().splitlines() if line and line[0] == "/"]
    return {line.split()[0]: line.split()[1:] for line in lines}


def write(table: dict[str, list[str]]) -> None:
    """Write `access.txt`."""
    longest = max(map(len, table))
    rows = [("# route", ROLES), *sorted(table.items())]
    lines = [f"{route:<{longest}}  " + "".join(f"{one:<17}" for one in row) for route, row in rows]
    TABLE.write_text(HEADER + "\n" + "\n".join(map(str.rstrip, lines)) + "\n")


if "WRITE_ACCESS" in os.environ:  # `make access`

    def test_write_the_table(clients, url_kwargs):
        write(
            {
                route: [cell(role, clients[role], route, url_kwargs) for role in ROLES]
                for route in all_routes("en")
            }
        )


def test_every_route_has_a_row():
    table, routes = expected_table(), all_routes("en")
    assert sorted(set(routes) - set(table)) == [], "New: see the top of this module."
    assert sorted(set(table) - set(routes)) == [], "Gone: see the top of this module."


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_the_table_says(role, clients, url_kwargs, sample):
    table, column = expected_table(), ROLES.index(role)
    differing = {}
    for route in all_routes("en"):
        # The choice is made for the route, so that each route is visited by some role.
        if route in table and role in sample.some(ROLES, CELLS, key=f"access {route}"):
            found = cell(role, clients[role], route, url_kwargs)
            if table[route][column] != found:
                differing[route] = f"{table[route][column]} is {found}"
    assert differing == {}, sample.description


def test_nobody_but_staff_comes_into_the_admin():
    """Hold this whatever else the table says."""
    for route, cells in expected_table().items():
        outside = cells[: ROLES.index("moderator")]
        if route.startswith("/admin/"):
            closed = {"sign-in/sign-in", "403/403", "404/404"}
            assert set(outside) <= closed or route in OPEN_IN_ADMIN, route
        if route != "/admin/failwhale/":  # Wagtail's example of its error page
            assert not any("500" in one for one in cells), route
