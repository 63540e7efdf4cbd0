"""A partner's moderator proposes what to do with texts that wait, reports and decisions."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.moderation import inbox
from forum.models import (
    AnonymousIssue,
    HeldPost,
    ModerationAction,
    PartnerMatter,
    Post,
    PostReport,
    ProposedAct,
)
from forum.moderation import appeals, held_posts, proposals, reports
from forum.moderation.actions import hide_post
from forum.moderation.conflicts import OwnCase, PartnerCase
from forum.moderation.undo import undo
from notifications.models import Notice, OutboxMessage
from notifications.notices import activities
from residents.models import PartnerMembership, User
from tests import factories

pytestmark = pytest.mark.django_db
WHY = {"rule": "unkind", "reason": "Det går efter personen."}
CONFIRM = {"decision": "confirm", "answer": ""}
DECLINE = {"decision": "decline", "answer": "Det er saglig kritik."}
State = ProposedAct.State


@pytest.fixture
def partner(moderator):
    """The partner to whom the moderator belongs."""
    partner = factories.make_partner("Kommunen", "municipality")
    PartnerMembership.objects.create(partner=partner, user=moderator)
    return partner


@pytest.fixture
def held(partner, thread, bob) -> HeldPost:
    """Bob's reply about the partner, which waits."""
    held = factories.make_held_post(thread, bob)
    HeldPost.objects.filter(pk=held.pk).update(body="Det var Kim Holm fra Kommunen, der stjal den.")
    held.refresh_from_db()
    return held


@pytest.fixture
def issue(partner) -> AnonymousIssue:
    """An issue without an account about the partner, which waits."""
    return factories.make_anonymous_issue(title="Kommunen har slukket lygten")


@pytest.fixture
def reported(partner, reply, alice) -> Post:
    """Bob's reply about the partner, which Alice has reported."""
    PartnerMatter.objects.create(post=reply, partner=partner)
    reports.report_post(post=reply, reporter=alice, rule="unkind", text="", language="da")
    return reply


@pytest.fixture
def hiding(partner, reply, other_moderator) -> ModerationAction:
    """Another moderator's decision to hide Bob's reply about the partner."""
    hide_post(post=reply, moderator=other_moderator, **WHY)
    PartnerMatter.objects.create(post=reply, partner=partner)
    return ModerationAction.objects.get()


@pytest.fixture
def third(partner) -> User:
    """A moderator who has no part in anything."""
    return factories.make_user("trine@example.org", "Trine", groups=("Moderators",))


def told(user: User) -> set[str]:
    activities.spread_due()
    return set(Notice.objects.filter(recipient=user).values_list("activity__kind", flat=True))


def waiting(user: User) -> list[str]:
    return [each.url for each in inbox.read_page(user)[0]]


def client_of(user: User) -> Client:
    client = Client()
    factories.sign_in(client, user)
    return client


# What is proposed: the fixture of its object, the name of its form, and what the form is sent.
CASES = {
    "publish": ("held", "held_approve", {"reason": "Det er kritik, og den er saglig."}),
    "refuse": ("held", "held_refuse", WHY),
    "publish_issue": ("issue", "anonymous_issue_approve", {"reason": "Den er saglig."}),
    "refuse_issue": ("issue", "anonymous_issue_refuse", WHY),
    "dismiss": ("reported", "reports", {"answer": "Det er saglig kritik."}),
    "undo": ("hiding", "take_back", {"reason": "Det var saglig kritik."}),
}


def is_done(name: str, about) -> bool:
    about = type(about).objects.get(pk=about.pk)
    checks: dict[str, Callable[[], bool]] = {
        "publish": lambda: about.state == "approved" and about.post is not None,
        "refuse": lambda: about.state == "refused",
        "publish_issue": lambda: about.state == "approved" and about.thread is not None,
        "refuse_issue": lambda: about.state == "refused",
        "dismiss": lambda: not PostReport.objects.open().filter(post=about).exists(),
        "undo": lambda: about.is_undone and not about.post.is_hidden,
    }
    return checks[name]()


@pytest.fixture(params=CASES)
def case(request, as_moderator):
    """What the partner's moderator is about to propose: its name, object, URL and form."""
    fixture, route, form = CASES[request.param]
    about = request.getfixturevalue(fixture)
    OutboxMessage.objects.all().delete()
    return request.param, about, reverse(f"forum:{route}", args=[about.pk]), form


def test_it_is_proposed_once_and_nothing_is_done(case, as_moderator, moderator, third):
    name, about, url, form = case
    log = ModerationAction.objects.count()

    for _click in range(2):
        response = as_moderator.post(url, form)
        proposal = ProposedAct.objects.get()
        assert (response.status_code, response.url) == (302, proposal.get_absolute_url())

    assert (proposal.proposer, proposal.state) == (moderator, State.OPEN)
    assert not is_done(name, about)
    assert ModerationAction.objects.count() == log
    assert not OutboxMessage.objects.exists()
    assert "forum.proposed_act" in told(third)
    page = as_moderator.get(proposal.get_absolute_url())
    assert not page.context["may_decide"]
    assert as_moderator.post(proposal.get_absolute_url(), CONFIRM).status_code == 403
    assert not is_done(name, about)


def test_another_confirms_it_once(case, as_moderator, moderator, third):
    name, about, url, form = case
    as_moderator.post(url, form)
    proposal = ProposedAct.objects.get()
    deciding = client_of(third)
    assert proposal.get_absolute_url() in waiting(third)
    assert deciding.get(proposal.get_absolute_url()).context["may_decide"]

    for _click in range(2):
        assert deciding.post(proposal.get_absolute_url(), CONFIRM).status_code == 302

    assert is_done(name, about)
    assert ProposedAct.objects.get().state == State.DONE
    assert told(moderator) >= {"forum.proposal_decided"}
    assert proposal.get_absolute_url() not in waiting(third)
    if name in {"refuse", "refuse_issue", "undo"}:
        entry = ModerationAction.objects.latest("pk")
        assert (entry.moderator, entry.proposer) == (third, moderator)


def test_another_declines_it(case, as_moderator, moderator, third):
    name, about, url, form = case
    as_moderator.post(url, form)
    proposal = ProposedAct.objects.get()

    assert client_of(third).post(proposal.get_absolute_url(), DECLINE).status_code == 302

    proposal.refresh_from_db()
    assert (proposal.state, proposal.answer) == (State.DECLINED, DECLINE["answer"])
    assert not is_done(name, about)


def test_its_proposer_withdraws_it_and_can_propose_again(case, as_moderator, moderator, third):
    _name, _about, url, form = case
    as_moderator.post(url, form)
    proposal = ProposedAct.objects.get()
    withdraw = {"decision": "withdraw"}
    assert client_of(third).post(proposal.get_absolute_url(), withdraw).status_code == 200
    assert ProposedAct.objects.get().state == State.OPEN

    for _click in range(2):
        assert as_moderator.post(proposal.get_absolute_url(), withdraw).status_code == 302

    assert ProposedAct.objects.get().state == State.WITHDRAWN
    assert proposal.get_absolute_url() not in waiting(third)
    assert "forum.proposal_decided" not in told(moderator)
    assert client_of(third).post(proposal.get_absolute_url(), CONFIRM).status_code == 302
    assert ProposedAct.objects.get().state == State.WITHDRAWN
    as_moderator.post(url, form)
    assert ProposedAct.objects.open().count() == 1


def test_a_colleague_from_the_partner_does_not_decide(case, as_moderator, partner):
    name, about, url, form = case
    colleague = factories.make_user("kim@example.org", "Kim", groups=("Moderators",))
    PartnerMembership.objects.create(partner=partner, user=colleague)
    as_moderator.post(url, form)
    proposal = ProposedAct.objects.get()

    assert not client_of(colleague).get(proposal.get_absolute_url()).context["may_decide"]
    for decision in (CONFIRM, DECLINE):
        assert client_of(colleague).post(proposal.get_absolute_url(), decision).status_code == 403
    with pytest.raises(PartnerCase):
        proposals.confirm(proposal=proposal, moderator=colleague)
    assert proposal.get_absolute_url() not in waiting(colleague)
    assert not is_done(name, about)


@pytest.mark.parametrize(("who", "status"), [("client", 302), ("as_alice", 403), ("as_bob", 403)])
def test_residents_neither_see_nor_decide(request, case, as_moderator, who, status):
    name, about, url, form = case
    as_moderator.post(url, form)
    proposal = ProposedAct.objects.get()
    client = request.getfixturevalue(who)

    assert client.get(proposal.get_absolute_url()).status_code == status
    for decision in (CONFIRM, DECLINE, {"decision": "withdraw"}):
        assert client.post(proposal.get_absolute_url(), decision).status_code == status
    assert ProposedAct.objects.get().state == State.OPEN
    assert not is_done(name, about)


def test_what_is_empty_is_not_proposed(case, as_moderator):
    _name, _about, url, _form = case

    assert as_moderator.post(url, {}).status_code == 200
    assert not ProposedAct.objects.exists()


def test_it_lapses_when_another_decides_without_it(case, as_moderator, third):
    name, about, url, form = case
    as_moderator.post(url, form)

    if name in {"publish", "refuse"}:
        held_posts.refuse(held=about, moderator=third, **WHY)
    elif name == "dismiss":
        hide_post(post=about, moderator=third, **WHY)
    elif name == "undo":
        undo(action=about, moderator=third, reason="Fejl.")
    else:
        client_of(third).post(reverse("forum:anonymous_issue_refuse", args=[about.pk]), WHY)

    assert ProposedAct.objects.get().state == State.LAPSED
    proposal = ProposedAct.objects.get()
    assert proposals.confirm(proposal=proposal, moderator=third) is None


def test_it_lapses_when_the_author_changes_the_text(held, as_moderator, as_bob):
    as_moderator.post(reverse("forum:held_refuse", args=[held.pk]), WHY)
    body = {"body": "Det var Kim Holm fra Kommunen, der stjal cyklen."}

    assert as_bob.post(reverse("forum:held_edit", args=[held.pk]), body).status_code == 302

    assert ProposedAct.objects.get().state == State.LAPSED


def test_it_goes_with_the_text_that_its_author_withdraws(held, as_moderator, as_bob, third):
    as_moderator.post(reverse("forum:held_refuse", args=[held.pk]), WHY)

    as_bob.post(reverse("forum:held_withdraw", args=[held.pk]))

    assert not ProposedAct.objects.exists()
    assert waiting(third) == []


def test_a_refusal_of_a_text_about_the_partner_is_not_taken_back_alone(held, moderator, third):
    held_posts.refuse(held=held, moderator=third, **WHY)
    action = ModerationAction.objects.get()

    with pytest.raises(PartnerCase):
        undo(action=action, moderator=moderator, reason="Nej.")
    url = reverse("forum:take_back", args=[action.pk])
    assert client_of(moderator).post(url, {"reason": "Den er saglig."}).status_code == 302
    proposals.confirm(proposal=ProposedAct.objects.get(), moderator=third)

    held.refresh_from_db()
    assert held.state == HeldPost.State.APPROVED


def test_an_answer_to_a_complaint_is_not_proposed(hiding, bob, moderator, as_moderator, partner):
    appeals.appeal(action=hiding, author=bob, text="Det passer ikke.")

    page = as_moderator.get(hiding.get_absolute_url())
    assert page.context["is_partner_case"]
    assert not page.context["may_decide"]
    assert not page.context["must_propose"]
    for route in ("appeal_answer", "take_back"):
        url = reverse(f"forum:{route}", args=[hiding.pk])
        form = {"decision": "reject", "answer": "Nej.", "reason": "Nej."}
        assert as_moderator.post(url, form).status_code == 403
    with pytest.raises(OwnCase):
        proposals.propose_about(
            kind="undo",
            target=ModerationAction.objects.get(),
            moderator=moderator,
            partner_id=partner.pk,
            given={"reason": "Nej."},
        )


def test_the_database_holds_one_target_and_one_open_proposal(held, issue, moderator, partner):
    made = {"proposer": moderator, "partner": partner, "reason": "Fordi."}
    ProposedAct.objects.create(kind="refuse", held=held, **made)
    for wrong in (
        {"kind": "refuse", "held": held},
        {"kind": "refuse", "held": held, "anonymous_issue": issue},
        {"kind": "refuse"},
        {"kind": "undo", "held": held},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ProposedAct.objects.create(**wrong, **made)
    closed = {"state": State.WITHDRAWN, "decided_at": timezone.now()}
    ProposedAct.objects.create(kind="refuse", held=held, **closed, **made)
