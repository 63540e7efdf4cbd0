"""No response reveals whether an address has an account: not by text, status, cookies or cost."""

import re

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from notifications.models import OutboxMessage
from tests import factories
from tests.residents.account_helpers import mailed_code, signup_data

pytestmark = pytest.mark.django_db

KNOWN, UNKNOWN = "alice@example.org", "nobody@example.org"
FORMS = {
    "sign up": ("/da/konto/signup/", lambda email: signup_data(email=email)),
    "sign up without a password": (
        "/da/konto/signup/",
        lambda email: signup_data(email=email, password1=""),
    ),
    "reset": ("/da/konto/password/reset/", lambda email: {"email": email}),
    "code": ("/da/konto/login/code/", lambda email: {"email": email}),
    "sign in": ("/da/konto/login/", lambda email: {"login": email, "password": "wrong horse"}),
}


def observe_responses(url: str, data: dict[str, str], email: str) -> list[object]:
    """Return everything that a client can observe when it sends the form and continues."""
    client = Client()
    response = client.post(url, data)
    observed: list[object] = [response.status_code, response.get("Location")]
    observed.append(sorted(response.cookies))
    page = response
    if response.status_code == 302:
        page = client.get(response["Location"])
        observed += [page.status_code, page.get("Location")]
        if "code" in page.content.decode():
            wrong = client.post(response["Location"], {"code": "AAAA-AAAA"})
            observed += [wrong.status_code, normalise(wrong, email)]
            again = client.post(response["Location"], {"action": "resend"})
            observed += [again.status_code, again.get("Location")]
    return [*observed, normalise(page, email)]


def normalise(response, email: str) -> str:
    """Return the page without the address and the CSRF token."""
    page = response.content.decode().replace(email, "")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", ["confirmed", "unconfirmed", "inactive"])
def test_known_and_unknown_addresses_get_the_same_responses(form, kind):
    user = factories.make_user(KNOWN, "Alice", is_active=kind != "inactive")
    user.emailaddress_set.update(verified=kind != "unconfirmed")
    url, data = FORMS[form]
    observed = [observe_responses(url, data(email), email) for email in (KNOWN, UNKNOWN)]
    assert observed[0] == observed[1]
    if form != "sign in":
        # Both get mail, so the load or a delay of the queue reveals nothing either.
        counts = [OutboxMessage.objects.filter(to=email).count() for email in (KNOWN, UNKNOWN)]
        assert counts[0] >= 1
        assert counts[1] >= 1


@pytest.mark.parametrize("form", FORMS)
def test_known_and_unknown_addresses_cost_the_same_password_hashing(monkeypatch, alice, form):
    """Hashing takes most of the time, so counting it measures the time."""
    hashed = []
    encode = MD5PasswordHasher.encode

    def counting_encode(self, password, salt):
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counting_encode)
    url, data = FORMS[form]
    counts = []
    for email in (KNOWN, UNKNOWN):
        hashed.clear()
        Client().post(url, data(email))
        counts.append(len(hashed))
    assert counts[0] == counts[1]


def test_confirming_by_code_removes_a_password_set_before(client):
    """Account pre-hijacking: an attacker signs up with the address of somebody else."""
    Client().post("/da/konto/signup/", signup_data(email=UNKNOWN, password1=factories.PASSWORD))
    OutboxMessage.objects.all().delete()
    url = client.post("/da/konto/login/code/", {"email": UNKNOWN})["Location"]
    client.post(url, {"code": mailed_code(OutboxMessage.objects.get())})
    assert "_auth_user_id" in client.session
    attacker = Client()
    attacker.post("/da/konto/login/", {"login": UNKNOWN, "password": factories.PASSWORD})
    assert "_auth_user_id" not in attacker.session


def test_a_confirmed_account_keeps_its_password(client, alice):
    url = client.post("/da/konto/login/code/", {"email": alice.email})["Location"]
    client.post(url, {"code": mailed_code(OutboxMessage.objects.get())})
    assert "_auth_user_id" in client.session
    alice.refresh_from_db()
    assert alice.check_password(factories.PASSWORD)
