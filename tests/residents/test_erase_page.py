"""The page on which one erases one's account: what it says, asks and refuses."""

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
ADDRESS = "/da/konto/mine-data/slet/"


def proven(user: User, *, seconds_ago: int = 1, reauthenticated: bool = True) -> Client:
    """Return the browser of somebody who has shown, so long ago, that it is them."""
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


def answers(**other) -> dict:
    return {"posts": "remove", "understood": "on", **other}


def test_the_page_says_in_numbers_what_will_happen(zenobia, life):
    html = proven(zenobia).get(ADDRESS).content.decode()

    assert "4 tekster i forummet" in html
    assert "1 kommende tilmelding" in html
    assert re.search(r"\d ting, du følger", html)
    assert re.search(r"\d besked(er)?: ", html)
    assert re.search(r"\d mails til dig", html)


def test_the_button_erases_signs_out_everywhere_and_says_so(
    zenobia, life, django_capture_on_commit_callbacks
):
    browser, telephone = proven(zenobia), proven(zenobia)

    with django_capture_on_commit_callbacks(execute=True):
        response = browser.post(ADDRESS, answers())

    assert response.url == "/da/konto/slettet/"
    assert not User.objects.filter(pk=zenobia.pk).exists()
    assert not Session.objects.exists()
    assert "/login/" in telephone.get("/da/konto/mine-data/").url
    page = Client().get(response.url)
    assert "Din konto er slettet" in page.content.decode()
    assert "60 sekunder" in page.content.decode()
    assert not page.cookies


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("posts", "Vælg en af mulighederne."),
        ("understood", "Sæt kryds her for at slette din konto."),
    ],
)
def test_what_is_missing_is_asked_for(zenobia, missing, words):
    data = answers()
    del data[missing]

    html = proven(zenobia).post(ADDRESS, data).content.decode()

    assert words in html
    assert User.objects.filter(pk=zenobia.pk).exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_password_is_asked_for_first(zenobia, method):
    browser = proven(zenobia, seconds_ago=100_000)

    response = getattr(browser, method)(ADDRESS, answers())

    assert "/reauthenticate/" in response.url
    assert User.objects.filter(pk=zenobia.pk).exists()


def test_the_password_leads_on_to_the_page(zenobia):
    browser = Client()
    browser.force_login(zenobia)
    ask = browser.get(ADDRESS).url

    assert browser.post(ask, {"password": "wrong"}).status_code == 200
    assert "/reauthenticate/" in browser.get(ADDRESS).url
    response = browser.post(ask, {"password": factories.PASSWORD})

    assert response.url == ADDRESS
    assert browser.get(ADDRESS).status_code == 200


@pytest.fixture
def without_password(zenobia) -> User:
    zenobia.set_unusable_password()
    zenobia.save()
    return zenobia


def test_without_a_password_one_types_the_address(without_password):
    browser = proven(without_password, reauthenticated=False)
    assert 'name="email"' in browser.get(ADDRESS).content.decode()

    html = browser.post(ADDRESS, answers(email="bob@example.org")).content.decode()
    assert "Det er ikke din kontos adresse." in html
    assert User.objects.filter(pk=without_password.pk).exists()

    browser.post(ADDRESS, answers(email=" Zenobia.Quistgaard@example.org"))
    assert not User.objects.filter(pk=without_password.pk).exists()


def test_without_a_password_the_sign_in_must_be_fresh(without_password):
    browser = proven(without_password, seconds_ago=16 * 60, reauthenticated=False)

    html = browser.post(ADDRESS, answers(email=without_password.email)).content.decode()
    assert "Log ind én gang til først" in html
    assert User.objects.filter(pk=without_password.pk).exists()

    response = browser.post(ADDRESS + "log-ind-igen/")
    assert response.url == f"/da/konto/login/?next={ADDRESS}"
    assert "_auth_user_id" not in browser.session


def test_signing_in_again_is_a_post(zenobia):
    assert proven(zenobia).get(ADDRESS + "log-ind-igen/").status_code == 405


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_asked_to_sign_in(client, method):
    assert getattr(client, method)(ADDRESS).url == f"/da/konto/login/?next={ADDRESS}"


@pytest.fixture
def administrator(zenobia) -> User:
    zenobia.groups.add(Group.objects.get(name="Administrators"))
    return zenobia


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_last_administrator_stays(administrator, method, settings):
    settings.STAFF_SECOND_FACTOR = False
    response = getattr(proven(administrator), method)(ADDRESS, answers())

    assert response.status_code == 409
    assert "Du er den sidste administrator" in response.content.decode()
    with pytest.raises(erasure.LastAdministrator):
        erasure.erase(user=administrator, posts=Posts.KEEP)
    assert User.objects.filter(pk=administrator.pk).exists()


def test_one_of_two_administrators_may_go(administrator):
    factories.make_user("root@example.org", "Rut", is_superuser=True)

    assert erasure.erase(user=administrator, posts=Posts.KEEP)


def test_an_administrator_who_cannot_sign_in_does_not_count(administrator):
    factories.make_user("root@example.org", "Rut", is_superuser=True, is_active=False)

    with pytest.raises(erasure.LastAdministrator):
        erasure.erase(user=administrator, posts=Posts.KEEP)


def test_an_address_nobody_confirmed_is_no_proof(zenobia, theme):
    EmailAddress.objects.create(user=zenobia, email="victim@example.org", verified=False)
    occurrence = factories.make_occurrence(theme)
    factories.sign_up(
        occurrence=occurrence, name="V", email="victim@example.org", party_size=1, language="da"
    )

    erasure.erase(user=zenobia, posts=Posts.KEEP)

    assert SignUp.objects.get().email == "victim@example.org"


@pytest.fixture
def writing_too_late(monkeypatch, zenobia):
    """Have a reply refused as the database does it; return a switch: was the account erased?"""

    def of(*, erased: bool) -> None:
        def reply(**fields: object) -> None:
            if erased:
                erasure.erase(user=zenobia, posts=Posts.KEEP)
            raise IntegrityError("FOREIGN KEY constraint failed")

        monkeypatch.setattr(posting, "reply", reply)

    return of


def test_who_writes_while_they_leave_is_told_that_the_account_is_gone(
    zenobia, bob, theme, writing_too_late
):
    thread = factories.make_thread(bob, theme)
    browser = Client()
    browser.force_login(zenobia)
    writing_too_late(erased=True)

    response = browser.post(f"/da/forum/{thread.pk}/svar/", {"body": "Vent!"}, follow=True)

    assert response.redirect_chain == [("/da/konto/slettet/", 302)]
    assert response.status_code == 200
    assert "_auth_user_id" not in browser.session


def test_another_refusal_of_the_database_is_still_a_fault(zenobia, bob, theme, writing_too_late):
    thread = factories.make_thread(bob, theme)
    browser = Client()
    browser.force_login(zenobia)
    writing_too_late(erased=False)

    with pytest.raises(IntegrityError):
        browser.post(f"/da/forum/{thread.pk}/svar/", {"body": "Vent!"})
