"""The table of all forms that write."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from campaigns.pledges import token_links as pledge_links
from events.signups import token_links
from notifications.broadcasts.drafts import fingerprint
from notifications.models import AddressTrouble
from notifications.notices import topics
from notifications.notices.preferences import ADJUSTABLE
from notifications.unsubscribing.actions import refusal_for
from notifications.unsubscribing.scopes import Scope
from residents.accounts import email_change
from tests import factories
from tests.home.form_row import Form
from tests.home.forum_forms import FORUM_FORMS
from tests.home.writing_world import World


def of_token(signup: str, purpose: Any) -> Callable[[World], list[Any]]:
    return lambda world: [world.token(getattr(world, signup), purpose)]


def here(*names: str) -> Callable[[World], list[Any]]:
    """Return the primary keys of the occurrence and of what is named."""
    return lambda world: [world.occurrence.pk, *(getattr(world, name).pk for name in names)]


def attendee_page(world: World) -> str:
    return reverse("events:attendee", args=[world.occurrence.pk, world.seated.pk])


def thread_topic(world: World) -> str:
    return topics.thread(world.thread.pk)


BROADCAST = {"subject_da": "Ny dato", "body_da": "Vi rykker til fredag."}
FORMS = [
    *FORUM_FORMS,
    *(
        Form("campaigns:give", who, lambda world: [world.offer.pk], lambda world, more=more: more)
        for who, more in (
            ("bob", {"giver": "resident"}),
            ("anonymous", {"giver": "resident", "email": "new@example.org"}),
        )
    ),
    Form(
        "campaigns:confirm",
        "anonymous",
        lambda world: [pledge_links.token(world.to_confirm, pledge_links.CONFIRM)],
    ),
    Form(
        "campaigns:withdraw",
        "anonymous",
        lambda world: [pledge_links.token(world.pledged, pledge_links.WITHDRAW)],
    ),
    Form(
        "campaign_story:answer",
        "bob",
        lambda world: [world.campaign_key],
        lambda world: {"answer": "yes", "words": "Nu er der lys."},
    ),
    Form(
        "kits:save",
        "bob",
        lambda world: [world.kit.translation_key],
        lambda world: {"step": world.kit.steps[0].id, "shown": world.kit.steps[0].id},
        page=lambda world: world.kit.url,
    ),
    Form(
        "events:sign_up",
        "anonymous",
        lambda world: [world.later.pk],
        lambda world: {"name": "Ib Holm", "email": "ib@example.org", "party_size": 1},
    ),
    Form("events:sign_up", "bob", lambda world: [world.later.pk], lambda world: {"party_size": 1}),
    Form("events:confirm", "anonymous", of_token("pending", token_links.CONFIRM)),
    Form("events:cancel", "anonymous", of_token("seated", token_links.CANCEL)),
    Form(
        "events:manage",
        "anonymous",
        of_token("seated", token_links.MANAGE),
        lambda world: {"party_size": 3},
    ),
    Form("events:offer", "anonymous", of_token("offered", token_links.OFFER)),
    Form(
        "events:offer",
        "anonymous",
        of_token("offered", token_links.OFFER),
        lambda world: {"answer": "no"},
    ),
    Form(
        "events:feedback",
        "anonymous",
        of_token("past", token_links.FEEDBACK),
        lambda world: {"rating": 5, "comment": "Dejligt."},
    ),
    Form("events:own_address", "bob"),
    Form(
        "events:add",
        "alice",
        here(),
        lambda world: {"name": "Ib Holm", "party_size": 1, "language": "da"},
    ),
    Form(
        "events:add",
        "alice",
        here(),
        lambda world: {
            "name": "Ib Holm",
            "party_size": 1,
            "email": "ib@example.org",
            "language": "da",
        },
    ),
    Form(
        "events:attendee_party",
        "alice",
        here("seated"),
        lambda world: {"party_size": 3},
        attendee_page,
    ),
    Form("events:attendee_cancel", "alice", here("seated"), page=attendee_page),
    Form(
        "events:attendee_confirm",
        "alice",
        lambda world: [world.later.pk, world.pending.pk],
        page=lambda world: reverse("events:attendee", args=[world.later.pk, world.pending.pk]),
    ),
    Form("events:tap", "alice", here("seated"), lambda world: {"arrived": 2}),
    Form("events:announcement_new", "alice", here(), lambda world: BROADCAST),
    Form("events:announcement_change", "alice", here("announcement"), lambda world: BROADCAST),
    Form(
        "events:announcement_send",
        "alice",
        here("announcement"),
        lambda world: {"seen": fingerprint(world.announcement)},
    ),
    Form(
        "letters:new", "moderator", data=lambda world: {**BROADCAST, "topic": thread_topic(world)}
    ),
    Form(
        "letters:change",
        "moderator",
        lambda world: [world.letter.pk],
        lambda world: {**BROADCAST, "topic": thread_topic(world)},
    ),
    Form(
        "letters:send",
        "moderator",
        lambda world: [world.letter.pk],
        lambda world: {"seen": fingerprint(world.letter)},
    ),
    *(
        Form(
            "notifications:change",
            who,
            data=lambda world, do=do: {"topic": thread_topic(world), "do": do},
        )
        # Alice follows the thread that she has started.
        for who, do in (("moderator", "follow"), ("moderator", "mute"), ("alice", "stop"))
    ),
    Form("notifications:following", "alice"),
    Form(
        "notifications:preferences",
        "alice",
        data=lambda world: {**dict.fromkeys(ADJUSTABLE, "never"), "weekly_on": 1},
    ),
    Form("notifications:seen", "alice", data=lambda world: {"up_to": 1}),
    Form(
        "delivery:unsubscribe",
        "anonymous",
        lambda world: [
            refusal_for(Scope.parse("notices:news"), to=world.alice.email, user=world.alice).token
        ],
    ),
    Form(
        "delivery:try_again",
        "alice",
        prepare=lambda world: AddressTrouble.objects.note(world.alice.email, "550"),
    ),
    Form("delivery:push_off", "alice"),
    Form(
        "residents:profile",
        "alice",
        data=lambda world: {"first_name": "Alice", "last_name": "Holm", "language": "da"},
    ),
    Form("residents:my_data", "alice", page=lambda world: reverse("residents:my_data")),
    Form("account_email", "alice", data=lambda world: {"email": "alice@example.net"}),
    Form(
        "residents:email_change_confirm",
        "anonymous",
        lambda world: [email_change.make_token(world.change, side="new", action="confirm")],
    ),
    Form(
        "residents:email_change_cancel",
        "anonymous",
        lambda world: [email_change.make_token(world.change, side="old", action="cancel")],
    ),
    Form("home:welcome", "alice", data=lambda world: {"themes": [world.theme.pk]}),
    Form(
        "account_signup",
        "anonymous",
        data=lambda world: {
            "email": "new@example.org",
            "password1": factories.PASSWORD,
            "first_name": "Nye",
            "last_name": "Nabo",
            "accepts_rules": "on",
        },
    ),
]
# Routes that take a POST and are not in the table, and why.
ELSEWHERE = {
    "admin_login": "leads to the sign-in",
    "wagtailcore_login": "leads to the sign-in",
    "events:ticket": "changes nothing",
    "forum:mark_partner": "the second finds the mark: tests/forum/test_moderation_acts.py",
    "forum:appeal_answer": "needs a second moderator: tests/forum/test_moderation_acts.py",
    "forum:by_mail": "off unless set up: tests/forum/by_mail/test_page.py",
    "events:attendee_move": "the second finds nobody: tests/events/organisers",
    "events:attendee_accept": "the same operation as events:offer",
    "events:announcement_discard": "deletes a draft; the second finds none",
    "letters:discard": "deletes a draft; the second finds none",
    "events:export": "each is a file, and is logged as one",
    "residents:fetch_data": "the archive is fetched once: tests/residents/test_exports.py",
    "residents:erase": "the account is gone, and the second is led to the sign-in",
    "residents:sign_in_again": "signs out",
    "residents:end_session": "the second finds no session: tests/residents/test_sessions.py",
    "delivery:push_on": "one device a session: tests/notifications/test_push_sessions.py",
    "push_renew": "one device a session: tests/notifications/test_push_sessions.py",
    "usersessions_list": "ends sessions; the second finds none",
    "openid_connect_login": "leads to the provider",
    "openid_connect_callback": "the provider's answer holds once",
    "wagtaildocs_authenticate_with_password": "opens a document",
    "django.contrib.sitemaps.views.sitemap": "changes nothing",
    "wagtail_serve": "Wagtail's pages take no form",
}
# allauth: codes and tokens hold once, and mails that are asked for are limited.
ELSEWHERE_PREFIXES = ("account_", "mfa_", "socialaccount_")
