"""No answer tells whether an address is known: not its words, not its status, not what it sets."""

import re

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from notifications.models import OutboxMessage
from tests import factories
from tests.residents.test_joining import details

pytestmark = pytest.mark.django_db

KNOWN, UNKNOWN = "alice@example.org", "nobody@example.org"
FORMS = {
    "join": ("/da/konto/signup/", lambda email: details(email=email)),
    "join without a password": (
        "/da/konto/signup/",
        lambda email: details(email=email, password1=""),
    ),
    "reset": ("/da/konto/password/reset/", lambda email: {"email": email}),
    "code": ("/da/konto/login/code/", lambda email: {"email": email}),
    "sign in": ("/da/konto/login/", lambda email: {"login": email, "password": "wrong horse"}),
}


def answers(url: str, data: dict[str, str], email: str) -> list[object]:
    """Return all that somebody sees who sends the form, and goes on from there."""
    client = Client()
    response = client.post(url, data)
    seen: list[object] = [response.status_code, response.get("Location"), sorted(response.cookies)]
    page = response
    if response.status_code == 302:
        page = client.get(response["Location"])
        seen += [page.status_code, page.get("Location")]
        if "code" in page.content.decode():
            wrong = client.post(response["Location"], {"code": "AAAA-AAAA"})
            seen += [wrong.status_code, plain(wrong, email)]
            again = client.post(response["Location"], {"action": "resend"})
            seen += [again.status_code, again.get("Location")]
    return [*seen, plain(page, email)]


def plain(response, email: str) -> str:
    """Return the page without what is different each time."""
    page = response.content.decode().replace(email, "")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", ["confirmed", "unconfirmed", "inactive"])
def test_known_and_unknown_are_answered_alike(form, kind):
    user = factories.make_user(KNOWN, "Alice", is_active=kind != "inactive")
    user.emailaddress_set.update(verified=kind != "unconfirmed")
    url, data = FORMS[form]
    seen = [answers(url, data(email), email) for email in (KNOWN, UNKNOWN)]
    assert seen[0] == seen[1]
    if form != "sign in":
        # As many mails, so that a queue or a delay tells nothing either.
        counts = [OutboxMessage.objects.filter(to=email).count() for email in (KNOWN, UNKNOWN)]
        assert counts[0] >= 1
        assert counts[1] >= 1


@pytest.mark.parametrize("form", FORMS)
def test_a_password_costs_the_same_time(monkeypatch, alice, form):
    """Hashing is the slow part: it is done as often for one as for the other."""
    hashed = []
    encode = MD5PasswordHasher.encode

    def counted(self, password, salt):
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    url, data = FORMS[form]
    counts = []
    for email in (KNOWN, UNKNOWN):
        hashed.clear()
        Client().post(url, data(email))
        counts.append(len(hashed))
    assert counts[0] == counts[1]


def test_an_account_that_a_stranger_made_loses_the_strangers_password(client):
    """Joined with another's address, and waiting for its owner to confirm it unawares."""
    from tests.residents.test_joining import code_in

    Client().post("/da/konto/signup/", details(email=UNKNOWN, password1=factories.PASSWORD))
    OutboxMessage.objects.all().delete()
    url = client.post("/da/konto/login/code/", {"email": UNKNOWN})["Location"]
    client.post(url, {"code": code_in(OutboxMessage.objects.get())})
    assert "_auth_user_id" in client.session
    stranger = Client()
    stranger.post("/da/konto/login/", {"login": UNKNOWN, "password": factories.PASSWORD})
    assert "_auth_user_id" not in stranger.session


def test_a_confirmed_account_keeps_its_password(client, alice):
    from tests.residents.test_joining import code_in

    url = client.post("/da/konto/login/code/", {"email": alice.email})["Location"]
    client.post(url, {"code": code_in(OutboxMessage.objects.get())})
    assert "_auth_user_id" in client.session
    alice.refresh_from_db()
    assert alice.check_password(factories.PASSWORD)
