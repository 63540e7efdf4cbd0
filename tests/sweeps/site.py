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
from forum.anonymous_issues import links as anonymous_links
from forum.help import reports as conversation_reports
from forum.help.conversations import open_conversation
from forum.meetups import joining
from forum.meetups.from_poll import choose_date
from forum.models import (
    ChosenPicture,
    Draft,
    HelpConversation,
    ModerationAction,
    PostPicture,
    ProposedAct,
    Thread,
)
from forum.moderation import person_acts, proposals, reports
from forum.pictures import attaching
from forum.pictures.receiving import receive
from forum.polls import vote_links
from notifications.broadcasts import drafts
from notifications.models import Letter
from notifications.newsletters import sending as letters
from notifications.notices import activities, follows, topics
from notifications.unsubscribing.actions import refusal_for
from notifications.unsubscribing.scopes import Scope
from residents.accounts import email_change
from residents.models import EmailChange, PartnerMembership, User
from residents.personal_data import exports
from tests import factories
from tests.core.images.pictures import photograph, upload

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


def _warning(thread: Thread, moderator: User) -> ModerationAction:
    """Return the warning of whoever started the thread."""
    post = thread.posts.get(number=1)
    person_acts.warn(post=post, moderator=moderator, rule="unkind", reason="Be kind.")
    return ModerationAction.objects.get()


def _proposal(thread: Thread) -> ProposedAct:
    """Return what a moderator who belongs to a partner proposes about `thread`."""
    partner = factories.make_partner("Hallen")
    proposer = factories.make_user("hall@example.org", "Hanne", groups=("Moderators",))
    membership = PartnerMembership.objects.create(partner=partner, user=proposer)
    proposal, _is_new = proposals.propose(
        kind=ModerationAction.Kind.PIN,
        post=thread.posts.get(number=1),
        moderator=proposer,
        partner_id=partner.pk,
        given={"reason": "It is about us."},
    )
    # The table of access is that of a site without memberships.
    membership.delete()
    return proposal


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
    talk, wanted = _conversation(users, theme), "/en/forum/<int:thread_id>/"
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
        "/social/list/ owner": "list-threads-da",
        "/en/posters/ pk": str(CampaignPage.objects.get(translation_key=offer.campaign_key).pk),
        "/en/events/series/ pk": str(page_event.pk),
        "/api/v2/^pages/ pk": str(page.pk),
        "/en/tags/ slug": Tag.objects.create(name="lamps").slug,
        f"{wanted}contact/ thread_id": str(talk.thread_id),
        f"{wanted}finish/ thread_id": str(talk.thread_id),
        "conversation_id": str(talk.pk),
        "thread_id": str(thread.pk),
        "issue_id": str(factories.make_thread(alice, theme, "Hul", kind="issue").pk),
        "action_id": str(_warning(thread, users["moderator"]).pk),
        "act_name": "lock",
        "guide": "editors",
        "proposed_act_id": str(_proposal(thread).pk),
        **_meetups(thread, alice),
        "picture_id": str(_picture(thread).pk),
        "anonymous_issue_id": str(factories.make_anonymous_issue().pk),
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
        "/en/forum/report/ token": _report_token(thread),
        **_anonymous_tokens(),
        "/en/forum/report-issue/reopen/ token": _reopen_token(users["moderator"]),
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


def _anonymous_tokens() -> dict[str, str]:
    """Return the tokens of the mailed links of an issue without an account."""
    issue = factories.make_anonymous_issue(is_confirmed=False)
    return {
        f"/en/forum/report-issue/{act}/ token": path(issue).strip("/").rpartition("/")[2]
        for act, path in (
            ("confirm", anonymous_links.confirm_path),
            ("stop", anonymous_links.stop_path),
        )
    }


def _reopen_token(moderator: User) -> str:
    """Return the token of the mailed link that opens an issue without an account again."""
    issue = factories.make_anonymous_issue(title="Bænken er knækket")
    factories.publish_and_solve(issue, moderator)
    return anonymous_links.reopen_path(issue).strip("/").rpartition("/")[2]


def _picture(thread: Thread) -> PostPicture:
    """Return the picture under the first post of `thread`."""
    post = thread.posts.order_by("pk").first()
    picture = receive(upload(photograph(size=(40, 30))), uploader=thread.author)
    attaching.attach(post, [ChosenPicture(picture.pk)])
    return picture


def _conversation(users: dict[str, User], theme: Theme) -> HelpConversation:
    """Return what `other` has written to `resident` about help; it is reported."""
    alice, bob = users["resident"], users["other"]
    wanted = factories.make_thread(alice, theme, "A ladder", kind="help_wanted")
    talk = open_conversation(thread=wanted, helper=bob, body="I have one.")
    conversation_reports.report(conversation=talk, reporter=bob, rule="unkind", text="")
    return talk


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


def _meetups(thread: Thread, organiser: User) -> dict[str, str]:
    """Make a meetup and an open poll, with a voter without an account in each."""
    chosen = factories.make_poll(thread, organiser, allows_email=True)
    date = chosen.dates.all()[0]
    attendee = factories.make_voter(chosen, date)
    meetup, _is_new = choose_date(poll=chosen, date=date, place="")
    poll = factories.make_poll(thread, organiser, allows_email=True)
    voter = factories.make_voter(poll, poll.dates.all()[0])
    return {
        "poll_id": str(poll.pk),
        "meetup_id": str(meetup.pk),
        "/en/forum/vote/ token": _token_in(vote_links.path(voter)),
        "/en/forum/meetup/join/ token": _token_in(joining.path(meetup, attendee)),
    }


def _token_in(path: str) -> str:
    return path.strip("/").rpartition("/")[2]


def _report_token(thread: Thread) -> str:
    """Report a post without an account, and return the token of the mailed link."""
    post = thread.posts.order_by("pk").first()
    report = factories.make_report(post, email="karen@example.org")
    return _token_in(reports.confirm_path(report))
