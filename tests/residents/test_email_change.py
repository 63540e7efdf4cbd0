"""Another e-mail address: both mailboxes must agree."""

import datetime
import re

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import signing
from django.test import Client
from django.utils import timezone

from notifications.models import OutboxMessage
from residents.accounts import email_change
from residents.models import EmailChange
from tests import factories

pytestmark = pytest.mark.django_db

ASK = "/da/konto/email/"
NEW = "alice.holm@example.net"


def links(to: str) -> tuple[str, str]:
    """Return the links to confirm and to cancel in the latest mail to that address."""
    text = OutboxMessage.objects.filter(to=to).latest("pk").text
    found = re.findall(r"http://testserver(/\S+)", text)
    [confirm] = [path for path in found if "/ny-adresse/" in path]
    [cancel] = [path for path in found if "/behold-adresse/" in path]
    return confirm, cancel


def ask(browser: Client, email: str = NEW):
    return browser.post(ASK, {"email": email})


@pytest.mark.parametrize("first", ["old", "new"])
def test_both_mailboxes_agree_in_either_order(as_alice, alice, first):
    old_email = alice.email
    assert ask(as_alice).status_code == 302
    urls = [links(old_email)[0], links(NEW)[0]]
    if first == "new":
        urls.reverse()
    stranger = Client()  # the mail is read where nobody is signed in
    for position, url in enumerate(urls):
        assert stranger.get(url).status_code == 200  # a mail scanner changes nothing
        alice.refresh_from_db()
        assert alice.email == old_email
        response = stranger.post(url, follow=True)
        assert response.status_code == 200
        if position == 0:
            assert stranger.post(url, follow=True).status_code == 200  # twice is once
            alice.refresh_from_db()
            assert alice.email == old_email
    alice.refresh_from_db()
    assert alice.email == NEW
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [
        (NEW, True, True)
    ]
    assert not EmailChange.objects.exists()
    told = OutboxMessage.objects.filter(subject="Din e-mailadresse er ny")
    assert {message.to for message in told} == {old_email, NEW}
    assert stranger.get(urls[0]).status_code == 404
    client = Client()
    client.post("/da/konto/login/", {"login": NEW, "password": factories.PASSWORD})
    assert "_auth_user_id" in client.session


@pytest.mark.parametrize("mailbox", ["old", "new"])
def test_either_mailbox_can_stop_it(as_alice, alice, mailbox):
    ask(as_alice)
    confirm_old, confirm_new = links(alice.email)[0], links(NEW)[0]
    cancel = links(alice.email if mailbox == "old" else NEW)[1]
    client = Client()
    client.post(confirm_new)
    assert client.get(cancel).status_code == 200
    assert EmailChange.objects.exists()
    assert client.post(cancel).status_code == 200
    for url in (cancel, confirm_old, confirm_new):
        assert client.get(url).status_code == 404
        assert client.post(url).status_code == 404
    alice.refresh_from_db()
    assert alice.email == "alice@example.org"


def test_a_link_does_one_thing(as_alice, alice):
    """Neither for the other mailbox, nor for the other act, nor for an earlier wish."""
    ask(as_alice)
    confirm, cancel = links(alice.email)
    token = confirm.rstrip("/").rpartition("/")[2]
    client = Client()
    assert (
        client.post(cancel.replace(cancel.rstrip("/").rpartition("/")[2], token)).status_code == 404
    )
    for _time in range(2):
        client.post(confirm)
    assert EmailChange.objects.get().new_confirmed_at is None
    ask(as_alice, "another@example.net")
    assert client.post(confirm).status_code == 404
    assert EmailChange.objects.get().old_confirmed_at is None


@pytest.mark.parametrize(
    "token",
    [
        *("x", "::", "a:b:c", "%00", "a" * 5000),
        signing.dumps("1:old"),
        signing.dumps("1:old", salt="residents.accounts.email_change.confirm"),
        signing.dumps(7, salt="residents.accounts.email_change.confirm"),
        signing.dumps("x:old", salt="residents.accounts.email_change.confirm", key="another"),
    ],
    # Signed tokens hold the time, and the processes that run the tests must name them alike.
    ids=[*("word", "colons", "parts", "nul", "long"), "no salt", "number", "text", "foreign key"],
)
def test_a_token_that_is_none(client, token):
    for path in ("ny-adresse", "behold-adresse"):
        assert client.get(f"/da/konto/{path}/{token}/").status_code == 404
        assert client.post(f"/da/konto/{path}/{token}/").status_code == 404


def test_the_links_expire(as_alice, alice, settings):
    ask(as_alice)
    confirm, cancel = links(alice.email)
    later = timezone.now() + datetime.timedelta(hours=settings.EMAIL_CHANGE_HOURS, minutes=1)
    with time_machine.travel(later):
        for url in (confirm, cancel):
            assert Client().post(url).status_code == 404
        assert email_change.delete_expired() == 1
        assert email_change.delete_expired() == 0


def test_no_answer_tells_whether_the_new_address_is_known(as_alice, as_bob, alice, bob):
    answers = []
    for browser, new_email in ((as_alice, "nobody@example.net"), (as_bob, "carla@example.org")):
        if new_email.startswith("carla"):
            factories.make_user(new_email, "Carla")
        OutboxMessage.objects.all().delete()
        response = ask(browser, new_email)
        page = browser.get(response["Location"]).content.decode()
        for own in (new_email, "alice", "bob", "Alice", "Bob"):
            page = page.replace(own, "")
        page = re.sub(r'value="\w{64}"|kl\. \d\d\.\d\d', "", page)
        answers.append((response.status_code, response["Location"], page))
        # One mail to each address; what stands in it, only the owner of the mailbox sees.
        assert OutboxMessage.objects.count() == 2
        assert OutboxMessage.objects.filter(to=new_email).count() == 1
    assert answers[0] == answers[1]
    assert "/ny-adresse/" not in OutboxMessage.objects.get(to="carla@example.org").text


def test_the_new_address_is_taken_in_the_meantime(as_alice, alice):
    ask(as_alice)
    old, new = links(alice.email)[0], links(NEW)[0]
    factories.make_user(NEW, "Another")
    Client().post(old)
    response = Client().post(new)
    assert response.status_code == 409
    alice.refresh_from_db()
    assert alice.email == "alice@example.org"
    assert not EmailChange.objects.exists()


def test_an_unconfirmed_stranger_has_the_address(as_alice, alice, bob):
    EmailAddress.objects.create(user=bob, email=NEW.upper(), verified=False, primary=False)
    ask(as_alice)
    assert "/ny-adresse/" not in OutboxMessage.objects.get(to=NEW).text


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("alice@example.org", "Det er den adresse, du har nu"),
        ("ALICE@example.org", "Det er den adresse, du har nu"),
        ("alice@", "Skriv en e-mailadresse"),
        ("alice@exam\u202eple.org", "Skriv en e-mailadresse"),
    ],
)
def test_an_address_that_will_not_do(as_alice, email, words):
    response = ask(as_alice, email)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert not EmailChange.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_the_wish_is_withdrawn(as_alice):
    ask(as_alice)
    as_alice.post(ASK, {"withdraw": "1"})
    assert not EmailChange.objects.exists()
    as_alice.post(ASK, {"withdraw": "1"})


def test_allauths_own_way_is_closed(as_alice, alice):
    """It would take a new address with the new mailbox's yes alone."""
    for action in ("action_add", "action_primary", "action_remove", "action_send"):
        as_alice.post(ASK, {action: "1", "email": NEW})
        as_alice.post("/en/account/email/", {action: "1", "email": NEW})
    assert list(EmailAddress.objects.values_list("email", flat=True)) == [alice.email]


def test_only_so_many_wishes_an_hour(as_alice):
    statuses = [ask(as_alice, f"a{number}@example.net").status_code for number in range(6)]
    assert statuses == [302] * 5 + [429]


def test_the_anonymous_are_asked_to_sign_in(client):
    for method in (client.get, client.post):
        assert "/da/konto/login/" in method(ASK)["Location"]
