"""The unsubscribe link of every mail, for people and for mail programs."""

import re
from urllib.parse import urlsplit

import pytest
from django.core import mail, signing
from django.db import IntegrityError, transaction
from django.db.models.functions import Upper
from django.test import Client
from django.utils import translation

from events.scheduling import occurrence_changes
from events.signups import registration, token_links
from forum.moderation.actions import hide_post, restore_post
from notifications.delivery import outbox, worker
from notifications.models import Category, OutboxMessage, Preference, Suppression, Timing
from notifications.unsubscribing import actions as unsubscribing
from notifications.unsubscribing.scopes import Scope, UnknownScope
from residents.models import User
from tests import factories

pytestmark = pytest.mark.django_db

ONE_CLICK = "List-Unsubscribe=One-Click"
SCOPES = ["notices:mentions", "digest", "notices", "signup:7", "approvals", "account"]


def put_mail(
    scope: str, user: User, key: str = "a", language: str = "da", **options: object
) -> bool:
    with transaction.atomic():
        return outbox.put_rendered(
            key=key,
            to=user.email,
            subject="Hej",
            text="Hej med dig.",
            language=language,
            scope=scope,
            user=user,
            **options,
        )


def sent(scope: str, user: User, **options: object) -> mail.EmailMultiAlternatives:
    """Put a mail into the outbox, deliver it, and return it."""
    assert put_mail(scope, user, **options)
    worker.deliver_due()
    return mail.outbox[-1]


def link(email: mail.EmailMultiAlternatives) -> str:
    """Return the path of its unsubscribe link."""
    [url] = re.findall(r"^<(http://testserver/\S+)>$", email.extra_headers["List-Unsubscribe"])
    return urlsplit(url).path


def timings(user: User) -> dict[str, str]:
    return dict(Preference.objects.filter(user=user).values_list("category", "timing"))


@pytest.fixture
def strict() -> Client:
    """A browser that is not signed in, with CSRF checks."""
    return Client(enforce_csrf_checks=True)


def press(browser: Client, path: str, **fields: str) -> object:
    """Open the page and press its button, as a browser does."""
    page = browser.get(path).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    hidden = dict(re.findall(r'type="hidden" name="(do|before)" value="([^"]*)"', page))
    return browser.post(path, {**hidden, **fields, "csrfmiddlewaretoken": token}, follow=True)


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("language", ["da", "en"])
def test_every_mail_has_an_unsubscribe_link_and_header(alice, scope, language):
    email = sent(scope, alice, language=language)

    assert email.extra_headers["List-Unsubscribe-Post"] == ONE_CLICK
    path = link(email)
    assert path.startswith(f"/{language}/")
    url = f"http://testserver{path}"
    assert url in email.body
    assert f'href="{url}"' in email.alternatives[0].content
    with translation.override(language):
        label = Scope.parse(scope).link_label
    assert label in email.body
    assert label in email.alternatives[0].content


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("language", ["da", "en"])
def test_page_asks_before_it_stops_anything(client, alice, scope, language):
    path = link(sent(scope, alice, language=language))

    for method in (client.get, client.head):
        response = method(path)
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "strict-origin"
        assert response["X-Robots-Tag"] == "noindex"
    page = client.get(path).content.decode()
    assert f'<html lang="{language}"' in page
    with translation.override(language):
        assert Scope.parse(scope).stopped_text in page.replace("&quot;", '"')
    assert len(re.findall(r"<main.*</main>", page, re.S)[0].split("<button")) == 2
    assert not Preference.objects.exists()
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("scope", SCOPES)
def test_buttons_stop_and_resume_the_mail(strict, alice, scope):
    path = link(sent(scope, alice))
    refusal = unsubscribing.find(path.split("/")[-2])
    before = timings(alice)

    done = press(strict, path)

    assert done.context["is_stopped"]
    assert unsubscribing.is_stopped(refusal)
    again = press(strict, done.request["PATH_INFO"] + "?" + done.request["QUERY_STRING"])
    assert again.context["is_resumed"]
    assert 'role="status" tabindex="-1" data-focus autofocus' in again.content.decode()
    assert not unsubscribing.is_stopped(refusal)
    assert not Suppression.objects.exists()
    assert {name for name, when in timings(alice).items() if when == Timing.NEVER} == set(before)


@pytest.mark.parametrize("scope", SCOPES)
def test_one_click_request_stops_the_mail(strict, alice, scope):
    path = link(sent(scope, alice))
    refusal = unsubscribing.find(path.split("/")[-2])

    for _again in range(2):
        response = strict.post(path, ONE_CLICK, content_type="application/x-www-form-urlencoded")
        assert response.status_code == 200
        assert not response.cookies
        assert response["Content-Type"].startswith("text/plain")
        assert unsubscribing.is_stopped(refusal)


def test_one_click_accepts_multipart_form_data(strict, alice):
    path = link(sent("digest", alice))

    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert timings(alice)


@pytest.mark.parametrize(
    "body",
    [
        *("", "List-Unsubscribe=Yes", "list-unsubscribe=one-click", f"{ONE_CLICK}&a=1"),
        *("do=resume", f"a=1&{ONE_CLICK}", "\x00"),
    ],
)
def test_other_bodies_are_refused_without_a_csrf_token(strict, alice, body):
    path = link(sent("digest", alice))

    response = strict.post(path, body, content_type="application/x-www-form-urlencoded")

    assert response.status_code == 403
    assert not timings(alice)


@pytest.mark.parametrize("forge", [lambda t: t[:-1], lambda t: "x" + t, lambda t: "x", str.upper])
def test_forged_token_is_not_found(client, alice, forge):
    path = link(sent("account", alice))
    token = path.split("/")[-2]
    forged = path.replace(token, forge(token))

    assert client.get(forged).status_code == 404
    assert client.post(forged).status_code == 404
    one_click = client.post(forged, ONE_CLICK, content_type="application/x-www-form-urlencoded")
    assert one_click.status_code == 404
    assert not Suppression.objects.exists()


def test_token_of_another_page_is_not_found(client, theme, alice):
    signup = factories.sign_up(
        occurrence=factories.make_occurrence(theme),
        name="Karen",
        email="karen@example.org",
        party_size=1,
        language="da",
    )
    for foreign in (
        token_links.token(signup, token_links.CANCEL),
        signing.dumps({"s": "digest", "u": alice.pk}, salt="another"),
    ):
        assert unsubscribing.find(foreign) is None
    mine = link(sent("account", alice)).split("/")[-2]
    assert token_links.find(mine, token_links.CANCEL) is None


def test_token_stops_only_its_own_scope_and_recipient(strict, alice, bob):
    press(strict, link(sent("notices:mentions", alice)))

    assert timings(alice) == {"mentions": "never"}
    assert not timings(bob)
    assert not Suppression.objects.exists()


def test_token_of_a_deleted_account_is_not_found(client, alice):
    path = link(sent("digest", alice))
    alice.delete()

    assert client.get(path).status_code == 404


def test_stopping_the_digest_keeps_mail_at_once(alice):
    Preference.objects.create(user=alice, category=Category.MENTIONS, timing=Timing.WEEKLY)
    refusal = unsubscribing.refusal_for(Scope.parse("digest"), to="", user=alice)

    before = unsubscribing.stop(refusal)

    stopped = ["mentions", "followed", "news", "letters", "moderation"]
    assert timings(alice) == dict.fromkeys(stopped, "never")
    unsubscribing.resume(refusal, before)
    assert timings(alice) == {
        "mentions": "weekly",
        "followed": "daily",
        "news": "daily",
        "letters": "daily",
        "moderation": "daily",
    }


def test_former_timings_of_another_resident_are_ignored(alice, bob):
    former = unsubscribing.stop(unsubscribing.refusal_for(Scope("digest"), to="", user=bob))
    of_alice = unsubscribing.refusal_for(Scope("notices", "news"), to="", user=alice)
    unsubscribing.stop(of_alice)

    unsubscribing.resume(of_alice, former)

    assert timings(alice) == {"news": "daily"}


def test_stopping_deletes_waiting_mail(alice, bob):
    put_mail("notices:mentions", alice, "a")
    put_mail("notices:news", alice, "b")
    put_mail("notices:mentions", bob, "c")

    unsubscribing.stop(unsubscribing.refusal_for(Scope("notices", "mentions"), to="", user=alice))

    assert set(OutboxMessage.objects.values_list("key", flat=True)) == {"b", "c"}


@pytest.mark.parametrize("scope", ["signup:7", "account"])
def test_suppressed_mail_is_not_stored(alice, scope):
    Suppression.objects.create(address=alice.email, scope=scope)
    alice.email = alice.email.upper()

    assert not put_mail(scope, alice)
    assert not OutboxMessage.objects.exists()
    assert put_mail(scope, alice, must_reach=True)
    assert put_mail("signup:8", alice, "b")


def test_address_is_stored_in_lower_case(db):
    Suppression.objects.create(address="Karen@example.org", scope="account")
    assert Suppression.objects.get().address == "karen@example.org"
    with pytest.raises(IntegrityError), transaction.atomic():
        Suppression.objects.update(address=Upper("address"))


@pytest.mark.parametrize(
    "scope", ["", "x", "notices:x", "signup:", "signup:x", "digest:1", "signup:²"]
)
def test_unknown_scope_raises(alice, scope):
    with pytest.raises(UnknownScope):
        put_mail(scope, alice)


def test_notice_scope_requires_a_user(db):
    with pytest.raises(ValueError, match="residents"), transaction.atomic():
        outbox.put_rendered(
            key="a", to="a@example.org", subject="s", text="t", language="da", scope="digest"
        )


def test_link_stops_mail_about_one_sign_up(client, theme):
    occurrence = factories.make_occurrence(theme, title="Nabocafé")
    signup = factories.sign_up(
        occurrence=occurrence, name="Karen", email="karen@example.org", party_size=1, language="da"
    )
    registration.confirm(signup)
    worker.deliver_due()
    request_mail, confirmation = mail.outbox
    assert "Nabocafé" in client.get(link(confirmation)).content.decode()
    assert link(request_mail) != link(confirmation)

    client.post(link(confirmation), ONE_CLICK, content_type="application/x-www-form-urlencoded")
    occurrence_changes.reschedule(
        occurrence,
        starts_at=factories.in_days(8),
        ends_at=factories.in_days(9),
        venue_changed=False,
    )
    assert OutboxMessage.objects.count() == 2
    occurrence_changes.cancel_occurrence(occurrence, reason="Storm")
    assert OutboxMessage.objects.count() == 3


def test_address_that_stopped_account_mail_gets_none_from_others(client, theme):
    Suppression.objects.create(address="karen@example.org", scope="account")
    factories.sign_up(
        occurrence=factories.make_occurrence(theme),
        name="Karen",
        email="karen@example.org",
        party_size=1,
        language="da",
    )
    with translation.override("da"):
        client.post("/da/konto/password/reset/", {"email": "karen@example.org"})

    assert not OutboxMessage.objects.exists()


def test_account_owner_still_gets_requested_mail(client, alice):
    Suppression.objects.create(address=alice.email, scope="account")

    client.post("/da/konto/password/reset/", {"email": alice.email})

    assert OutboxMessage.objects.get().user == alice


def test_statement_of_reasons_must_reach_its_author(client, alice, moderator, theme):
    post = factories.make_thread(alice, theme).posts.get()
    hide_post(post=post, moderator=moderator, reason="Navngiver en nabo.")
    worker.deliver_due()
    [statement] = mail.outbox
    with translation.override("da"):
        assert Scope("notices").link_label in statement.body

    client.post(link(statement), ONE_CLICK, content_type="application/x-www-form-urlencoded")
    assert set(timings(alice).values()) == {"never"}
    restore_post(post=post, moderator=moderator, reason="Det var en fejl.")

    assert OutboxMessage.objects.filter(to=alice.email).count() == 2
