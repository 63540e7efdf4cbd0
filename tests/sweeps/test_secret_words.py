"""No reader meets a word that is not for them, on any page, in any feed, file, header or mail."""

import io
import re
import zipfile
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client, override_settings

from notifications.delivery import push_devices, webpush_client
from notifications.models import OutboxMessage, PushSubscription
from notifications.notices import activities, notice_emails
from residents.models import User
from residents.personal_data import archive
from tests import factories
from tests.sweeps.planted_secrets import READERS, SECRETS, Garden, plant
from tests.sweeps.routes import all_routes, fill_in_objects

ABSENT = "987654321"
# Lists with what filters and searches choose.
QUERIES = (
    "/da/forum/?kind=issue",
    "/da/forum/?kind=issue&status=received",
    "/da/forum/?show=unanswered",
    "/da/forum/?order=newest",
    "/da/forum/?order=thanked&kind=discussion",
    "/da/forum/?kind=help_wanted&state=open",
    "/da/kalender/?view=month",
    "/da/kalender/?view=archive",
    "/open311/v2/requests.json?status=open",
    "/api/v2/pages/?limit=100&fields=*",
    "/api/v2/events/?limit=100",
    "/api/v2/pages/?search=zq",
    "/sitemap.xml",
    "/da/forum/feed/",
)
# Pages that show the secrets to those who may see them.
SHOWING = (
    "/admin/pages/<int:page_id>/usage/",
    "/admin/letters/<int:letter_id>/change/",
    "/en/forum/<int:thread_id>/",
    "/en/forum/decision/<int:action_id>/",
    "/en/forum/messages/<int:conversation_id>/",
    "/en/forum/post/<int:post_id>/history/",
    "/en/forum/post/<int:post_id>/moderation/",
    "/en/forum/post/<int:post_id>/reports/",
    "/en/forum/proposal/<int:proposed_act_id>/",
    "/en/forum/waiting/<int:held_id>/",
    "/en/forum/waiting/issue/<int:anonymous_issue_id>/",
    "/en/events/<int:occurrence_id>/organise/mail/",
)
QUERIES_EACH, ROUTES_EACH, PAIRS_EACH, WORDS_EACH = 4, 25, 8, 2
STAFF = {"editor", "moderator", "administrator"}


@pytest.fixture(scope="module", autouse=True)
def push_is_on() -> Iterator[None]:
    """The hub sends push messages, and the sessions of all devices last."""
    key = webpush_client.new_private_key()
    with override_settings(VAPID_PRIVATE_KEY=key), pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            push_devices,
            "live_devices",
            lambda user: list(PushSubscription.objects.filter(user=user)),
        )
        # A device whose session has ended would be deleted with its messages.
        patch.setattr(push_devices, "is_live", lambda device: True)
        yield


@pytest.fixture(scope="module")
def _garden(_loaded_site, django_db_blocker) -> Iterator[Garden]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield plant(_loaded_site)
        transaction.set_rollback(True)


@pytest.fixture
def garden(_garden, site) -> Garden:
    return _garden


@pytest.fixture
def readers(garden) -> dict[str, Client]:
    clients = {name: Client(raise_request_exception=False) for name in READERS}
    for name, user in garden.users.items():
        factories.sign_in(clients[name], user)
    return clients


def read(client: Client, address: str) -> tuple[int, str]:
    """Return the status, and all that the answer says. What it changes is rolled back."""
    with transaction.atomic():
        response = client.get(address)
        body = response.getvalue() if hasattr(response, "getvalue") else response.content
        said = f"{response.headers}\n{body.decode('utf-8', 'replace')}".lower()
        transaction.set_rollback(True)
    return response.status_code, said


def secrets_in(said: str, reader: str) -> list[str]:
    return [word for word, readers in SECRETS.items() if word in said and reader not in readers]


def addresses_of(route: str, garden: Garden, site) -> list[str]:
    """Return the addresses of a route: of the site's objects, and of each plant."""
    found = [fill_in_objects(route, site.url_kwargs)]
    for part, keys in garden.keys.items():
        beginning, _, name = part.rpartition(" ")
        if f":{name}>" in route and route.startswith(beginning):
            mine = dict(site.url_kwargs)
            for key in [key for key in mine if key.rpartition(" ")[2] == name]:
                del mine[key]
            found += [fill_in_objects(route, {name: str(key), **mine}) for key in keys]
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("reader", READERS)
def test_no_route_shows_a_reader_what_is_not_for_them(garden, site, readers, reader, sample):
    leaks, places = {}, []
    for route in all_routes("en"):
        if "logout" in route or (route.startswith("/admin/") and reader not in STAFF):
            continue
        places += addresses_of(route, garden, site)
    chosen = sample.some(places, ROUTES_EACH, key=f"secrets {reader}")
    lists = sample.some(QUERIES, QUERIES_EACH, key=f"secret lists {reader}")
    for address in (*lists, *garden.queries, *chosen):
        _status, said = read(readers[reader], address)
        if found := secrets_in(said, reader):
            leaks[address] = found
    assert leaks == {}, sample.description


def hidden_things(garden: Garden, site, reader: str) -> Iterator[tuple[str, str]]:
    """Yield addresses of what is not there for `reader`, and the same of what never was."""
    for route in all_routes("en"):
        for part, keys in garden.unreadable.items():
            if f":{part}>" not in route or route.startswith("/admin/"):
                continue
            mine = {key: v for key, v in site.url_kwargs.items() if not key.endswith(part)}
            for key, allowed in keys:
                if reader not in allowed:
                    yield tuple(
                        fill_in_objects(route, {part: str(number), **mine})
                        for number in (key, ABSENT)
                    )


@pytest.mark.parametrize("reader", READERS)
def test_what_is_not_for_a_reader_answers_like_what_never_was(
    garden, site, readers, reader, sample
):
    differing = {}
    pairs = sorted(set(hidden_things(garden, site, reader)))
    for address, absent in sample.some(pairs, PAIRS_EACH, key=f"absent {reader}"):
        answers = [read(readers[reader], each)[0] for each in (address, absent)]
        if answers[0] != answers[1]:
            differing[address] = answers
    assert differing == {}, sample.description


def page_without(word: str, said: str) -> str:
    """Return a page without the word that was searched for, and without what is random."""
    said = re.sub(rf"{word}|csrfmiddlewaretoken[^>]*|nonce[^ >]*", "", said, flags=re.IGNORECASE)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", said)


@pytest.mark.parametrize("reader", READERS)
def test_a_search_for_a_secret_finds_as_much_as_one_for_nonsense(garden, readers, reader, sample):
    told = {}
    mine = [word for word, allowed in SECRETS.items() if reader not in allowed]
    for word in sample.some(mine, WORDS_EACH, key=f"search {reader}"):
        nothing = "q" * 3 + word[3:][::-1]
        answers = []
        for asked in (word, nothing):
            _status, said = read(readers[reader], f"/da/soeg/?q={asked}")
            answers.append(page_without(asked, said.partition("<main")[2]))
        mistyped = word[:-1] + "w"
        _status, said = read(readers[reader], f"/da/soeg/?q={mistyped}")
        if answers[0] != answers[1] or word in said:
            told[word] = "found"
    assert told == {}, sample.description


def test_no_mail_and_no_push_message_tells_its_recipient_a_secret(garden, site):
    activities.spread_due(5_000)
    notice_emails.mail_due(factories.in_days(30))
    by_address = dict.fromkeys(
        User.objects.filter(groups__name="Moderators").values_list("email", flat=True), "moderator"
    ) | {user.email: name for name, user in garden.users.items()}
    told, recipients, pushed_to = {}, set(), set()
    for mail in OutboxMessage.objects.select_related("device__user"):
        address = mail.device.user.email if mail.device else mail.to
        reader = by_address.get(address, address)
        (pushed_to if mail.device else recipients).add(reader)
        said = f"{mail.subject} {mail.text} {mail.html} {mail.url} {mail.calendar}"
        said = f"{said} {mail.reply_to} {mail.qr}".lower()
        words = [word for word in secrets_in(said, reader) if word not in address]
        # The confirmation of an issue, of a report or of a seat shows its writer their own words.
        if words and not mail.to.startswith("zqmail"):
            told[mail.pk] = (reader, mail.subject, words)
    assert told == {}
    assert {"author", "moderator", "other", "blocked"} <= recipients
    assert "author" in pushed_to


@pytest.mark.parametrize("reader", [name for name in READERS if name != "anonymous"])
def test_the_copy_of_ones_own_data_has_no_secret_of_others(garden, reader):
    target = io.BytesIO()
    archive.write(garden.users[reader], "da", target)
    said = ""
    with zipfile.ZipFile(target) as files:
        for name in files.namelist():
            said += f"{name} {files.read(name).decode('utf-8', 'replace')}".lower()
    assert secrets_in(said, reader) == []


def test_each_word_is_seen_by_somebody_who_may(garden, site, readers):
    """A plant that nobody sees proves nothing."""
    unseen = set(SECRETS)
    places = [*garden.queries]
    places += [address for route in SHOWING for address in addresses_of(route, garden, site)[1:]]
    for reader in ("administrator", "author"):
        for address in places:
            _status, said = read(readers[reader], address)
            unseen -= {word for word in unseen if word in said and reader in SECRETS[word]}
            if not unseen:
                return
    assert {word for word in unseen if SECRETS[word]} == set()


@pytest.fixture(autouse=True)
def open_connection(monkeypatch) -> None:
    """Django closes the connection after each request, which would lose the transaction."""
    monkeypatch.setattr(connection, "close", lambda: None)
    cache.clear()
