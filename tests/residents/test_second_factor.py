"""Staff need a second factor; residents do not."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from notifications.models import OutboxMessage
from residents.accounts import second_factor
from residents.models import User
from tests import factories
from tests.residents.account_helpers import add_totp, current_totp_code, mailed_code
from tests.sweeps.routes import fill_in, public_routes

pytestmark = pytest.mark.django_db

SET_UP_PAGE = "/da/konto/ekstra-trin/"


def sign_in(client: Client, user: User, **other: str):
    with translation.override("da"):
        url = reverse("account_login")
    return client.post(url, {"login": user.email, "password": factories.PASSWORD, **other})


def admin_routes():
    """Yield the pattern of every route under /admin/ and /documents/."""

    def walk(patterns, prefix):
        for entry in patterns:
            pattern = prefix + str(entry.pattern)
            if isinstance(entry, URLResolver):
                yield from walk(entry.url_patterns, pattern)
            elif isinstance(entry, URLPattern):
                yield pattern

    for pattern in walk(get_resolver().url_patterns, "/"):
        if pattern.startswith(("/admin/", "/documents/")):
            yield pattern


def example_url(pattern: str) -> str:
    """Return a URL that matches the pattern. No view answers it, so any values will do."""
    values = {"int": "1", "path": "a/b", "uuid": "00000000-0000-4000-8000-000000000000"}
    url = re.sub(r"<(?:(\w+):)?\w+>", lambda match: values.get(match[1], "a"), pattern)
    url = re.sub(r"\(\?P<\w+>\[\^/\]\+?\)|\(\?P<\w+>[^)]*\)|\(\\d\+\)|\([^)]*\)", "1", url)
    return url.replace("^", "").replace("$", "").replace("\\Z", "").replace("?", "")


@pytest.fixture
def admin(db) -> User:
    return factories.make_user("admin@example.org", "Ada", is_staff=True, is_superuser=True)


def test_every_admin_route_redirects_staff_to_the_set_up_page(admin):
    client = Client()
    factories.sign_in(client, admin, second_factor=False)
    routes, resolved = list(admin_routes()), 0
    assert len(routes) > 250
    for pattern in routes:
        url = example_url(pattern)
        if url == "/admin/login/":
            continue
        for method in ("get", "post"):
            response = getattr(client, method)(url)
            if response.status_code == 404:  # the example URL matches no route
                assert response.resolver_match is None, url
                continue
            assert response.status_code == 302, (url, response.status_code)
            assert response["Location"].startswith((SET_UP_PAGE, "/en/account/second-factor/")), url
            resolved += 1
    assert resolved > 1.8 * len(routes)


@pytest.mark.parametrize("who", ["moderator", "editor"])
def test_staff_without_a_second_factor_see_only_their_account(request, who, theme, alice):
    thread = factories.make_thread(alice, theme)
    client = Client()
    factories.sign_in(client, request.getfixturevalue(who), second_factor=False)
    allowed = ("/da/konto/", "/oidc/", "/da/ikke-oversat/")
    for route in public_routes("da"):
        if route.startswith(allowed) and "profil" not in route:
            continue
        response = client.get(fill_in(route, str(thread.pk)))
        if response.resolver_match is not None:
            assert response.status_code == 302, route
            assert SET_UP_PAGE in response["Location"], route


def test_residents_need_no_second_factor(alice):
    client = Client()
    sign_in(client, alice)
    assert client.get("/da/forum/").status_code == 200
    assert client.get(SET_UP_PAGE)["Location"] == "/da/konto/sikkerhed/"


def test_with_the_setting_off_staff_need_none(settings, editor):
    settings.STAFF_SECOND_FACTOR = False
    client = Client()
    sign_in(client, editor)
    assert client.get("/admin/").status_code == 200


def test_a_resident_who_becomes_staff_needs_one_at_once(alice, moderator):
    client = Client()
    sign_in(client, alice)
    assert client.get("/da/forum/").status_code == 200
    alice.groups.set(moderator.groups.all())
    assert client.get("/da/forum/")["Location"].startswith(SET_UP_PAGE)


def test_after_setting_up_an_app_staff_return_to_their_page(editor, monkeypatch):
    # The test's transaction is never committed.
    monkeypatch.setattr("django.db.transaction.on_commit", lambda act, **_options: act())
    client = Client()
    sign_in(client, editor)
    response = client.get("/admin/images/")
    assert response["Location"] == f"{SET_UP_PAGE}?next=%2Fadmin%2Fimages%2F"
    assert client.get(response["Location"]).status_code == 200
    activate = "/da/konto/2fa/totp/activate/"
    response = client.get(activate)
    client.post(response["Location"], {"password": factories.PASSWORD})
    secret = client.get(activate).context["form"].secret
    assert client.post(activate, {"code": "000000"}).status_code == 200
    assert client.get("/admin/images/").status_code == 302
    response = client.post(activate, {"code": current_totp_code(secret)})
    codes = client.get(response["Location"])
    assert SET_UP_PAGE in codes.content.decode()
    assert client.get(SET_UP_PAGE)["Location"] == "/admin/images/"
    assert client.get("/admin/images/").status_code == 200


def test_signing_in_asks_for_the_code_of_the_app(editor):
    secret = add_totp(editor)
    client = Client()
    response = sign_in(client, editor, next="/admin/")
    assert response["Location"].startswith("/da/konto/2fa/authenticate/")
    assert "/login/" in client.get("/admin/")["Location"]
    assert client.post(response["Location"], {"code": "000000"}).status_code == 200
    response = client.post(response["Location"], {"code": current_totp_code(secret)})
    assert response["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_a_recovery_code_works_once(editor):
    add_totp(editor)
    recovery = RecoveryCodes.activate(editor).get_unused_codes()[0]
    for expected in (302, 200):
        client = Client()
        response = client.post(sign_in(client, editor)["Location"], {"code": recovery})
        assert response.status_code == expected


def test_a_mailed_code_does_not_replace_the_second_factor(editor):
    add_totp(editor)
    client = Client()
    response = client.post("/da/konto/login/code/", {"email": editor.email})
    mailed = mailed_code(OutboxMessage.objects.get())
    response = client.post(response["Location"], {"code": mailed})
    assert response["Location"].startswith("/da/konto/2fa/authenticate/")
    assert "_auth_user_id" not in client.session


def test_a_passkey_counts_as_second_factor(editor):
    """The session is as allauth records it; a browser test uses a real passkey."""
    client = Client()
    client.force_login(editor)
    session = client.session
    session["account_authentication_methods_user"] = str(editor.pk)
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "webauthn", "passwordless": True, "id": 1, "at": time.time()}
    ]
    session.save()
    assert client.get("/admin/").status_code == 200


def test_another_users_second_factor_in_the_session_does_not_count(editor, moderator):
    client = Client()
    factories.sign_in(client, moderator)
    methods = client.session["account_authentication_methods"]
    client.force_login(editor)
    session = client.session
    session["account_authentication_methods"] = methods
    session["account_authentication_methods_user"] = str(moderator.pk)
    session.save()
    assert client.get("/admin/").status_code == 302


def test_an_old_session_cannot_add_a_second_factor_without_the_first(rf, editor, client):
    """A session from before the app was set up must use the app first."""
    add_totp(editor)
    factories.sign_in(client, editor, second_factor=False)
    request = rf.get("/")
    request.user, request.session = editor, client.session
    key = Authenticator.objects.create(
        user=editor, type=Authenticator.Type.WEBAUTHN, data={"name": "x", "credential": {}}
    )
    second_factor.record_first_factor(
        Authenticator, request=request, user=editor, authenticator=key
    )
    assert not second_factor.was_used(request, editor)
    page = client.get(SET_UP_PAGE).content.decode()
    assert "/da/konto/2fa/reauthenticate/" in page


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"]
)
def test_next_stays_within_the_site(editor, target):
    client = Client()
    factories.sign_in(client, editor, second_factor=False)
    client.get(SET_UP_PAGE, {"next": target})
    factories.sign_in(client, editor)
    assert "evil" not in client.get(SET_UP_PAGE)["Location"]
    assert "javascript" not in client.get(SET_UP_PAGE)["Location"]
