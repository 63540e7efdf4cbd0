"""Changing the e-mail address, which both mailboxes must confirm."""

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

EMAIL_PAGE = "/da/konto/email/"
NEW = "alice.holm@example.net"


def links(to: str) -> tuple[str, str]:
    """Return the links to confirm and to cancel in the latest mail to that address."""
    text = OutboxMessage.objects.filter(to=to).latest("pk").text
    paths = re.findall(r"http://testserver(/\S+)", text)
    [confirm] = [path for path in paths if "/ny-adresse/" in path]
    [cancel] = [path for path in paths if "/behold-adresse/" in path]
    return confirm, cancel


def request_change(browser: Client, email: str = NEW):
    return browser.post(EMAIL_PAGE, {"email": email})


@pytest.mark.parametrize("first", ["old", "new"])
def test_the_address_changes_after_both_mailboxes_confirm_in_either_order(as_alice, alice, first):
    old_email = alice.email
    assert request_change(as_alice).status_code == 302
    urls = [links(old_email)[0], links(NEW)[0]]
    if first == "new":
        urls.reverse()
    client = Client()  # not signed in
    for position, url in enumerate(urls):
        assert client.get(url).status_code == 200  # a mail scanner changes nothing
        alice.refresh_from_db()
        assert alice.email == old_email
        response = client.post(url, follow=True)
        assert response.status_code == 200
        if position == 0:
            assert (
                client.post(url, follow=True).status_code == 200
            )  # the second click changes nothing
            alice.refresh_from_db()
            assert alice.email == old_email
    alice.refresh_from_db()
    assert alice.email == NEW
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [
        (NEW, True, True)
    ]
    assert not EmailChange.objects.exists()
    mails = OutboxMessage.objects.filter(subject="Du har fået en ny e-mailadresse hos os")
    assert {message.to for message in mails} == {old_email, NEW}
    assert client.get(urls[0]).status_code == 404
    client = Client()
    client.post("/da/konto/login/", {"login": NEW, "password": factories.PASSWORD})
    assert "_auth_user_id" in client.session


@pytest.mark.parametrize("mailbox", ["old", "new"])
def test_either_mailbox_can_cancel_the_change(as_alice, alice, mailbox):
    request_change(as_alice)
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


def test_a_link_works_for_one_mailbox_one_action_and_one_request(as_alice, alice):
    request_change(as_alice)
    confirm, cancel = links(alice.email)
    token = confirm.rstrip("/").rpartition("/")[2]
    client = Client()
    assert (
        client.post(cancel.replace(cancel.rstrip("/").rpartition("/")[2], token)).status_code == 404
    )
    for _time in range(2):
        client.post(confirm)
    assert EmailChange.objects.get().new_confirmed_at is None
    request_change(as_alice, "another@example.net")
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
    # Signed tokens contain the time, but all xdist workers must use the same test ids.
    ids=[*("word", "colons", "parts", "nul", "long"), "no salt", "number", "text", "foreign key"],
)
def test_an_invalid_token_is_not_found(client, token):
    for path in ("ny-adresse", "behold-adresse"):
        assert client.get(f"/da/konto/{path}/{token}/").status_code == 404
        assert client.post(f"/da/konto/{path}/{token}/").status_code == 404


def test_the_links_expire(as_alice, alice, settings):
    request_change(as_alice)
    confirm, cancel = links(alice.email)
    later = timezone.now() + datetime.timedelta(hours=settings.EMAIL_CHANGE_HOURS, minutes=1)
    with time_machine.travel(later):
        for url in (confirm, cancel):
            assert Client().post(url).status_code == 404
        assert email_change.delete_expired() == 1
        assert email_change.delete_expired() == 0


def test_the_response_does_not_reveal_whether_the_new_address_has_an_account(
    as_alice, as_bob, alice, bob
):
    responses = []
    for browser, new_email in ((as_alice, "nobody@example.net"), (as_bob, "carla@example.org")):
        if new_email.startswith("carla"):
            factories.make_user(new_email, "Carla")
        OutboxMessage.objects.all().delete()
        response = request_change(browser, new_email)
        page = browser.get(response["Location"]).content.decode()
        for own in (new_email, "alice", "bob", "Alice", "Bob"):
            page = page.replace(own, "")
        page = re.sub(r'value="\w{64}"|kl\. \d\d\.\d\d', "", page)
        responses.append((response.status_code, response["Location"], page))
        # One mail to each address in both cases. Only the owner of the mailbox sees its text.
        assert OutboxMessage.objects.count() == 2
        assert OutboxMessage.objects.filter(to=new_email).count() == 1
    assert responses[0] == responses[1]
    assert "/ny-adresse/" not in OutboxMessage.objects.get(to="carla@example.org").text


def test_confirming_fails_when_another_account_has_taken_the_new_address(as_alice, alice):
    request_change(as_alice)
    old, new = links(alice.email)[0], links(NEW)[0]
    factories.make_user(NEW, "Another")
    Client().post(old)
    response = Client().post(new)
    assert response.status_code == 409
    alice.refresh_from_db()
    assert alice.email == "alice@example.org"
    assert not EmailChange.objects.exists()


def test_an_address_claimed_by_another_account_gets_no_confirmation_link(as_alice, alice, bob):
    EmailAddress.objects.create(user=bob, email=NEW.upper(), verified=False, primary=False)
    request_change(as_alice)
    assert "/ny-adresse/" not in OutboxMessage.objects.get(to=NEW).text


@pytest.mark.parametrize(
    ("email", "code"),
    [
        ("alice@example.org", "same"),
        ("ALICE@example.org", "same"),
        ("alice@", "invalid"),
        ("alice@exam\u202eple.org", "invalid"),
    ],
)
def test_an_invalid_or_unchanged_address_is_refused(as_alice, email, code):
    response = request_change(as_alice, email)
    assert response.status_code == 200
    assert response.context["form"].errors.as_data()["email"][0].code == code
    assert not EmailChange.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_a_request_can_be_withdrawn(as_alice):
    request_change(as_alice)
    as_alice.post(EMAIL_PAGE, {"withdraw": "1"})
    assert not EmailChange.objects.exists()
    as_alice.post(EMAIL_PAGE, {"withdraw": "1"})


def test_allauths_own_actions_change_nothing(as_alice, alice):
    """allauth would change the address after a confirmation from the new mailbox only."""
    for action in ("action_add", "action_primary", "action_remove", "action_send"):
        as_alice.post(EMAIL_PAGE, {action: "1", "email": NEW})
        as_alice.post("/en/account/email/", {action: "1", "email": NEW})
    assert list(EmailAddress.objects.values_list("email", flat=True)) == [alice.email]


def test_requests_are_limited_to_five_an_hour(as_alice):
    statuses = [
        request_change(as_alice, f"a{number}@example.net").status_code for number in range(6)
    ]
    assert statuses == [302] * 5 + [429]


def test_anonymous_readers_are_redirected_to_the_sign_in(client):
    for method in (client.get, client.post):
        assert "/da/konto/login/" in method(EMAIL_PAGE)["Location"]
