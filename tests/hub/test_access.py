"""Who may open what: every route of the URL configuration, for each kind of person.

The table `access.txt` says what each gets. A route that is not in it fails. After a change, write
the table anew with `make access`, and read what has become of it line by line.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

from core.models import Theme
from events.models import Announcement, CalendarAddress, Occurrence
from events.signups import token_links
from forum.models import Draft
from notifications.broadcasts import drafts
from notifications.models import Letter
from notifications.newsletters import sending as letters
from notifications.notices import activities, follows, topics
from notifications.unsubscribing.actions import refusal_for
from notifications.unsubscribing.scopes import Scope
from residents.accounts import email_change
from residents.models import EmailChange, User
from residents.personal_data import exports
from tests import factories

TABLE = Path(__file__).with_name("access.txt")
PEOPLE = (
    "anonymous",
    "resident",
    "other",
    "suspended",
    "moderator",
    "editor",
    "administrator",
)
STAFF = {"editor", "administrator"}
# Wagtail's words for scripts, and its icons.
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
# the account was closed. Editors and administrators send nothing to the admin here: it checks the
# same permission for both methods.
"""


def routes() -> Iterator[str]:
    """Yield the pattern of every route, in English."""

    def walk(patterns: list, prefix: str) -> Iterator[str]:
        for entry in patterns:
            pattern = prefix + str(entry.pattern)
            if isinstance(entry, URLResolver):
                yield from walk(entry.url_patterns, pattern)
            elif isinstance(entry, URLPattern):
                yield pattern

    with translation.override("en"):
        yield from dict.fromkeys(walk(get_resolver().url_patterns, "/"))


@pytest.fixture
def there(theme, area, private, alice: User, bob: User, editor: User) -> dict[str, str]:
    """What the parts of the addresses stand for: by name, or by the beginning of the route."""
    alice.area = area
    alice.save()
    partner = factories.make_partner()
    page = factories.make_theme_page(theme)
    occurrence = factories.make_occurrence(theme)
    thread = factories.make_thread(alice, theme)
    signup = factories.sign_up(
        occurrence=occurrence,
        user=alice,
        name="Alice Jensen",
        email=alice.email,
        party_size=1,
        language="da",
    )
    email_change.ask(user=alice, new_email="alice@example.net")
    change = EmailChange.objects.get()
    export = exports.ask(user=alice, language="en")
    exports.make(export.pk)
    draft = Draft.objects.create(
        route="forum:reply", object_id=thread.pk, fields={"body": "Ja"}, writer=alice
    )
    unsubscribe = refusal_for(Scope.parse("notices:news"), to=alice.email, user=alice)
    return {
        "thread_id": str(thread.pk),
        "post_id": str(thread.posts.get().pk),
        "occurrence_id": str(occurrence.pk),
        "page_id": str(page.pk),
        "person_id": str(alice.pk),
        "letter_id": str(_letter(editor, alice, theme).pk),
        "/en/account/sessions/ session_id": str(_device(alice).pk),
        "/en/account/my-data/ token": exports.token(export),
        "/en/account/new-address/ token": email_change.token(change, side="new", act="confirm"),
        "/en/account/keep-address/ token": email_change.token(change, side="new", act="cancel"),
        "/en/forum/draft/ token": draft.token,
        "/en/mail/unsubscribe/ token": unsubscribe.token,
        "/en/events/series/ event_id": str(occurrence.event_id),
        "/en/events/mine/ secret": CalendarAddress.objects.create(user=alice).secret,
        "/en/events/confirm/ token": token_links.token(signup, token_links.CONFIRM),
        "/en/events/cancel/ token": token_links.token(signup, token_links.CANCEL),
        "/en/events/manage/ token": token_links.token(signup, token_links.MANAGE),
        "/en/events/offer/ token": token_links.token(signup, token_links.OFFER),
        "/en/events/feedback/ token": token_links.token(signup, token_links.FEEDBACK),
        "/en/events/ticket/ token": token_links.token(signup, token_links.TICKET),
        "signup_id": str(signup.pk),
        "announcement_id": str(_announcement(occurrence, editor).pk),
        "code": signup.code,
        "/admin/users/ pk": str(alice.pk),
        **{
            f"/admin/snippets/{way}core/{model}/ pk": str(row.pk)
            for way in ("", "choose/")
            for model, row in {
                "partner": partner,
                "area": area,
                "theme": theme,
                "themewording": theme.wordings.get(locale__language_code="da"),
            }.items()
        },
    }


def _announcement(occurrence: Occurrence, author: User) -> Announcement:
    """Return the draft of a mail to those signed up."""
    texts = {"en": {"subject": "Lights on", "body": "Thank you for coming."}}
    return Announcement.objects.create(occurrence=occurrence, author=author, texts=texts)


def _letter(author: User, recipient: User, theme: Theme) -> Letter:
    """Return a letter that was sent, and that the recipient was told of."""
    follows.follow(user=recipient, topic=topics.theme(theme.pk))
    letter = drafts.save_draft(
        Letter(author=author),
        topic=topics.theme(theme.pk),
        texts={"en": {"subject": "Lights on", "body": "Thank you for coming."}},
    )
    letters.send(letter, sender=author, seen=drafts.fingerprint(letter))
    activities.spread_due()
    return letter


def _device(user: User) -> UserSession:
    """Return a session of `user` in another browser."""
    return UserSession.objects.create(
        user=user, session_key="another", ip="192.0.2.1", user_agent="Firefox"
    )


def fill_in(route: str, there: dict[str, str]) -> str:
    """Return an address of `route`: with what is there, and "1" for what need not be."""

    def value(name: str) -> str:
        for key, found in there.items():
            beginning, _, part = key.rpartition(" ")
            if part == name and route.startswith(beginning):
                return found
        return "1"

    address = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: value(found[1]), _simple(route))
    assert not re.search(r"[<>()\\^$]", address), f"{route} needs an example here: {address}"
    return address


def _simple(route: str) -> str:
    """Return a route written with regular expressions as one written with `<names>`."""
    # Wagtail's last of all: the path of a page.
    route = route.replace(r"((?:[\w\-]+/)*)", "calendar/").replace("/^.*/$", "/nothing/")
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


def browsers(people: dict[str, User | None]) -> dict[str, Client]:
    """Return a browser for each person, signed in."""
    made = {}
    for person, user in people.items():
        made[person] = Client(raise_request_exception=False)
        if user is not None:
            factories.sign_in(made[person], user)
    return made


def asked(browser: Client, method: str, address: str) -> str:
    """Return what the browser gets, in a word, and undo what it did."""
    cookies = browser.cookies.copy()
    cache.clear()
    with transaction.atomic():
        response = getattr(browser, method)(address)
        transaction.set_rollback(True)
    browser.cookies = cookies
    return in_a_word(response, address)


def in_a_word(response: HttpResponseBase, address: str) -> str:
    """Return the answer as the table has it."""
    if response.status_code not in {301, 302, 303, 307, 308}:
        return "ok" if response.status_code < 300 else str(response.status_code)
    location = response.headers["Location"]
    if SIGN_IN.match(location):
        return "sign-in"
    if address.startswith("/admin/") and location == "/admin/":
        return "403"  # Wagtail's way to say so
    if location == f"/da{address}":
        return "404"  # it might be a page in the reader's language
    return "to"


def cell(person: str, browser: Client, route: str, address: str) -> str:
    """Return one cell of the table."""
    get = asked(browser, "get", address)
    if route.startswith("/admin/") and person in STAFF:
        return f"{get}/-"
    return f"{get}/{asked(browser, 'post', address)}"


def measured(there: dict[str, str], people: dict[str, User | None]) -> dict[str, list[str]]:
    """Return the table as it is: the cells of each route."""
    made = browsers(people)
    if "suspended" in people:
        User.objects.filter(pk=people["suspended"].pk).update(is_active=False)
    return {
        route: [
            cell(person, browser, route, fill_in(route, there)) for person, browser in made.items()
        ]
        for route in routes()
    }


def expected() -> dict[str, list[str]]:
    """Return the table as it is written down."""
    lines = [line for line in TABLE.read_text().splitlines() if line and line[0] == "/"]
    return {line.split()[0]: line.split()[1:] for line in lines}


def write(table: dict[str, list[str]]) -> None:
    """Write the table down."""
    longest = max(map(len, table))
    rows = [("# route", PEOPLE), *sorted(table.items())]
    lines = [f"{route:<{longest}}  " + "".join(f"{one:<17}" for one in row) for route, row in rows]
    TABLE.write_text(HEADER + "\n" + "\n".join(map(str.rstrip, lines)) + "\n")


@pytest.fixture
def people(there, alice, bob, moderator, editor) -> dict[str, User | None]:
    """One of each kind."""
    return {
        "anonymous": None,
        "resident": alice,
        "other": bob,
        "suspended": factories.make_user("suspended@example.org", "Sune"),
        "moderator": moderator,
        "editor": editor,
        "administrator": factories.make_user(
            "administrator@example.org", "Adam", groups=("Administrators",)
        ),
    }


if "WRITE_ACCESS" in os.environ:  # `make access`

    def test_write_the_table(there, people):
        write(measured(there, people))


def test_every_route_has_a_row():
    table = expected()
    assert sorted(set(routes()) - set(table)) == [], "New: see the top of this module."
    assert sorted(set(table) - set(routes())) == [], "Gone: see the top of this module."


@pytest.mark.parametrize("person", PEOPLE)
def test_each_gets_what_the_table_says(person, there, people):
    column = PEOPLE.index(person)
    table = expected()
    found = measured(there, {person: people[person]})
    differing = {
        route: f"{table[route][column]} is {cells[0]}"
        for route, cells in found.items()
        if route in table and table[route][column] != cells[0]
    }
    assert differing == {}


def test_the_table_holds_what_must_never_change():
    """Whatever else the table says: nobody but staff comes into the admin."""
    for route, cells in expected().items():
        outside = cells[: PEOPLE.index("editor")]
        if route.startswith("/admin/"):
            closed = {"sign-in/sign-in", "404/404"}
            assert set(outside) <= closed or route in OPEN_IN_ADMIN, route
        if route != "/admin/failwhale/":  # Wagtail's, which fails to show how that looks
            assert not any("500" in one for one in cells), route
