"""Making an account, confirming it by mail, signing in and out."""

import re

import pytest
from django.core import mail
from django.test import Client

from notifications.models import OutboxMessage
from residents.models import User
from tests import factories

pytestmark = pytest.mark.django_db

SIGNUP = "/en/account/signup/"
LOGIN = "/en/account/login/"


def details(**changes):
    """What Karen writes in the form."""
    return {
        "first_name": "Karen",
        "last_name": "Nielsen",
        "email": "karen@example.org",
        "password1": factories.PASSWORD,
        "accepts_rules": "on",
    } | changes


def code_in(message: OutboxMessage) -> str:
    """Return the code that the mail holds, on a line of its own."""
    found = re.search(r"^([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})$", message.text, re.M)
    assert found, message.text
    return found[1]


def test_a_neighbour_joins_and_confirms(client, area):
    response = client.post(SIGNUP, details(area=area.pk))

    assert response.status_code == 302
    user = User.objects.get(email="karen@example.org")
    assert user.public_name == "Karen Nielsen"
    assert user.language == "en"
    assert user.area == area
    message = OutboxMessage.objects.get(to="karen@example.org")
    assert "_auth_user_id" not in client.session
    client.post(response.url, {"code": "ABC-DEF"})
    assert not user.emailaddress_set.get().verified
    client.post(response.url, {"code": code_in(message)})
    assert user.emailaddress_set.get().verified
    assert client.session["_auth_user_id"] == str(user.pk)


def test_a_neighbour_joins_without_a_password(client):
    response = client.post(SIGNUP, details(password1=""))

    user = User.objects.get(email="karen@example.org")
    assert not user.has_usable_password()
    client.post(response.url, {"code": code_in(OutboxMessage.objects.get())})
    assert client.session["_auth_user_id"] == str(user.pk)


def test_before_confirming_one_is_not_signed_in(client):
    client.post(SIGNUP, details())

    client.post(LOGIN, {"login": "karen@example.org", "password": factories.PASSWORD})

    assert "_auth_user_id" not in client.session


def test_the_mail_is_sent_by_the_worker_in_text_and_html(
    client, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        client.post(SIGNUP, details())

    assert OutboxMessage.objects.get().state == OutboxMessage.State.SENT
    sent = mail.outbox[0]
    assert sent.to == ["karen@example.org"]
    assert sent.alternatives[0].mimetype == "text/html"


def test_account_and_mail_are_written_together_or_not_at_all(client, monkeypatch):
    def broken(**_kwargs):
        raise RuntimeError("The database is gone.")

    monkeypatch.setattr("notifications.delivery.outbox.put_rendered", broken)

    with pytest.raises(RuntimeError):
        client.post(SIGNUP, details())

    assert not User.objects.exists()


def test_nobody_learns_whose_address_is_known(client, alice):
    known = client.post(SIGNUP, details(email=alice.email))
    unknown = Client().post(SIGNUP, details())

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert User.objects.filter(email=alice.email).count() == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"email": "no address"}, "Write an e-mail address such as"),
        ({"password1": "12345678"}, "too common"),
        ({"accepts_rules": ""}, "Tick this to make an account"),
        ({"first_name": ""}, "Please fill this in."),
        ({"first_name": "Politi"}, "looks like an authority"),
        ({"first_name": "Рolіtі"}, "looks like an authority"),
        ({"last_name": "010203-1234"}, "looks like a CPR number"),
        ({"first_name": "Ka\u202eren"}, "cannot be seen"),
    ],
)
def test_bad_input_is_answered_beside_the_field_with_what_was_typed_kept(client, changes, message):
    response = client.post(SIGNUP, details(**changes))

    assert response.status_code == 200
    html = response.content.decode()
    assert message in html
    assert 'aria-invalid="true"' in html
    assert "Nielsen" in html or "last_name" in changes
    assert not User.objects.exists()


def test_signing_in_stays_on_the_site(client, alice):
    credentials = {"login": alice.email, "password": factories.PASSWORD}

    response = client.post(f"{LOGIN}?next=https://evil.example/", credentials)
    assert "evil" not in response.url
    response = Client().post(f"{LOGIN}?next=/en/forum/", credentials)
    assert response.url == "/en/forum/"


def test_signing_out_takes_a_post(as_alice):
    as_alice.get("/en/account/logout/")
    assert "_auth_user_id" in as_alice.session

    as_alice.post("/en/account/logout/")
    assert "_auth_user_id" not in as_alice.session


def test_a_post_without_a_csrf_token_is_refused_with_a_page(alice):
    client = Client(enforce_csrf_checks=True)

    response = client.post(LOGIN, {"login": alice.email, "password": factories.PASSWORD})

    assert response.status_code == 403
    assert b"112" in response.content


def test_the_address_is_the_login_however_it_is_written(db):
    User.objects.create_user("Mixed@Example.org", "x")

    assert User.objects.get_by_natural_key("mixed@EXAMPLE.org").email == "mixed@example.org"


def test_the_address_is_never_what_others_see(db):
    assert "@" not in User.objects.create_user("nameless@example.org").public_name
