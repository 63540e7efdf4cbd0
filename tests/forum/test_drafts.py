"""Drafts: texts submitted without a valid session are kept for their writers."""

import datetime
import re

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum.models import Draft, Thread
from forum.threads import drafts
from tests import factories

pytestmark = pytest.mark.django_db
BODY = "Jeg har skrevet længe på det her.\n\nOg der er mere."


@pytest.fixture
def details(theme, area):
    return {
        "kind": "help_wanted",
        "theme": str(theme.pk),
        "area": str(area.pk),
        "title": "Kan nogen låne mig en stige?",
        "body": BODY,
        "place": "",
        "happened_when": "",
        "people_did": "",
        "until": "",
        "position": "",
        "tags": "stiger, lån",
        "submission": "6d0a4a52-6c2f-4e0b-8f57-3f1a2c9d7e10",
    }


def sign_in(client: Client, address: str) -> str:
    """Sign Alice in with the form at `address`; return the redirect."""
    response = client.post(address, {"login": "alice@example.org", "password": factories.PASSWORD})
    assert response.status_code == 302
    return response.url


def form_values(client: Client, address: str) -> dict:
    """Return the values of the form at `address`, as a browser would submit them."""
    response = client.get(address)
    assert response.status_code == 200
    assert response.context["is_draft"]
    form = response.context["form"]
    # The places of pictures have fields of their own.
    fields = [field for field in form if field.name != "pictures"]
    return {field.html_name: str(field.value() or "") for field in fields}


def test_a_post_without_a_session_is_kept_until_its_writer_signs_in(client, alice, details):
    response = client.post(reverse("forum:start"), details)
    assert response.status_code == 302
    assert "sessionid" not in response.cookies
    assert not Thread.objects.exists()
    kept = response.url
    assert BODY[:10] not in kept

    page = client.get(kept)
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in page.headers["Cache-Control"]
    assert BODY[:10] not in page.content.decode()
    sign_in_url = re.search(r'href="(/en/account/login/\?next=[^"]+)"', page.content.decode())[1]
    back = client.get(sign_in(client, sign_in_url))
    assert back.status_code == 302

    again = form_values(client, back.url)
    assert again == details
    response = client.post(back.url, again)
    thread = Thread.objects.get()
    assert response.url == thread.get_absolute_url()
    assert thread.title == details["title"]
    assert not Draft.objects.exists()
    assert client.post(back.url, again).url == thread.get_absolute_url()
    assert Thread.objects.count() == 1


def test_replies_and_edits_without_a_session_are_kept(client, alice, thread):
    for name, number in (("reply", thread.pk), ("edit", thread.posts.get().pk)):
        client.logout()
        response = client.post(reverse(f"forum:{name}", args=[number]), {"body": BODY})
        client.force_login(alice)
        back = client.get(response.url).url
        assert form_values(client, back)["body"].replace("\r\n", "\n") == BODY
        assert client.post(back, {"body": BODY}).status_code == 302
        assert not Draft.objects.exists()
    assert thread.posts.filter(body=BODY).count() == 2


@pytest.mark.parametrize("cookie", [True, False])
def test_a_post_with_a_stale_csrf_token_is_refused_and_kept_for_its_writer(
    alice, bob, details, cookie
):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice)
    browser.get(reverse("forum:start"))
    if not cookie:
        del browser.cookies[settings.CSRF_COOKIE_NAME]
    response = browser.post(reverse("forum:start"), {**details, "csrfmiddlewaretoken": "x" * 64})

    assert response.status_code == 403
    assert not Thread.objects.exists()
    draft = Draft.objects.get()
    assert draft.writer == alice
    assert draft.get_absolute_url() in response.content.decode()
    assert BODY[:10] not in response.content.decode()
    assert form_values(browser, browser.get(draft.get_absolute_url()).url) == details

    other = Client()
    other.force_login(bob)
    assert other.get(draft.get_absolute_url()).status_code == 404
    form = other.get(draft.form_url)
    assert form.status_code == 200
    assert BODY[:10] not in form.content.decode()


def test_a_form_of_another_site_is_not_kept(alice, details):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice)
    response = browser.post(
        reverse("forum:start"), details, headers={"origin": "https://evil.example"}
    )
    assert response.status_code == 403
    assert not Draft.objects.exists()


def test_a_draft_fills_in_only_its_own_form(as_alice, alice, thread):
    other = factories.make_thread(alice, thread.theme, "En anden")
    draft = Draft.objects.create(
        route="forum:reply", object_id=thread.pk, fields={"body": BODY}, writer=alice
    )
    assert BODY[:10] in as_alice.get(draft.form_url).content.decode()
    elsewhere = reverse("forum:reply", args=[other.pk]) + f"?draft={draft.token}"
    assert BODY[:10] not in as_alice.get(elsewhere).content.decode()


def test_submitting_a_draft_without_a_session_replaces_it(client, details):
    first = client.post(reverse("forum:start"), details)
    draft = Draft.objects.get()
    second = client.post(draft.form_url, {**details, "body": "Nyt"})
    assert second.url == first.url
    assert Draft.objects.get().fields["body"] == "Nyt"


def test_an_empty_text_and_an_impossible_thread_are_not_kept(client, details):
    response = client.post(reverse("forum:start"), {"kind": "issue", "body": " "})
    assert "login" in response.url
    client.post(f"/en/forum/{'9' * 30}/reply/", {"body": BODY})
    assert not Draft.objects.exists()


def test_a_draft_has_only_the_forms_fields_up_to_a_limit(client):
    client.post(reverse("forum:start"), {"body": "x\0" * 40_000, "unknown": "y"})
    fields = Draft.objects.get().fields
    assert set(fields) == {"body"}
    assert len(fields["body"]) == drafts.FIELD_CHARACTERS


def test_the_number_of_drafts_from_one_address_is_limited(client, details, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"draft": "3/h/ip"}
    for _number in range(5):
        response = client.post(reverse("forum:start"), details)
    assert "login" in response.url
    assert Draft.objects.count() == 3
    client.post(reverse("forum:start"), details, REMOTE_ADDR="192.0.2.1")
    assert Draft.objects.count() == 4


def test_the_hub_limits_drafts_by_address(settings):
    assert settings.ACCOUNT_RATE_LIMITS["draft"].endswith("/ip")


def test_the_number_of_drafts_of_one_account_is_limited(alice, bob, details, settings):
    """A wrong CSRF token is refused before the rate of the form is counted."""
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"own_draft": "3/h/user"}
    for number in range(5):
        browser = Client(enforce_csrf_checks=True, REMOTE_ADDR=f"192.0.2.{number}")
        browser.force_login(alice)
        assert browser.post(reverse("forum:start"), details).status_code == 403
    assert Draft.objects.filter(writer=alice).count() == 3

    # A draft that is sent again is no new one, and others have their own limit.
    kept = Draft.objects.filter(writer=alice).first()
    assert browser.post(kept.form_url, {**details, "body": "Nyt"}).status_code == 403
    kept.refresh_from_db()
    assert kept.fields["body"] == "Nyt"
    browser.force_login(bob)
    browser.post(reverse("forum:start"), details)
    assert Draft.objects.filter(writer=bob).count() == 1


def test_the_hub_limits_drafts_by_account(settings):
    assert settings.ACCOUNT_RATE_LIMITS["own_draft"].endswith("/user")


def test_an_expired_draft_is_not_shown_and_is_deleted(client, alice, details):
    client.post(reverse("forum:start"), details)
    draft = Draft.objects.get()
    assert drafts.delete_expired() == 0
    later = timezone.now() + datetime.timedelta(hours=settings.DRAFT_HOURS, minutes=1)
    with time_machine.travel(later, tick=False):
        assert client.get(draft.get_absolute_url()).status_code == 404
        assert drafts.delete_expired() == 1
        assert drafts.delete_expired() == 0


@pytest.mark.parametrize("token", ["x", "a" * 64, "%00" * 30, "æ" * 30])
def test_an_invalid_token_is_not_found(client, as_alice, token):
    for browser in (client, as_alice):
        assert browser.get(f"/en/forum/draft/{token}/").status_code == 404
        assert browser.get(f"/en/forum/new/?draft={token}").status_code in {200, 302}
