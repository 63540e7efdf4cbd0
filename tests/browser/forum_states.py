"""What the demo content lacks of the forum: a thing in each state that has a page of its own.

`load` runs on the demo site; what it returns is the keys of those things, by name. A token is the
last part of a mailed link.
"""

import datetime
import json
from pathlib import Path

from django.db import transaction
from django.utils import timezone, translation

from core.models import Area, Theme
from events.models import Occurrence
from events.signups import registration
from events.signups.registration import SignUpRequest
from forum.anonymous_issues import links
from forum.help import conversations
from forum.help import reports as conversation_reports
from forum.issues import status
from forum.meetups import joining
from forum.meetups.from_poll import choose_date
from forum.models import Draft, IssueStatus, ModerationAction, Thread
from forum.moderation import appeals, person_acts, proposals, reports
from forum.moderation.actions import hide_post
from forum.polls import proposing, vote_links, voting
from forum.polls.proposing import NewDate
from residents.models import User
from tests import factories
from tests.factories.moments import at_five_in

Keys = dict[str, str]


def write(path: str, password: str) -> None:
    """Load the things in one transaction, and write their keys to a file as JSON."""
    with translation.override("da"), transaction.atomic():
        keys = load(password)
    Path(path).write_text(json.dumps(keys))


def load(password: str) -> Keys:
    """Make the things, and an account with that password; return their keys."""
    theme = Theme.objects.get(slug="green-transition")
    alice, bob = _person("alice"), _person("bob")
    thread = factories.make_thread(alice, theme, "Hvem har en trillebør?", area=alice.area)
    reply = factories.make_reply(thread, bob, "Det har jeg.\n\n> Hvem har en trillebør?")
    draft = Draft.objects.create(
        route="forum:reply", object_id=thread.pk, fields={"body": "Mange tak."}, writer=alice
    )
    return {
        "thread": str(thread.pk),
        "post": str(reply.pk),
        "own_post": str(thread.posts.get(number=1).pk),
        "draft": draft.token,
        **_issues(theme),
        **_anonymous_issues(),
        **_help(theme),
        **_poll(theme),
        **_meetup(theme),
        **_moderation(thread),
        "suspended": _suspended(thread, password),
    }


def _person(name: str) -> User:
    return User.objects.get(email=f"{name}@example.org")


def _last_part(path: str) -> str:
    return path.strip("/").rpartition("/")[2]


def _issues(theme: Theme) -> Keys:
    alice, moderator = _person("alice"), _person("moderator")
    fields = {
        "kind": "issue",
        "area": Area.objects.order_by("pk").first(),
        "place": {"place": "Ved skolens port"},
    }
    solved = factories.make_thread(alice, theme, "Bænken ved søen vipper", **fields)
    status.answer(
        thread=solved,
        author=moderator,
        expected=IssueStatus(solved.status),
        status=IssueStatus.SOLVED,
        text="Bænken står fast nu.",
    )
    open_issue = factories.make_thread(alice, theme, "Skiltet ved søen er væk", **fields)
    return {"solved": str(solved.pk), "issue": str(open_issue.pk)}


def _anonymous_issues() -> Keys:
    unconfirmed = factories.make_anonymous_issue(is_confirmed=False, title="Risten mangler")
    waiting = factories.make_anonymous_issue(title="Hegnet er væltet")
    solved = factories.make_anonymous_issue(title="Trappen er glat")
    factories.publish_and_solve(solved, _person("moderator"))
    return {
        "unconfirmed": _last_part(links.confirm_path(unconfirmed)),
        "stop": _last_part(links.stop_path(waiting)),
        "waiting": str(waiting.pk),
        "solved_link": _last_part(links.reopen_path(solved)),
    }


def _help(theme: Theme) -> Keys:
    alice, bob = _person("alice"), _person("bob")
    wanted = factories.make_thread(alice, theme, "Hvem kan male et hegn?", kind="help_wanted")
    talk = conversations.open_conversation(thread=wanted, helper=bob, body="Det kan jeg.")
    conversations.send(conversation=talk, sender=alice, body="Tak! Kom gerne *lørdag*.")
    other = factories.make_thread(bob, theme, "Jeg slår gerne græs", kind="help_offered")
    conversation_reports.report(conversation=talk, reporter=bob, rule="unkind", text="Se selv.")
    return {"wanted": str(wanted.pk), "offered": str(other.pk), "talk": str(talk.pk)}


def _poll(theme: Theme) -> Keys:
    alice, bob = _person("alice"), _person("bob")
    thread = factories.make_thread(alice, theme, "Skal vi plukke brombær?", kind="meetup")
    poll = factories.make_poll(thread, alice, allows_email=True, allows_dates=True)
    first = poll.dates.all()[0]
    voting.vote(poll=poll, user=bob, answers={first.pk: "yes"}, version=poll.version, language="da")
    voter = factories.make_voter(poll, first)
    # Its dates have changed since the first version of them.
    start = at_five_in(30)
    added = NewDate(start, start + datetime.timedelta(hours=2), 5)
    proposing.add_dates(poll=poll, dates=[added], added_by=alice)
    return {"poll": str(poll.pk), "vote": _last_part(vote_links.path(voter))}


def _meetup(theme: Theme) -> Keys:
    alice, bob = _person("alice"), _person("bob")
    thread = factories.make_thread(alice, theme, "Skal vi bage sammen?", kind="meetup")
    factories.make_reply(thread, bob, "Meget gerne.")
    poll = factories.make_poll(thread, alice, allows_email=True)
    date = poll.dates.all()[0]
    voter = factories.make_voter(poll, date)
    meetup, _is_new = choose_date(poll=poll, date=date, place="Fælleshuset", capacity=12)
    occurrence = Occurrence.objects.select_related("event").get(event=meetup.event_id)
    party = SignUpRequest(
        name=bob.public_name, email=bob.email, size=1, language=bob.language, user=bob
    )
    registration.sign_up(occurrence=occurrence, party=party)
    return {"meetup": str(meetup.pk), "join": _last_part(joining.path(meetup, voter))}


def _moderation(thread: Thread) -> Keys:
    bob, moderator, partners_own = _person("bob"), _person("moderator"), _person("kommunemoderator")
    hidden, warned, reported = (
        factories.make_reply(thread, bob, f"{word} kan alligevel ikke køre en trillebør.")
        for word in ("Han", "Hun", "Kommunen")
    )
    hide_post(post=hidden, moderator=moderator, rule="unkind", reason="Det er ikke venligt.")
    appealed = hidden.moderation_actions.get()
    appeals.appeal(action=appealed, author=bob, text="Jeg mente det ikke.")
    person_acts.warn(post=warned, moderator=moderator, rule="unkind", reason="Tal pænt.")
    report = factories.make_report(reported, email="karen@example.org")
    reports.report_post(
        post=reported, reporter=_person("alice"), rule="unkind", text="Øv.", language="da"
    )
    proposal, _is_new = proposals.propose(
        kind=ModerationAction.Kind.HIDE,
        post=reported,
        moderator=partners_own,
        partner_id=min(partners_own.partner_ids),
        given={"rule": "unkind", "reason": "Det handler om os."},
    )
    other = factories.make_thread(bob, thread.theme, "Hvem har en stor trillebør?")
    return {
        "reported": str(reported.pk),
        "report_link": _last_part(reports.confirm_path(report)),
        "appealed": str(appealed.pk),
        "warning": str(warned.moderation_actions.get().pk),
        "held": str(factories.make_held_post(thread, bob).pk),
        "proposal": str(proposal.pk),
        "duplicate": str(other.posts.get().pk),
    }


def _suspended(thread: Thread, password: str) -> str:
    """Suspend somebody, and return their address."""
    person = factories.make_user("suspenderet@example.org", "Sune")
    person.set_password(password)
    person.save()
    person_acts.suspend(
        post=factories.make_reply(thread, person, "Køb min cykel!"),
        moderator=_person("admin"),
        rule="off_topic",
        reason="Det er reklame.",
        until=timezone.now() + datetime.timedelta(days=14),
    )
    return person.email
