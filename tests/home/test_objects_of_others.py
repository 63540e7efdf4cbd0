"""A form about an object of somebody else is refused, and changes no row (IDOR).

Each form is sent with the data and the hidden fields of its rightful sender, by people who have
nothing to do with its object. OPEN_TO says which forms more people may send.
"""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve, reverse

from forum.moderation import person_acts
from residents.models import PartnerMembership
from tests import factories
from tests.home.form_row import Form, load
from tests.home.table_contents import changed, content_of
from tests.home.writing_forms import FORMS
from tests.home.writing_world import World
from tests.home.writing_world import world as world  # a fixture

pytestmark = pytest.mark.django_db

ACCOUNTS = frozenset({"resident", "partner", "suspended"})
EVERYBODY = ACCOUNTS | {"anonymous"}
MEMBERS = ACCOUNTS - {"suspended"}
UNLESS_SUSPENDED = MEMBERS | {"anonymous"}
# Forms that others than the owner of the object may send, and the tables in which they change a
# row that is there: what is counted, or when something happened last. New rows are their own.
OPEN_TO: dict[str, tuple[frozenset[str], set[str]]] = {
    "forum:start": (MEMBERS, set()),
    "forum:reply": (MEMBERS, {"forum.Thread"}),
    "forum:propose": (MEMBERS, set()),
    "forum:poll": (UNLESS_SUSPENDED, {"forum.PollDate"}),
    # The organiser of this poll allows others to add dates.
    "forum:poll_dates": (MEMBERS, {"forum.Poll"}),
    "forum:thank": (MEMBERS, {"forum.Post"}),
    "forum:block": (ACCOUNTS, set()),
    "forum:blocks": (ACCOUNTS, set()),
    "forum:all_read": (ACCOUNTS, set()),
    "forum:report": (UNLESS_SUSPENDED, set()),
    "forum:anonymous_issue_report": (UNLESS_SUSPENDED, set()),
    "forum:issue_me_too": (MEMBERS, {"forum.Issue"}),
    "forum:contact": (MEMBERS, set()),
    # Also suspended residents: pledges and events that neighbours have not arranged reach nobody.
    "campaigns:give": (EVERYBODY, {"campaigns.PledgeOffer"}),
    "kits:save": (ACCOUNTS, set()),
    "events:sign_up": (EVERYBODY, {"events.Occurrence"}),
    "account_signup": (EVERYBODY, set()),
    # About oneself: they name nobody else's object.
    "events:own_address": (ACCOUNTS, set()),
    "notifications:change": (ACCOUNTS, set()),
    "notifications:following": (ACCOUNTS, set()),
    "notifications:preferences": (ACCOUNTS, set()),
    "notifications:seen": (ACCOUNTS, set()),
    "delivery:try_again": (ACCOUNTS, set()),
    "delivery:push_off": (ACCOUNTS, set()),
    "residents:profile": (ACCOUNTS, set()),
    "residents:my_data": (ACCOUNTS, set()),
    "account_email": (ACCOUNTS, set()),
    "home:welcome": (ACCOUNTS, set()),
}
# Answers that it is done, as it answers the second copy of a double click.
ANSWERED_AS_DONE = {"forum:held_withdraw"}
# What is typed before signing in is kept as a draft, which leads to the sign-in.
DRAFT = "forum.Draft"


@pytest.fixture
def strangers(world) -> dict[str, Client]:
    """Return a client for each person who has nothing to do with what is in `world`."""
    users = {
        name: factories.make_user(f"{name}@example.org", name.title()) for name in sorted(ACCOUNTS)
    }
    partner = factories.make_partner("Boligen")
    PartnerMembership.objects.create(partner=partner, user=users["partner"])
    said = factories.make_thread(users["suspended"], world.theme, "Larm")
    person_acts.suspend(
        post=said.posts.get(),
        moderator=world.moderator,
        rule="unkind",
        reason="Tone",
        until=factories.in_days(3),
    )
    clients = {name: Client(raise_request_exception=False) for name in EVERYBODY}
    for name, user in users.items():
        factories.sign_in(clients[name], user)
    return clients


def is_by_token(form: Form, world: World) -> bool:
    """Whether the address holds a mailed secret, which is itself the right to send the form."""
    return "token" in resolve(form.url(world)).kwargs


def is_refused(response: HttpResponse) -> bool:
    if response.status_code == 302:
        sign_in = (reverse("account_login"), "/da/forum/kladde/")
        return response["Location"].startswith(sign_in)
    return response.status_code in {403, 404, 405}


def lost(before: dict[str, list[str]], after: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return the rows of `before` that are changed or gone in `after`, by model."""
    return changed(after, before)


def each_form(world: World) -> Iterator[tuple[Form, str, dict[str, object]]]:
    """Yield each form that needs a right, with its URL and what its rightful sender sends."""
    for form in FORMS:
        cache.clear()
        with transaction.atomic():
            owner = Client()
            if form.who != "anonymous":
                factories.sign_in(owner, getattr(world, form.who))
            form.prepare(world)
            url, data = form.url(world), form.data(world)
            if not is_by_token(form, world):
                yield form, url, {**load(owner, form, world), **data}
            transaction.set_rollback(True)


def test_a_form_about_what_others_own_is_refused(world, strangers):
    wrong, sent = {}, 0
    for form, url, data in each_form(world):
        before = content_of()
        allowed, _tables = OPEN_TO.get(form.name, (frozenset(), set()))
        for name in EVERYBODY - allowed:
            sent += 1
            response = strangers[name].post(url, data)
            if not is_refused(response) and form.name not in ANSWERED_AS_DONE:
                wrong[f"{form.name} by {name}"] = response.status_code
        after = content_of()
        written = changed(before, after) | lost(before, after)
        written.pop(DRAFT, None)
        if written:
            wrong[form.name] = written
    assert wrong == {}, wrong
    assert sent > 200


def test_a_form_for_everybody_changes_nothing_of_others(world, strangers):
    wrong, open_forms = {}, set()
    for form, url, data in each_form(world):
        if form.name not in OPEN_TO:
            continue
        open_forms.add(form.name)
        before = content_of()
        allowed, tables = OPEN_TO[form.name]
        for name in allowed:
            with transaction.atomic():
                response = strangers[name].post(url, data)
                found = lost(before, content_of())
                transaction.set_rollback(True)
            found = {
                table: theirs
                for table, rows in found.items()
                if table not in tables
                and (theirs := [row for row in rows if f"{name}@example.org" not in row])
            }
            if found or is_refused(response):
                wrong[f"{form.name} by {name}"] = (response.status_code, found)
    assert wrong == {}, wrong
    assert open_forms == set(OPEN_TO)


def test_a_token_is_good_for_its_own_form_and_object_alone(world, strangers):
    tokens = {}
    for form in FORMS:
        with transaction.atomic():
            form.prepare(world)
            if token := resolve(form.url(world)).kwargs.get("token"):
                tokens[form.name] = token
            transaction.set_rollback(True)
    forms = [form for form in FORMS if form.name in tokens]
    wrong = {}
    for form in forms:
        with transaction.atomic():
            form.prepare(world)
            url, data = form.url(world), form.data(world)
            mine = resolve(url).kwargs["token"]
            forged = [mine[:-1] + ("A" if mine[-1] != "A" else "B"), f"2{mine[1:]}"]
            others = [token for name, token in tokens.items() if name != form.name]
            before = content_of()
            for other in (*others, *forged):
                cache.clear()
                strangers["resident"].post(url.replace(mine, other), data)
            if found := changed(before, content_of()):
                wrong[form.name] = found
            transaction.set_rollback(True)
    assert wrong == {}, wrong
    assert len(tokens) > 10
