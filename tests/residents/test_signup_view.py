"""Signing up, confirming the address, signing in and out."""

import re

import pytest
from django.core import mail
from django.test import Client

from notifications.models import OutboxMessage
from residents.models import User
from tests import factories
from tests.residents.account_helpers import mailed_code, signup_data

pytestmark = pytest.mark.django_db

SIGNUP = "/en/account/signup/"
LOGIN = "/en/account/login/"


def test_signing_up_and_confirming_by_code_signs_in(client, area):
    response = client.post(SIGNUP, signup_data(area=area.pk))

    assert response.status_code == 302
    user = User.objects.get(email="karen@example.org")
    assert user.public_name == "Karen Nielsen"
    assert user.language == "en"
    assert user.area == area
    message = OutboxMessage.objects.get(to="karen@example.org")
    assert "_auth_user_id" not in client.session
    client.post(response.url, {"code": "ABC-DEF"})
    assert not user.emailaddress_set.get().verified
    client.post(response.url, {"code": mailed_code(message)})
    assert user.emailaddress_set.get().verified
    assert client.session["_auth_user_id"] == str(user.pk)


def test_signing_up_without_a_password(client):
    response = client.post(SIGNUP, signup_data(password1=""))

    user = User.objects.get(email="karen@example.org")
    assert not user.has_usable_password()
    client.post(response.url, {"code": mailed_code(OutboxMessage.objects.get())})
    assert client.session["_auth_user_id"] == str(user.pk)


def test_an_unconfirmed_account_cannot_sign_in(client):
    client.post(SIGNUP, signup_data())

    client.post(LOGIN, {"login": "karen@example.org", "password": factories.PASSWORD})

    assert "_auth_user_id" not in client.session


def test_the_worker_sends_the_mail_as_text_and_html(client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        client.post(SIGNUP, signup_data())

    assert OutboxMessage.objects.get().state == OutboxMessage.State.SENT
    sent = mail.outbox[0]
    assert sent.to == ["karen@example.org"]
    assert sent.alternatives[0].mimetype == "text/html"


def test_the_account_is_rolled_back_when_the_mail_cannot_be_queued(client, monkeypatch):
    def broken(**_kwargs):
        raise RuntimeError("The database is gone.")

    monkeypatch.setattr("notifications.delivery.outbox.put", broken)

    with pytest.raises(RuntimeError):
        client.post(SIGNUP, signup_data())

    assert not User.objects.exists()


def test_signing_up_with_a_known_address_looks_like_any_other(client, alice):
    known = client.post(SIGNUP, signup_data(email=alice.email))
    unknown = Client().post(SIGNUP, signup_data())

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert User.objects.filter(email=alice.email).count() == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"email": "no address"}, "invalid"),
        ({"password1": "12345678"}, "password_too_common"),
        ({"accepts_rules": ""}, "required"),
        ({"first_name": ""}, "required"),
        ({"first_name": "Politi"}, "reserved_name"),
        ({"first_name": "Рolіtі"}, "reserved_name"),
        ({"last_name": "010203-1234"}, "personal_data"),
        ({"first_name": "Ka\u202eren"}, "unseen"),
    ],
)
def test_invalid_input_is_reported_beside_the_field_and_kept(client, changes, code):
    response = client.post(SIGNUP, signup_data(**changes))

    assert response.status_code == 200
    [field] = changes
    errors = response.context["form"].errors.as_data()
    assert code in [error.code for error in errors[field]]
    html = response.content.decode()
    assert re.search(rf'<input[^>]*name="{field}"[^>]*aria-invalid="true"', html)
    assert "Nielsen" in html or "last_name" in changes
    assert not User.objects.exists()


def test_signing_in_redirects_within_the_site_only(client, alice):
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


def test_the_login_ignores_the_case_of_the_address(db):
    User.objects.create_user("Mixed@Example.org", "x")

    assert User.objects.get_by_natural_key("mixed@EXAMPLE.org").email == "mixed@example.org"


def test_the_public_name_is_never_the_address(db):
    assert "@" not in User.objects.create_user("nameless@example.org").public_name
