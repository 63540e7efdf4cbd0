"""A partner's moderator proposes what is about the partner, and another moderator decides."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from desk.moderation import inbox
from forum.models import ModerationAction, PartnerMatter, Post, ProposedAct
from forum.moderation import appeals, proposals, thread_acts
from forum.moderation.actions import hide_post
from forum.moderation.conflicts import OwnCase, PartnerCase
from forum.moderation.undo import undo
from notifications.models import Notice
from notifications.notices import activities
from residents.models import PartnerMembership, Suspension, User
from tests import factories

pytestmark = pytest.mark.django_db
WHY = {"rule": "unkind", "reason": "Det går efter personen."}
CONFIRM = {"decision": "confirm", "answer": ""}
DECLINE = {"decision": "decline", "answer": "Det er saglig kritik."}
State = ProposedAct.State


@pytest.fixture
def partner(moderator, reply, thread):
    """The partner to whom the moderator belongs, and that the thread and its reply are about."""
    partner = factories.make_partner("Kommunen", "municipality")
    PartnerMembership.objects.create(partner=partner, user=moderator)
    for post in thread.posts.all():
        PartnerMatter.objects.create(post=post, partner=partner)
    return partner


@pytest.fixture
def colleague(partner) -> User:
    """Another moderator of the same partner."""
    colleague = factories.make_user("kim@example.org", "Kim", groups=("Moderators",))
    PartnerMembership.objects.create(partner=partner, user=colleague)
    return colleague


@pytest.fixture
def of_other_partner(partner) -> User:
    """A moderator who belongs to a partner that the post is not about."""
    police = factories.make_partner("Politiet", "police")
    user = factories.make_user("per@example.org", "Per", groups=("Moderators",))
    PartnerMembership.objects.create(partner=police, user=user)
    return user


@pytest.fixture
def proposal(partner, reply, moderator) -> ProposedAct:
    """The proposal to hide Bob's reply."""
    return propose(reply, moderator, partner)


def propose(post: Post, moderator: User, partner, kind: str = "hide", **more) -> ProposedAct:
    made, is_new = proposals.propose(
        kind=kind, post=post, moderator=moderator, partner_id=partner.pk, given=WHY | more
    )
    assert is_new
    return made


def is_hidden(post: Post) -> bool:
    return Post.objects.get(pk=post.pk).is_hidden


def state_of(proposal: ProposedAct) -> str:
    return ProposedAct.objects.get(pk=proposal.pk).state


def told(user: User) -> set[str]:
    activities.spread_due()
    return set(Notice.objects.filter(recipient=user).values_list("activity__kind", flat=True))


def waiting(user: User) -> list[str]:
    return [each.url for each in inbox.read_page(user)[0]]


def client_of(client, user: User):
    factories.sign_in(client, user)
    return client


def test_a_partners_moderator_proposes_and_nothing_is_done(
    as_moderator, partner, reply, moderator, other_moderator
):
    page = as_moderator.get(reverse("forum:hide", args=[reply.pk]))
    assert page.context["must_propose"]

    for _click in range(2):
        response = as_moderator.post(reverse("forum:hide", args=[reply.pk]), WHY)
        proposal = ProposedAct.objects.get()
        assert (response.status_code, response.url) == (302, proposal.get_absolute_url())

    assert (proposal.kind, proposal.post, proposal.proposer) == ("hide", reply, moderator)
    assert (proposal.rule, proposal.reason, proposal.partner) == (*WHY.values(), partner)
    assert not is_hidden(reply)
    assert not ModerationAction.objects.exists()
    assert not as_moderator.get(proposal.get_absolute_url()).context["may_decide"]
    assert as_moderator.post(proposal.get_absolute_url(), CONFIRM).status_code == 403
    assert told(other_moderator) == {"forum.proposed_act"}


def test_another_moderator_confirms_once(
    client, proposal, reply, moderator, other_moderator, partner
):
    url = proposal.get_absolute_url()
    deciding = client_of(client, other_moderator)
    assert url in waiting(other_moderator)
    assert deciding.get(url).context["may_decide"]

    for _click in range(2):
        assert deciding.post(url, CONFIRM).status_code == 302

    action = ModerationAction.objects.get()
    assert (action.moderator, action.proposer) == (other_moderator, moderator)
    assert (action.kind, action.rule, action.reason) == ("hide", *WHY.values())
    assert is_hidden(reply)
    assert state_of(proposal) == State.DONE
    assert url not in waiting(other_moderator)
    assert told(moderator) == {"forum.proposal_decided"}
    assert "forum.proposed_act" not in told(other_moderator)


def test_another_moderator_declines_with_a_word(
    client, proposal, reply, moderator, other_moderator
):
    url = proposal.get_absolute_url()
    deciding = client_of(client, other_moderator)

    assert deciding.post(url, {"decision": "decline"}).context["form"].errors["answer"]
    assert state_of(proposal) == State.OPEN
    assert deciding.post(url, DECLINE).status_code == 302

    proposal.refresh_from_db()
    assert (proposal.state, proposal.answer) == (State.DECLINED, DECLINE["answer"])
    assert not is_hidden(reply)
    assert not ModerationAction.objects.exists()
    assert told(moderator) == {"forum.proposal_decided"}


@pytest.mark.parametrize(
    ("who", "status"), [("client", 302), ("as_alice", 403), ("as_bob", 403), ("as_editor", 403)]
)
def test_others_do_not_see_a_proposal_and_cannot_decide(request, proposal, who, status):
    client = request.getfixturevalue(who)

    assert client.get(proposal.get_absolute_url()).status_code == status
    for decision in (CONFIRM, DECLINE):
        assert client.post(proposal.get_absolute_url(), decision).status_code == status
    assert state_of(proposal) == State.OPEN


def test_a_colleague_from_the_partner_cannot_decide(client, proposal, reply, colleague):
    url = proposal.get_absolute_url()
    deciding = client_of(client, colleague)

    assert not deciding.get(url).context["may_decide"]
    for decision in (CONFIRM, DECLINE):
        assert deciding.post(url, decision).status_code == 403
    assert url not in waiting(colleague)
    assert told(colleague) == set()
    with pytest.raises(PartnerCase):
        proposals.confirm(proposal=proposal, moderator=colleague)
    assert not is_hidden(reply)


def test_a_moderator_of_another_partner_decides(client, proposal, reply, of_other_partner):
    assert proposal.get_absolute_url() in waiting(of_other_partner)

    client_of(client, of_other_partner).post(proposal.get_absolute_url(), CONFIRM)

    assert is_hidden(reply)


def test_the_author_does_not_decide_about_their_own_post(moderator, partner, thread, alice):
    author = factories.make_user("mia@example.org", "Mia", groups=("Moderators",))
    post = factories.make_reply(thread, author, "Kommunen sover.")
    proposal = propose(post, moderator, partner)

    assert proposal.get_absolute_url() not in waiting(author)
    for decide in (
        lambda: proposals.confirm(proposal=proposal, moderator=author),
        lambda: proposals.decline(proposal=proposal, moderator=author, answer="Nej."),
    ):
        with pytest.raises(OwnCase):
            decide()


def test_suspended_moderators_neither_propose_nor_decide(
    client, as_moderator, proposal, reply, other_moderator, moderator
):
    for user in (moderator, other_moderator):
        Suspension.objects.create(user=user, until=None, decision=1)

    assert client_of(client, other_moderator).post(proposal.get_absolute_url(), CONFIRM)
    assert as_moderator.post(reverse("forum:act", args=[reply.pk, "warn"]), WHY).status_code == 403
    assert state_of(proposal) == State.OPEN
    assert ProposedAct.objects.count() == 1


def acts(post: Post) -> dict[str, dict[str, object]]:
    """Return what the form of each act is sent, but for those of threads that are locked."""
    day = timezone.localdate() + datetime.timedelta(days=7)
    return {
        "redact": WHY | {"body": "Jeg har salt."},
        "lock": WHY,
        "pin": {"reason": "Vigtigt."},
        "move": WHY | {"kind": "issue", "theme": "", "area": ""},
        "warn": WHY,
        "suspend": WHY | {"until": day.isoformat()},
        "ban": WHY,
    }


@pytest.mark.parametrize("act", ["redact", "lock", "pin", "move", "warn", "suspend", "ban"])
def test_each_act_is_proposed_and_done(as_moderator, partner, reply, other_moderator, act):
    response = as_moderator.post(reverse("forum:act", args=[reply.pk, act]), acts(reply)[act])
    assert response.status_code == 302
    assert not ModerationAction.objects.exists()
    proposal = ProposedAct.objects.get()

    assert proposals.confirm(proposal=proposal, moderator=other_moderator).state == State.DONE

    action = ModerationAction.objects.get()
    assert (action.kind, action.moderator) == (act, other_moderator)
    assert state_of(proposal) == State.DONE
    assert ProposedAct.objects.get().body == ""


def test_a_merge_is_proposed_and_done(as_moderator, partner, thread, theme, bob, other_moderator):
    other = factories.make_thread(bob, theme)
    url = reverse("forum:merge", args=[thread.posts.get(number=1).pk])
    assert as_moderator.get(url, {"into": other.pk}).context["must_propose"]

    as_moderator.post(url, {"into": other.pk, "reason": "Den findes."})
    thread.refresh_from_db()
    assert thread.merged_into is None
    proposals.confirm(proposal=ProposedAct.objects.get(), moderator=other_moderator)

    thread.refresh_from_db()
    assert thread.merged_into == other


def test_a_shown_again_post_is_proposed_and_done(as_moderator, partner, reply, other_moderator):
    hide_post(post=reply, moderator=other_moderator, **WHY)
    as_moderator.post(reverse("forum:restore", args=[reply.pk]), {"reason": "Det er saglig kritik"})
    assert is_hidden(reply)

    proposals.confirm(proposal=ProposedAct.objects.get(), moderator=other_moderator)

    assert not is_hidden(reply)


def test_it_lapses_when_another_decides(proposal, reply, moderator, other_moderator):
    hide_post(post=reply, moderator=other_moderator, **WHY)

    assert state_of(proposal) == State.LAPSED
    assert told(moderator) == {"forum.proposal_decided"}
    assert proposals.confirm(proposal=proposal, moderator=other_moderator) is None
    assert ModerationAction.objects.count() == 1


def test_it_lapses_when_the_decision_was_taken_back(
    partner, thread, reply, moderator, other_moderator
):
    lock = propose(reply, moderator, partner, "lock")
    pin = propose(reply, moderator, partner, "pin")
    thread_acts.lock(thread=thread, moderator=other_moderator, **WHY)
    undo(action=ModerationAction.objects.get(), moderator=other_moderator, reason="Fejl.")

    assert (state_of(lock), state_of(pin)) == (State.LAPSED, State.OPEN)


def test_a_text_that_has_changed_since_is_not_overwritten(
    partner, reply, moderator, other_moderator
):
    proposal = propose(reply, moderator, partner, "redact", body="Kort.")
    Post.objects.filter(pk=reply.pk).update(body="Nyt.", edited_at=timezone.now())

    confirmed = proposals.confirm(proposal=proposal, moderator=other_moderator)

    assert confirmed.state == state_of(proposal) == State.LAPSED
    assert Post.objects.get(pk=reply.pk).body == "Nyt."
    assert not ModerationAction.objects.exists()


def test_the_proposer_does_not_decide_about_the_complaint(
    proposal, reply, bob, moderator, other_moderator, of_other_partner
):
    proposals.confirm(proposal=proposal, moderator=other_moderator)
    action = ModerationAction.objects.get()
    assert appeals.appeal(action=action, author=bob, text="Det passer ikke.")
    # Also once they have left the partner.
    PartnerMembership.objects.filter(user=moderator).delete()
    former = User.objects.get(pk=moderator.pk)

    for user in (former, other_moderator):
        with pytest.raises(OwnCase):
            appeals.check_may_decide(action.appeal, user)
        with pytest.raises(OwnCase):
            undo(action=action, moderator=user, reason="Nej.")
        assert action.get_absolute_url() not in waiting(user)
    appeals.check_may_decide(action.appeal, of_other_partner)


def test_a_moderator_without_the_partner_acts_at_once(client, partner, reply, other_moderator):
    client_of(client, other_moderator).post(reverse("forum:hide", args=[reply.pk]), WHY)

    assert is_hidden(reply)
    assert not ProposedAct.objects.exists()


def test_the_database_holds_the_rules(proposal, reply, moderator, partner):
    """One open proposal of a kind and target, and none that its proposer decides."""
    found, is_new = proposals.propose(
        kind="hide", post=reply, moderator=moderator, partner_id=partner.pk, given=WHY
    )
    assert (found, is_new) == (proposal, False)
    rows = ProposedAct.objects.filter(pk=proposal.pk)
    now = timezone.now()
    for wrong in (
        {"state": State.DONE, "decided_at": now, "decided_by": moderator},
        {"state": State.DONE},
        {"state": State.DECLINED, "decided_at": now},
        {"reason": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        ModerationAction.objects.create(
            kind="hide", post=reply, moderator=moderator, proposer=moderator, **WHY
        )


def test_decided_proposals_are_deleted_in_time(
    settings, proposal, partner, thread, moderator, other_moderator
):
    still_open = propose(thread.posts.get(number=1), moderator, partner)
    proposals.decline(proposal=proposal, moderator=other_moderator, answer="Nej.")
    assert proposals.delete_decided() == 0

    long_ago = timezone.now() - datetime.timedelta(days=settings.ERASED_HISTORY_DAYS + 1)
    ProposedAct.objects.filter(pk=proposal.pk).update(decided_at=long_ago)

    assert proposals.delete_decided() == 1
    assert ProposedAct.objects.get() == still_open


def test_the_inbox_asks_the_same_for_many_proposals(partner, thread, moderator, other_moderator):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            inbox.read_page(other_moderator)
        return len(captured)

    posts = [factories.make_reply(thread, moderator, f"Nr. {number}") for number in range(4)]
    propose(posts[0], moderator, partner, "redact", body="x")
    # The first time also reads what is held then.
    queries()
    one = queries()
    for post in posts[1:]:
        propose(post, moderator, partner, "redact", body="x")
    assert queries() == one
    first, cursor = inbox.read_page(other_moderator, size=3)
    rest, end = inbox.read_page(other_moderator, cursor, size=3)
    assert (len(first), len(rest), end) == (3, 1, "")
