"""Who may do more than a resident gets nowhere without a second factor."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from residents.models import User
from tests import factories
from tests.sweeps.routes import fill_in, public_routes

pytestmark = pytest.mark.django_db

SET_UP = "/da/konto/ekstra-trin/"


def code(secret: str) -> str:
    """Return what the app shows now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def has_totp(user: User) -> str:
    """Give `user` an authenticator app, and return its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


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


def address(pattern: str) -> str:
    """Return an address of the pattern: any will do, for none may be answered."""
    words = {"int": "1", "str": "a", "path": "a/b", "slug": "a", "uuid": "0" * 8 + "-0000" * 4}
    words["uuid"] = "00000000-0000-4000-8000-000000000000"
    found = re.sub(r"<(?:(\w+):)?\w+>", lambda m: words.get(m[1] or "str", "a"), pattern)
    found = re.sub(r"\(\?P<\w+>\[\^/\]\+?\)|\(\?P<\w+>[^)]*\)|\(\\d\+\)|\([^)]*\)", "1", found)
    return found.replace("^", "").replace("$", "").replace("\\Z", "").replace("?", "")


@pytest.fixture
def admin(db) -> User:
    return factories.make_user("admin@example.org", "Ada", is_staff=True, is_superuser=True)


def test_no_route_of_the_admin_is_open(admin):
    client = Client()
    factories.sign_in(client, admin, second_factor=False)
    routes, resolved = list(admin_routes()), 0
    assert len(routes) > 250
    for pattern in routes:
        url = address(pattern)
        if url == "/admin/login/":
            continue
        for method in ("get", "post"):
            response = getattr(client, method)(url)
            if response.status_code == 404:  # our guess at an address is no address
                assert response.resolver_match is None, url
                continue
            assert response.status_code == 302, (url, response.status_code)
            assert response["Location"].startswith((SET_UP, "/en/account/second-factor/")), url
            resolved += 1
    assert resolved > 1.8 * len(routes)


@pytest.mark.parametrize("who", ["moderator", "editor"])
def test_nothing_else_is_open_either(request, who, theme, alice):
    """The account's own pages aside, where the second factor is set up."""
    thread = factories.make_thread(alice, theme)
    client = Client()
    factories.sign_in(client, request.getfixturevalue(who), second_factor=False)
    own = ("/da/konto/", "/healthz/", "/oidc/", "/da/ikke-oversat/")
    for route in public_routes("da"):
        if route.startswith(own) and "profil" not in route:
            continue
        response = client.get(fill_in(route, str(thread.pk)))
        if response.resolver_match is not None:
            assert response.status_code == 302, route
            assert SET_UP in response["Location"], route


def test_a_resident_notices_nothing(alice):
    client = Client()
    sign_in(client, alice)
    assert client.get("/da/forum/").status_code == 200
    assert client.get(SET_UP)["Location"] == "/da/konto/sikkerhed/"


def test_with_the_setting_off_nobody_does(settings, editor):
    settings.STAFF_SECOND_FACTOR = False
    client = Client()
    sign_in(client, editor)
    assert client.get("/admin/").status_code == 200


def test_whoever_becomes_staff_needs_one_at_once(alice, moderator):
    client = Client()
    sign_in(client, alice)
    assert client.get("/da/forum/").status_code == 200
    alice.groups.set(moderator.groups.all())
    assert client.get("/da/forum/")["Location"].startswith(SET_UP)


def test_staff_set_up_an_app_and_go_on_to_where_they_were_going(editor, monkeypatch):
    # The test's own transaction is never committed.
    monkeypatch.setattr("django.db.transaction.on_commit", lambda act, **_options: act())
    client = Client()
    sign_in(client, editor)
    response = client.get("/admin/images/")
    assert response["Location"] == f"{SET_UP}?next=%2Fadmin%2Fimages%2F"
    assert client.get(response["Location"]).status_code == 200
    activate = "/da/konto/2fa/totp/activate/"
    response = client.get(activate)
    client.post(response["Location"], {"password": factories.PASSWORD})  # is it you?
    secret = client.get(activate).context["form"].secret
    assert client.post(activate, {"code": "000000"}).status_code == 200
    assert client.get("/admin/images/").status_code == 302
    response = client.post(activate, {"code": code(secret)})
    codes = client.get(response["Location"])
    assert SET_UP in codes.content.decode()
    assert client.get(SET_UP)["Location"] == "/admin/images/"
    assert client.get("/admin/images/").status_code == 200


def test_with_an_app_signing_in_asks_for_its_code(editor):
    secret = has_totp(editor)
    client = Client()
    response = sign_in(client, editor, next="/admin/")
    assert response["Location"].startswith("/da/konto/2fa/authenticate/")
    assert (
        client.get("/admin/")["Location"].startswith("/da/konto/login/")
        or "/login/" in (client.get("/admin/")["Location"])
    )
    assert client.post(response["Location"], {"code": "000000"}).status_code == 200
    assert client.post(response["Location"], {"code": code(secret)})["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_a_recovery_code_works_once(editor):
    has_totp(editor)
    recovery = RecoveryCodes.activate(editor).get_unused_codes()[0]
    for expected in (302, 200):
        client = Client()
        response = client.post(sign_in(client, editor)["Location"], {"code": recovery})
        assert response.status_code == expected


def test_a_code_by_mail_does_not_replace_the_second_factor(editor):
    from notifications.models import OutboxMessage
    from tests.residents.test_joining import code_in

    has_totp(editor)
    client = Client()
    response = client.post("/da/konto/login/code/", {"email": editor.email})
    mailed = code_in(OutboxMessage.objects.get())
    response = client.post(response["Location"], {"code": mailed})
    assert response["Location"].startswith("/da/konto/2fa/authenticate/")
    assert "_auth_user_id" not in client.session


def test_a_passkey_counts(editor):
    """As allauth records it; a browser test uses a real one."""
    client = Client()
    client.force_login(editor)
    session = client.session
    session["account_authentication_methods_user"] = str(editor.pk)
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "webauthn", "passwordless": True, "id": 1, "at": time.time()}
    ]
    session.save()
    assert client.get("/admin/").status_code == 200


def test_what_somebody_else_showed_in_the_session_does_not_count(editor, moderator):
    client = Client()
    factories.sign_in(client, moderator)
    methods = client.session["account_authentication_methods"]
    client.force_login(editor)
    session = client.session
    session["account_authentication_methods"] = methods
    session["account_authentication_methods_user"] = str(moderator.pk)
    session.save()
    assert client.get("/admin/").status_code == 302


def test_an_old_session_cannot_make_itself_a_second_one(rf, editor, client):
    """One that was open before the app was set up must show the app first."""
    from residents.accounts import second_factor

    has_totp(editor)
    factories.sign_in(client, editor, second_factor=False)
    request = rf.get("/")
    request.user, request.session = editor, client.session
    key = Authenticator.objects.create(
        user=editor, type=Authenticator.Type.WEBAUTHN, data={"name": "x", "credential": {}}
    )
    second_factor.count_new_one(Authenticator, request=request, user=editor, authenticator=key)
    assert not second_factor.was_shown(request, editor)
    page = client.get(SET_UP).content.decode()
    assert "/da/konto/2fa/reauthenticate/" in page


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"]
)
def test_the_way_back_stays_on_the_site(editor, target):
    client = Client()
    factories.sign_in(client, editor, second_factor=False)
    client.get(SET_UP, {"next": target})
    factories.sign_in(client, editor)
    assert "evil" not in client.get(SET_UP)["Location"]
    assert "javascript" not in client.get(SET_UP)["Location"]
