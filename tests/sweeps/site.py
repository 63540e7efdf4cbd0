"""The site that the sweeps walk through: one object of each kind, and one account for each role."""

from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.test import Client
from taggit.models import Tag

from campaigns.models import CampaignPage
from campaigns.pledges import token_links as pledge_links
from core.models import Theme
from events.models import Announcement, Event, Occurrence, PrivateCalendar, SignUp
from events.signups import token_links
from forum.models import Draft, Thread
from notifications.broadcasts import drafts
from notifications.models import Letter
from notifications.newsletters import sending as letters
from notifications.notices import activities, follows, topics
from notifications.unsubscribing.actions import refusal_for
from notifications.unsubscribing.scopes import Scope
from residents.accounts import email_change
from residents.models import EmailChange, User
from residents.personal_data import exports
from tests import factories

# The order is that of the columns in access.txt. Everything on the site belongs to `resident`;
# `other` is another resident; `suspended` was signed in when the account was closed.
ROLES = ("anonymous", "resident", "other", "suspended", "moderator", "editor", "administrator")


@dataclass(frozen=True)
class Site:
    """What was loaded."""

    users: dict[str, User]
    theme: Theme
    occurrence: Occurrence
    # Of an event with a page and a sign-up form.
    page_occurrence: Occurrence
    thread: Thread
    signup: SignUp
    # A sign-up that is not confirmed.
    pending: SignUp
    url_kwargs: dict[str, str]

    @property
    def numbers(self) -> list[str]:
        """The primary keys of an occurrence, of a thread and of its first post."""
        post = self.thread.posts.order_by("pk").first()
        return [str(self.occurrence.pk), str(self.thread.pk), str(post.pk), "1"]

    @property
    def tokens(self) -> list[str]:
        """The tokens of the links that are mailed about a sign-up."""
        purposes = (
            token_links.CONFIRM,
            token_links.CANCEL,
            token_links.MANAGE,
            token_links.OFFER,
            token_links.FEEDBACK,
        )
        return [token_links.token(self.pending, purpose) for purpose in purposes]


def load() -> Site:
    """Load the site."""
    users = {
        "resident": factories.make_user("alice@example.org", "Alice"),
        "other": factories.make_user("bob@example.org", "Bob"),
        "suspended": factories.make_user("suspended@example.org", "Sune"),
        "moderator": factories.make_user("moderator@example.org", "Mona", groups=("Moderators",)),
        "editor": factories.make_user("redaktor@example.org", "Rie", groups=("Editors",)),
        "administrator": factories.make_user(
            "administrator@example.org", "Adam", groups=("Administrators",)
        ),
    }
    alice = users["resident"]
    theme, area = factories.make_theme(), factories.make_area()
    alice.area = area
    alice.save()
    occurrence = factories.make_occurrence(theme)
    thread = factories.make_thread(alice, theme)
    factories.make_reply(thread, users["other"])
    signup = factories.sign_up(
        occurrence=occurrence,
        user=alice,
        name="Alice Jensen",
        email=alice.email,
        party_size=1,
        language="da",
    )
    page_occurrence = factories.make_event_page(theme, capacity=20).event.occurrences.get()
    return Site(
        users=users,
        theme=theme,
        occurrence=occurrence,
        page_occurrence=page_occurrence,
        thread=thread,
        signup=signup,
        pending=factories.sign_up(
            occurrence=page_occurrence,
            name="Karen Holm",
            email="karen@example.org",
            party_size=2,
            language="da",
        ),
        url_kwargs=_url_kwargs(users, theme, occurrence, thread, signup, page_occurrence.event),
    )


def clients_of(site: Site) -> dict[str, Client]:
    """Return a client for each role, signed in; then close the account of `suspended`."""
    clients = {}
    for role in ROLES:
        clients[role] = Client(raise_request_exception=False)
        if role in site.users:
            factories.sign_in(clients[role], site.users[role])
    User.objects.filter(pk=site.users["suspended"].pk).update(is_active=False)
    return clients


def _url_kwargs(
    users: dict[str, User],
    theme: Theme,
    occurrence: Occurrence,
    thread: Thread,
    signup: SignUp,
    page_event: Event,
) -> dict[str, str]:
    alice, editor = users["resident"], users["editor"]
    page = factories.make_theme_page(theme)
    email_change.request_change(user=alice, new_email="alice@example.net")
    change = EmailChange.objects.get()
    export = exports.request_export(user=alice, language="en")
    exports.make(export.pk)
    draft = Draft.objects.create(
        route="forum:reply", object_id=thread.pk, fields={"body": "Ja"}, writer=alice
    )
    unsubscribe = refusal_for(Scope.parse("notices:news"), to=alice.email, user=alice)
    snippets = {
        "partner": factories.make_partner(),
        "area": alice.area,
        "theme": theme,
    }
    offer = factories.make_offer(theme)
    pledge = factories.give_pledge(offer, alice.email, user=alice)
    to_confirm = factories.give_pledge(offer, "pending@example.org")
    factories.publish_update(offer.campaign_key, is_result=True)
    follows.follow(alice, topics.campaign(offer.campaign_key))
    return {
        "offer_id": str(offer.pk),
        "campaign_key": str(offer.campaign_key),
        "kit": str(factories.make_kit(page, "Safe home", "Lock up.").translation_key),
        "/en/pledges/confirm/ token": pledge_links.token(to_confirm, pledge_links.CONFIRM),
        "/en/pledges/withdraw/ token": pledge_links.token(pledge, pledge_links.WITHDRAW),
        "size": "a4",
        "/social/site/ language": "da",
        "/en/posters/ pk": str(CampaignPage.objects.get(translation_key=offer.campaign_key).pk),
        "/en/events/series/ pk": str(page_event.pk),
        "/api/v2/^pages/ pk": str(page.pk),
        "/en/tags/ slug": Tag.objects.create(name="lamps").slug,
        "thread_id": str(thread.pk),
        "held_id": str(factories.make_held_post(thread, alice).pk),
        "post_id": str(thread.posts.order_by("pk").first().pk),
        "occurrence_id": str(occurrence.pk),
        "page_id": str(page.pk),
        "person_id": str(alice.pk),
        "letter_id": str(_letter(editor, alice, theme).pk),
        "/en/account/sessions/ session_id": str(_other_session(alice).pk),
        "/en/account/my-data/ token": exports.token(export),
        "/en/account/new-address/ token": email_change.make_token(
            change, side="new", action="confirm"
        ),
        "/en/account/keep-address/ token": email_change.make_token(
            change, side="new", action="cancel"
        ),
        "/en/forum/draft/ token": draft.token,
        "/en/mail/unsubscribe/ token": unsubscribe.token,
        "/en/events/series/ event_id": str(occurrence.event_id),
        "/en/events/mine/ secret": PrivateCalendar.objects.create(user=alice).secret,
        "/en/events/confirm/ token": token_links.token(signup, token_links.CONFIRM),
        "/en/events/cancel/ token": token_links.token(signup, token_links.CANCEL),
        "/en/events/manage/ token": token_links.token(signup, token_links.MANAGE),
        "/en/events/offer/ token": token_links.token(signup, token_links.OFFER),
        "/en/events/feedback/ token": token_links.token(signup, token_links.FEEDBACK),
        "/en/events/ticket/ token": token_links.token(signup, token_links.TICKET),
        "signup_id": str(signup.pk),
        "announcement_id": str(_announcement(occurrence, editor).pk),
        "code": signup.code,
        "/admin/users/ pk": str(alice.pk),
        **{
            f"/admin/snippets/{way}core/{model}/ pk": str(row.pk)
            for way in ("", "choose/")
            for model, row in snippets.items()
        },
    }


def _announcement(occurrence: Occurrence, author: User) -> Announcement:
    """Return the draft of a mail to the attendees."""
    texts = {"en": {"subject": "Lights on", "body": "Thank you for coming."}}
    return Announcement.objects.create(occurrence=occurrence, author=author, texts=texts)


def _letter(author: User, recipient: User, theme: Theme) -> Letter:
    """Return a letter that was sent to `recipient`."""
    follows.follow(user=recipient, topic=topics.theme(theme.pk))
    letter = drafts.save_draft(
        Letter(author=author),
        topic=topics.theme(theme.pk),
        texts={"en": {"subject": "Lights on", "body": "Thank you for coming."}},
    )
    letters.send(letter, sender=author, seen=drafts.fingerprint(letter))
    activities.spread_due()
    return letter


def _other_session(user: User) -> UserSession:
    """Return a session of `user` in another browser."""
    return UserSession.objects.create(
        user=user, session_key="another", ip="192.0.2.1", user_agent="Firefox"
    )
