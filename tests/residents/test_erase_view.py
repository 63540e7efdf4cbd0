"""The page that erases an account."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from events.models import SignUp
from forum.threads import posting
from residents.accounts.allauth_compat import AUTHENTICATION_METHODS_SESSION_KEY
from residents.models import User
from residents.personal_data import erasure
from residents.personal_data.registry import Posts
from tests import factories

pytestmark = pytest.mark.django_db
ERASE_PAGE = "/da/konto/mine-data/slet/"


def authenticated_client(
    user: User, *, seconds_ago: int = 1, reauthenticated: bool = True
) -> Client:
    """Return a client of `user`, who authenticated that many seconds ago."""
    client = Client()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods_user"] = str(user.pk)
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {
            "method": "password",
            "at": timezone.now().timestamp() - seconds_ago,
            **({"reauthenticated": True} if reauthenticated else {}),
        }
    ]
    session.save()
    return client


def form_data(**other) -> dict:
    return {"posts": "remove", "understood": "on", **other}


def test_the_page_previews_the_erasure_in_numbers(zenobia, content):
    html = authenticated_client(zenobia).get(ERASE_PAGE).content.decode()

    assert "4 indlæg i forummet" in html
    assert "1 kommende tilmelding" in html
    assert re.search(r"\d ting, du følger", html)
    assert re.search(r"\d besked(er)?: ", html)
    assert re.search(r"\d mails til dig", html)


def test_posting_erases_the_account_and_ends_all_sessions(
    zenobia, content, django_capture_on_commit_callbacks
):
    browser, other_browser = authenticated_client(zenobia), authenticated_client(zenobia)

    with django_capture_on_commit_callbacks(execute=True):
        response = browser.post(ERASE_PAGE, form_data())

    assert response.url == "/da/konto/slettet/"
    assert not User.objects.filter(pk=zenobia.pk).exists()
    assert not Session.objects.exists()
    assert "/login/" in other_browser.get("/da/konto/mine-data/").url
    page = Client().get(response.url)
    assert "60 sekunder" in page.content.decode()
    assert not page.cookies


@pytest.mark.parametrize("missing", ["posts", "understood"])
def test_each_field_is_required(zenobia, missing):
    data = form_data()
    del data[missing]

    response = authenticated_client(zenobia).post(ERASE_PAGE, data)

    assert set(response.context["form"].errors) == {missing}
    assert User.objects.filter(pk=zenobia.pk).exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_page_asks_for_the_password_first(zenobia, method):
    browser = authenticated_client(zenobia, seconds_ago=100_000)

    response = getattr(browser, method)(ERASE_PAGE, form_data())

    assert "/reauthenticate/" in response.url
    assert User.objects.filter(pk=zenobia.pk).exists()


def test_the_right_password_redirects_back_to_the_page(zenobia):
    browser = Client()
    browser.force_login(zenobia)
    reauthenticate_url = browser.get(ERASE_PAGE).url

    assert browser.post(reauthenticate_url, {"password": "wrong"}).status_code == 200
    assert "/reauthenticate/" in browser.get(ERASE_PAGE).url
    response = browser.post(reauthenticate_url, {"password": factories.PASSWORD})

    assert response.url == ERASE_PAGE
    assert browser.get(ERASE_PAGE).status_code == 200


@pytest.fixture
def without_password(zenobia) -> User:
    zenobia.set_unusable_password()
    zenobia.save()
    return zenobia


def test_a_user_without_a_password_types_their_address(without_password):
    browser = authenticated_client(without_password, reauthenticated=False)
    assert 'name="email"' in browser.get(ERASE_PAGE).content.decode()

    response = browser.post(ERASE_PAGE, form_data(email="bob@example.org"))
    assert set(response.context["form"].errors) == {"email"}
    assert User.objects.filter(pk=without_password.pk).exists()

    browser.post(ERASE_PAGE, form_data(email=" Zenobia.Quistgaard@example.org"))
    assert not User.objects.filter(pk=without_password.pk).exists()


def test_a_user_without_a_password_needs_a_recent_sign_in(without_password):
    browser = authenticated_client(without_password, seconds_ago=16 * 60, reauthenticated=False)

    response = browser.post(ERASE_PAGE, form_data(email=without_password.email))
    assert "residents/sign_in_again.html" in [template.name for template in response.templates]
    assert User.objects.filter(pk=without_password.pk).exists()

    response = browser.post(ERASE_PAGE + "log-ind-igen/")
    assert response.url == f"/da/konto/login/?next={ERASE_PAGE}"
    assert "_auth_user_id" not in browser.session


def test_signing_in_again_takes_a_post(zenobia):
    assert authenticated_client(zenobia).get(ERASE_PAGE + "log-ind-igen/").status_code == 405


@pytest.mark.parametrize("method", ["get", "post"])
def test_anonymous_readers_are_redirected_to_the_sign_in(client, method):
    assert getattr(client, method)(ERASE_PAGE).url == f"/da/konto/login/?next={ERASE_PAGE}"


@pytest.fixture
def administrator(zenobia) -> User:
    zenobia.groups.add(Group.objects.get(name="Administrators"))
    return zenobia


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_last_administrator_is_refused(administrator, method, settings):
    settings.STAFF_SECOND_FACTOR = False
    response = getattr(authenticated_client(administrator), method)(ERASE_PAGE, form_data())

    assert response.status_code == 409
    with pytest.raises(erasure.LastAdministrator):
        erasure.erase(user=administrator, posts=Posts.KEEP)
    assert User.objects.filter(pk=administrator.pk).exists()


def test_one_of_two_administrators_can_be_erased(administrator):
    factories.make_user("root@example.org", "Rut", is_superuser=True)

    assert erasure.erase(user=administrator, posts=Posts.KEEP)


def test_an_inactive_administrator_does_not_count(administrator):
    factories.make_user("root@example.org", "Rut", is_superuser=True, is_active=False)

    with pytest.raises(erasure.LastAdministrator):
        erasure.erase(user=administrator, posts=Posts.KEEP)


def test_signups_with_an_unconfirmed_address_are_kept(zenobia, theme):
    EmailAddress.objects.create(user=zenobia, email="victim@example.org", verified=False)
    occurrence = factories.make_occurrence(theme)
    factories.sign_up(
        occurrence=occurrence, name="V", email="victim@example.org", party_size=1, language="da"
    )

    erasure.erase(user=zenobia, posts=Posts.KEEP)

    assert SignUp.objects.get().email == "victim@example.org"


@pytest.fixture
def reply_fails(monkeypatch, zenobia):
    """Return a function that makes a reply fail as the database does, and may erase Zenobia."""

    def patch(*, erased: bool) -> None:
        def reply(**fields: object) -> None:
            if erased:
                erasure.erase(user=zenobia, posts=Posts.KEEP)
            raise IntegrityError("FOREIGN KEY constraint failed")

        monkeypatch.setattr(posting, "reply", reply)

    return patch


def test_writing_with_an_erased_account_redirects_to_the_erased_page(
    zenobia, bob, theme, reply_fails
):
    thread = factories.make_thread(bob, theme)
    browser = Client()
    browser.force_login(zenobia)
    reply_fails(erased=True)

    response = browser.post(f"/da/forum/{thread.pk}/svar/", {"body": "Vent!"}, follow=True)

    assert response.redirect_chain == [("/da/konto/slettet/", 302)]
    assert response.status_code == 200
    assert "_auth_user_id" not in browser.session


def test_other_integrity_errors_are_still_raised(zenobia, bob, theme, reply_fails):
    thread = factories.make_thread(bob, theme)
    browser = Client()
    browser.force_login(zenobia)
    reply_fails(erased=False)

    with pytest.raises(IntegrityError):
        browser.post(f"/da/forum/{thread.pk}/svar/", {"body": "Vent!"})
