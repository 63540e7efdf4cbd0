"""Moderators decide about the same at once: one of them decides, and none waits for ever."""

import datetime

import pytest
from django.utils import timezone

from core.models import Theme
from forum.models import Appeal, ModerationAction, Post, ProposedAct
from forum.moderation import (
    actions,
    appeals,
    person_acts,
    post_acts,
    proposals,
    thread_acts,
)
from forum.moderation.undo import undo
from residents.models import PartnerMembership
from tests import factories
from tests.races.sizes import size
from tests.races.threads import errors_in, run_concurrently

ROUNDS = size(4, 25)
WHY = {"rule": "unkind", "reason": "Det går efter personen."}
BACK = {"reason": "Det var en fejl."}


@pytest.fixture
def cast(committed):
    """Three moderators, a partner of the first one, and the writer of a thread."""
    theme = Theme.objects.create(slug="race", colour="brick", icon="race")
    writer = factories.make_user("writer@example.org", "Vera")
    moderators = [
        factories.make_user(f"m{number}@example.org", "Mona", groups=("Moderators",))
        for number in range(3)
    ]
    partner = factories.make_partner("Kommunen", "municipality")
    PartnerMembership.objects.create(partner=partner, user=moderators[0])
    return theme, writer, moderators, partner


def both_end(*jobs) -> list[object]:
    results = run_concurrently(list(jobs), workers=len(jobs))
    assert errors_in(results) == []
    return results


@pytest.mark.parametrize("kind", ["hide", "lock", "pin"])
def test_restoring_beside_undoing_ends(cast, kind):
    theme, writer, (_first, one, two), _partner = cast
    for _round in range(ROUNDS):
        post = factories.make_thread(writer, theme).posts.get(number=1)
        thread = post.thread
        if kind == "hide":
            actions.hide_post(post=post, moderator=one, **WHY)
        elif kind == "lock":
            thread_acts.lock(thread=thread, moderator=one, **WHY)
        else:
            thread_acts.pin(thread=thread, moderator=one, **BACK)
        action = ModerationAction.objects.get(post=post)

        def direct(post=post, thread=thread):
            if kind == "hide":
                return actions.restore_post(post=post, moderator=two, **BACK)
            again = thread_acts.unlock if kind == "lock" else thread_acts.unpin
            return again(thread=thread, moderator=two, **BACK)

        done = both_end(direct, lambda action=action: undo(action=action, moderator=one, **BACK))

        assert sorted(done) == [False, True]
        assert ModerationAction.objects.filter(undoes=action).count() == 1


def test_removing_data_from_a_reply_beside_confirming_it_ends(cast):
    theme, writer, (proposer, one, two), partner = cast
    thread = factories.make_thread(writer, theme)
    for number in range(ROUNDS):
        reply = factories.make_reply(thread, writer, f"Ring til mig {number}.")
        given = WHY | {"body": "Ring."}
        proposal, _is_new = proposals.propose(
            kind="redact", post=reply, moderator=proposer, partner_id=partner.pk, given=given
        )

        both_end(
            lambda reply=reply: post_acts.redact(post=reply, body="Skriv.", moderator=one, **WHY),
            lambda proposal=proposal: proposals.confirm(proposal=proposal, moderator=two),
        )

        # The proposal comes too late for the other text, or that one comes after it.
        is_done = ProposedAct.objects.get(pk=proposal.pk).state == ProposedAct.State.DONE
        assert ModerationAction.objects.filter(post=reply).count() == (2 if is_done else 1)
        assert Post.objects.get(pk=reply.pk).body == "Skriv."


def test_excluding_beside_taking_a_suspension_back_ends(cast):
    theme, writer, (proposer, one, two), partner = cast
    post = factories.make_thread(writer, theme).posts.get(number=1)
    until = timezone.now() + datetime.timedelta(days=3)
    for _round in range(ROUNDS):
        person_acts.suspend(post=post, until=until, moderator=one, **WHY)
        suspension = ModerationAction.objects.filter(kind="suspend").latest("pk")
        proposals.propose(
            kind="ban", post=post, moderator=proposer, partner_id=partner.pk, given=WHY
        )

        both_end(
            lambda: person_acts.suspend(post=post, until=None, moderator=two, **WHY),
            lambda action=suspension: undo(action=action, moderator=one, **BACK),
        )

        ban = ModerationAction.objects.filter(kind="ban").latest("pk")
        assert ModerationAction.objects.filter(undoes=suspension).count() == 1
        undo(action=ban, moderator=one, **BACK)


def test_no_complaint_about_what_is_taken_back_stays_open(cast):
    theme, writer, (_first, one, two), _partner = cast
    for _round in range(ROUNDS):
        post = factories.make_thread(writer, theme).posts.get(number=1)
        actions.hide_post(post=post, moderator=one, **WHY)
        action = ModerationAction.objects.get(post=post)

        results = run_concurrently(
            [
                lambda action=action: appeals.appeal(action=action, author=writer, text="Nej."),
                lambda action=action: undo(action=action, moderator=two, **BACK),
            ],
            workers=2,
        )

        assert {type(error) for error in errors_in(results)} <= {appeals.NoAppeal}
        assert not Appeal.objects.open().exists()
