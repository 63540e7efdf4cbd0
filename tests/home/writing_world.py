"""The site that all forms that write are tried on."""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone

from campaigns.models import KitPage, Pledge, PledgeOffer
from events.models import Announcement, Occurrence, SignUp
from events.signups import cancellation, manual, token_links
from events.signups.registration import SignUpRequest
from forum.help.conversations import open_conversation
from forum.meetups.from_poll import choose_date
from forum.models import (
    AnonymousIssue,
    HeldPost,
    HelpConversation,
    Issue,
    Meetup,
    Poll,
    PostReport,
    Thread,
    Voter,
)
from notifications.broadcasts.drafts import save_draft
from notifications.models import Letter
from notifications.notices import follows, topics
from residents.accounts import email_change
from residents.models import EmailChange, PartnerMembership, User
from tests import factories


@dataclass
class World:
    """What the forms are about. Alice organises the event; the moderator may write letters."""

    alice: User
    bob: User
    moderator: User
    editor: User
    thread: Thread
    # Alice's, which nobody handles.
    issue: Issue
    # A reply by Bob that waits for a moderator.
    held: HeldPost
    # Without an account, of the last post; its address is not confirmed.
    report: PostReport
    # Its address is not confirmed.
    anonymous_issue: AnonymousIssue
    # Alice asks for help, and Bob has written to her.
    wanted: Thread
    talk: HelpConversation
    theme: Any
    occurrence: Occurrence
    later: Occurrence
    seated: SignUp
    pending: SignUp
    offered: SignUp
    past: SignUp
    announcement: Announcement
    letter: Letter
    change: EmailChange
    offer: PledgeOffer
    pledged: Pledge
    to_confirm: Pledge
    campaign_key: uuid.UUID
    kit: KitPage
    # Alice's, of which `meetup` is chosen and `poll` is open; Bob votes, and so does Karen by mail.
    poll: Poll
    meetup: Meetup
    voter: Voter
    attendee: Voter

    def token(self, signup: SignUp, purpose: Any) -> str:
        return token_links.token(signup, purpose)


@pytest.fixture
def world(alice, bob, moderator, editor, theme, private) -> World:
    partner = factories.make_partner("Beboerforeningen", "association")
    PartnerMembership.objects.create(partner=partner, user=alice)
    first = factories.make_occurrence(theme, organiser=partner, capacity=3)
    first.event.has_signup, first.event.max_party_size = True, 3
    first.event.save()
    later = Occurrence.objects.create(
        event=first.event,
        recurrence_id=factories.at_five_in(14),
        starts_at=factories.at_five_in(14),
        ends_at=factories.at_five_in(14) + datetime.timedelta(hours=1),
        capacity=5,
    )
    seated = _add(first, alice, "karen@example.org", 2)
    pending = factories.sign_up(later, email="pending@example.org")
    full = factories.make_occurrence(theme, capacity=1, title="Fuldt hus")
    holder = _add(full, alice, "holder@example.org", 1)
    offered = _add(full, alice, "offered@example.org", 1, waits=True)
    cancellation.cancel(holder)
    offered.refresh_from_db()
    thread = factories.make_thread(alice, theme)
    factories.make_reply(thread, bob, "Det første svar.")
    wanted = factories.make_thread(alice, theme, "Hvem har en stige?", kind="help_wanted")
    talk = open_conversation(thread=wanted, helper=bob, body="Jeg har en.")
    texts = {"da": {"subject": "Husk madpakke", "body": "Vi ses."}}
    offer = factories.make_offer(theme)
    factories.publish_update(offer.campaign_key, is_result=True)
    follows.follow(bob, topics.campaign(offer.campaign_key))
    letter_topic = topics.thread(thread.pk)
    email_change.request_change(user=bob, new_email="bob@example.net")
    chosen = factories.make_poll(thread, alice, allows_email=True)
    attendee = factories.make_voter(chosen, chosen.dates.all()[0])
    meetup, _is_new = choose_date(poll=chosen, date=chosen.dates.all()[0], place="")
    poll = factories.make_poll(thread, alice, allows_email=True, allows_dates=True)
    return World(
        poll=poll,
        meetup=meetup,
        voter=factories.make_voter(poll, poll.dates.all()[0]),
        attendee=attendee,
        alice=alice,
        bob=bob,
        moderator=moderator,
        editor=editor,
        thread=thread,
        issue=factories.make_thread(alice, theme, "Hul i vejen", kind="issue").issue,
        held=factories.make_held_post(thread, bob),
        report=factories.make_report(thread.posts.last(), email="karen@example.org"),
        anonymous_issue=factories.make_anonymous_issue(is_confirmed=False),
        wanted=wanted,
        talk=talk,
        theme=theme,
        occurrence=first,
        later=later,
        seated=seated,
        pending=pending,
        offered=offered,
        past=_past_signup(theme, alice),
        announcement=Announcement.objects.create(occurrence=first, author=alice, texts=texts),
        letter=save_draft(Letter(author=moderator), topic=letter_topic, texts=texts),
        change=EmailChange.objects.get(),
        offer=offer,
        pledged=factories.give_pledge(offer, confirms=True),
        to_confirm=factories.give_pledge(offer, "pending@example.org"),
        campaign_key=offer.campaign_key,
        kit=factories.make_kit(factories.front_page(), "Sikr dit hjem", "Lås døren."),
    )


def _add(occurrence: Occurrence, by: User, email: str, size: int, **more: Any) -> SignUp:
    party = SignUpRequest(name="Karen Holm", email=email, size=size, language="da")
    return manual.add(occurrence=occurrence, party=party, by=by, **more)


def _past_signup(theme: Any, by: User) -> SignUp:
    occurrence = factories.make_occurrence(theme, title="I går")
    signup = _add(occurrence, by, "past@example.org", 1)
    ended = timezone.now() - datetime.timedelta(hours=2)
    Occurrence.objects.filter(pk=occurrence.pk).update(
        starts_at=ended - datetime.timedelta(hours=2), ends_at=ended
    )
    return signup
