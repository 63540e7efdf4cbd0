"""The forms of the forum that write."""

from typing import Any

from django.urls import reverse

from forum.anonymous_issues import links as anonymous_links
from forum.anonymous_issues import reporting
from forum.help import blocks
from forum.help import reports as conversation_reports
from forum.meetups import joining
from forum.models import CampaignThread, Post, ProposedAct, Thread
from forum.moderation import proposals, reports
from forum.moderation.actions import hide_post
from forum.polls import proposing, vote_links
from residents.models import PartnerMembership
from tests import factories
from tests.forum.issue_cast import set_status
from tests.home.form_row import Form, token_in
from tests.home.writing_world import World


def last_post(world: World) -> list[int]:
    return [world.thread.posts.last().pk]


def held(world: World) -> list[int]:
    return [world.held.pk]


def confirm_issue(world: World) -> None:
    reporting.confirm(world.anonymous_issue)


def solve_issue(world: World) -> None:
    confirm_issue(world)
    factories.publish_and_solve(world.anonymous_issue, world.moderator)


def anonymous_issue(world: World) -> list[int]:
    return [world.anonymous_issue.pk]


def held_page(world: World) -> str:
    return world.held.get_absolute_url()


def make_lonely_thread(world: World) -> None:
    factories.make_thread(world.alice, world.theme, "Nobody has replied")


def lonely_thread(_world: World) -> list[int]:
    return [Thread.objects.get(title="Nobody has replied").pk]


def hide_last_post(world: World) -> None:
    hide_post(post=world.thread.posts.last(), moderator=world.moderator, reason="Spam")


def hidden_first(world: World) -> list[int]:
    """Return the key of the decision that hides Alice's thread."""
    post = world.thread.posts.get(number=1)
    hidings = post.moderation_actions.filter(kind="hide")
    if not hidings.exists():
        hide_post(post=post, moderator=world.moderator, reason="Spam")
    return [hidings.get().pk]


def propose_to_hide(world: World) -> None:
    """Let another moderator, who belongs to a partner, propose to hide the last post."""
    partner = factories.make_partner("Hallen")
    proposer = factories.make_user("hall@example.org", "Hanne", groups=("Moderators",))
    PartnerMembership.objects.create(partner=partner, user=proposer)
    proposals.propose(
        kind="hide",
        post=world.thread.posts.last(),
        moderator=proposer,
        partner_id=partner.pk,
        given={"rule": "unkind", "reason": "Det går efter personen."},
    )


def wanted(world: World) -> list[int]:
    return [world.wanted.pk]


def wanted_page(world: World) -> str:
    return reverse("forum:help", args=wanted(world))


def talk(world: World) -> list[int]:
    return [world.talk.pk]


def talk_page(world: World) -> str:
    return world.talk.get_absolute_url()


def report_talk(world: World) -> None:
    conversation_reports.report(
        conversation=world.talk, reporter=world.alice, rule="unkind", text=""
    )


def first_date(world: World) -> Any:
    return world.poll.dates.all()[0]


def poll_id(world: World) -> list[int]:
    return [world.poll.pk]


def vote(world: World) -> dict[str, Any]:
    return {"version": world.poll.version, f"date_{first_date(world).pk}": "maybe"}


def a_day(days: int) -> str:
    return f"{factories.at_five_in(days):%Y-%m-%dT%H:%M}"


FORUM_FORMS = [
    Form(
        "forum:make_campaign",
        "moderator",
        lambda world: [world.thread.pk],
        page=lambda world: world.thread.get_absolute_url(),
    ),
    Form(
        "forum:join_campaign",
        "editor",
        lambda world: [world.thread.pk],
        lambda world: {"campaign": str(world.campaign_key)},
    ),
    Form(
        "forum:leave_campaign",
        "editor",
        lambda world: [world.thread.pk],
        prepare=lambda world: CampaignThread.objects.create(
            thread=world.thread, campaign_key=world.campaign_key
        ),
        page=lambda world: world.thread.get_absolute_url(),
    ),
    Form(
        "forum:start",
        "bob",
        data=lambda world: {
            "kind": "discussion",
            "theme": world.theme.pk,
            "title": "Hvem har en stige?",
            "body": "Jeg skal have renset tagrenden.",
        },
    ),
    Form(
        "forum:reply", "bob", lambda world: [world.thread.pk], lambda world: {"body": "Jeg kommer."}
    ),
    Form(
        "forum:reply",
        "bob",
        lambda world: [world.thread.pk],
        lambda world: {"body": "Fra samtalens side."},
        page=lambda world: world.thread.get_absolute_url(),
    ),
    Form(
        "forum:propose",
        "bob",
        lambda world: [world.thread.pk],
        lambda world: {"title": "Kaffe", "closes_at": a_day(3), "date-0-starts_at": a_day(9)},
        prepare=lambda world: proposing.close(poll=world.poll),
    ),
    Form("forum:poll", "bob", poll_id, vote),
    Form(
        "forum:poll",
        "anonymous",
        poll_id,
        lambda world: {**vote(world), "name": "Ib", "email": "ib@example.org"},
    ),
    Form("forum:vote", "anonymous", lambda world: token_in(vote_links.path(world.voter)), vote),
    Form(
        "forum:poll_change",
        "alice",
        poll_id,
        lambda world: {"title": "Kaffe", "closes_at": a_day(4)},
    ),
    Form("forum:poll_dates", "bob", poll_id, lambda world: {"date-0-starts_at": a_day(30)}),
    Form(
        "forum:poll_close",
        "alice",
        poll_id,
        page=lambda world: reverse("forum:poll", args=poll_id(world)),
    ),
    Form("forum:poll_choose", "alice", poll_id, lambda world: {"date": first_date(world).pk}),
    Form(
        "forum:meetup_change",
        "alice",
        lambda world: [world.meetup.pk],
        lambda world: {"title": "Kaffe", "starts_at": a_day(7)},
    ),
    Form(
        "forum:meetup_cancel",
        "alice",
        lambda world: [world.meetup.pk],
        lambda world: {"reason": "Regn"},
    ),
    Form(
        "forum:join",
        "anonymous",
        lambda world: token_in(joining.path(world.meetup, world.attendee)),
    ),
    Form("forum:tags", "alice", lambda world: [world.thread.pk], lambda world: {"tags": "lys"}),
    Form("forum:edit", "bob", last_post, lambda world: {"body": "Et andet svar."}),
    Form("forum:title", "alice", lambda world: [world.thread.pk], lambda world: {"title": "Lys"}),
    Form(
        "forum:close",
        "alice",
        lambda world: [world.thread.pk],
        page=lambda world: world.thread.get_absolute_url(),
    ),
    Form("forum:withdraw", "alice", lonely_thread, prepare=make_lonely_thread),
    Form(
        "forum:answer",
        "alice",
        last_post,
        page=lambda world: world.thread.get_absolute_url(),
    ),
    Form(
        "forum:thank",
        "alice",
        last_post,
        page=lambda world: world.thread.get_absolute_url(),
    ),
    Form("forum:block", "alice", last_post),
    Form(
        "forum:blocks",
        "alice",
        data=lambda world: {"person": world.bob.pk},
        prepare=lambda world: blocks.block(blocker=world.alice, blocked=world.bob),
    ),
    Form("forum:all_read", "alice", page=lambda world: reverse("forum:threads")),
    Form("forum:report", "alice", last_post, lambda world: {"rule": "unkind"}),
    Form("forum:report", "anonymous", last_post, lambda world: {"rule": "off_topic"}),
    Form(
        "forum:report_confirm",
        "anonymous",
        lambda world: [reports.confirm_path(world.report).strip("/").rpartition("/")[2]],
    ),
    Form(
        "forum:anonymous_issue_report",
        "anonymous",
        data=lambda world: {"title": "Hul", "body": "Et stort.", "email": "karen@example.org"},
    ),
    Form(
        "forum:anonymous_issue_confirm",
        "anonymous",
        lambda world: token_in(anonymous_links.confirm_path(world.anonymous_issue)),
    ),
    Form(
        "forum:anonymous_issue_stop",
        "anonymous",
        lambda world: token_in(anonymous_links.stop_path(world.anonymous_issue)),
        prepare=confirm_issue,
    ),
    Form(
        "forum:anonymous_issue_reopen",
        "anonymous",
        lambda world: token_in(anonymous_links.reopen_path(world.anonymous_issue)),
        lambda world: {"reason": "not_done"},
        prepare=solve_issue,
    ),
    Form(
        "forum:anonymous_issue_approve",
        "moderator",
        anonymous_issue,
        page=lambda world: world.anonymous_issue.get_absolute_url(),
        prepare=confirm_issue,
    ),
    Form(
        "forum:anonymous_issue_refuse",
        "moderator",
        anonymous_issue,
        lambda world: {"rule": "other", "reason": "Spam"},
        prepare=confirm_issue,
    ),
    Form("forum:reports", "moderator", last_post, lambda world: {"answer": "Det er i orden."}),
    Form(
        "forum:act",
        "moderator",
        lambda world: [*last_post(world), "warn"],
        lambda world: {"rule": "unkind", "reason": "Hold tonen."},
    ),
    Form(
        "forum:merge",
        "moderator",
        # Of a thread without a meetup, which could not be merged.
        lambda _world: [Post.objects.get(thread__title="Nobody has replied").pk],
        lambda world: {
            "into": str(world.issue.pk),
            "reason": "Den findes allerede.",
        },
        prepare=make_lonely_thread,
    ),
    Form(
        "forum:proposed_act",
        "moderator",
        lambda _world: [ProposedAct.objects.get().pk],
        lambda world: {"decision": "confirm"},
        prepare=propose_to_hide,
    ),
    Form("forum:decision", "alice", hidden_first, lambda world: {"text": "Det passer ikke."}),
    Form("forum:take_back", "moderator", hidden_first, lambda world: {"reason": "En fejl."}),
    Form("forum:held_edit", "bob", held, lambda world: {"body": "Det var Kim Holm, der stjal."}),
    Form("forum:held_withdraw", "bob", held, page=held_page),
    Form("forum:held_approve", "moderator", held, page=held_page),
    Form("forum:held_refuse", "moderator", held, lambda world: {"rule": "other", "reason": "Spam"}),
    Form(
        "forum:issue_status",
        "moderator",
        lambda world: [world.issue.pk],
        lambda world: {"expected": "received", "status": "planned", "text": "Til foråret."},
    ),
    Form(
        "forum:issue_reopen",
        "alice",
        lambda world: [world.issue.pk],
        lambda world: {"text": "Den er slukket igen."},
        prepare=lambda world: set_status(world.issue, "solved", world.moderator),
    ),
    Form(
        "forum:issue_place",
        "alice",
        lambda world: [world.issue.pk],
        lambda world: {"place": "Ved skolen"},
    ),
    Form(
        "forum:issue_me_too",
        "bob",
        lambda world: [world.issue.pk],
        page=lambda world: world.issue.thread.get_absolute_url(),
    ),
    Form("forum:hide", "moderator", last_post, lambda world: {"rule": "other", "reason": "Spam"}),
    Form(
        "forum:restore",
        "moderator",
        last_post,
        lambda world: {"reason": "Ok"},
        None,
        hide_last_post,
    ),
    Form("forum:contact", "moderator", wanted, lambda world: {"body": "Jeg har også en."}),
    Form("forum:help", "alice", wanted, lambda world: {"thanks": "Tusind tak."}),
    Form("forum:help_change", "alice", wanted, lambda world: {"verb": "close"}, wanted_page),
    Form("forum:conversation", "alice", talk, lambda world: {"body": "Det vil jeg gerne."}),
    Form("forum:conversation_share", "bob", talk, lambda world: {"what": "email"}, talk_page),
    Form("forum:conversation_block", "alice", talk, page=talk_page),
    Form("forum:conversation_name", "bob", talk, lambda world: {"agrees": "1"}, talk_page),
    Form("forum:conversation_report", "alice", talk, lambda world: {"rule": "unkind"}),
    Form(
        "forum:conversation_reports",
        "moderator",
        talk,
        lambda world: {"closes": "1", "answer": "Hold den gode tone."},
        None,
        report_talk,
    ),
]
