"""Appeals against decisions, and what moderators who belong to a partner do not decide."""

import pytest
from django.urls import reverse

from forum.models import Appeal, Issue, ModerationAction, PartnerMatter, ProposedAct
from forum.moderation import appeals, person_acts
from forum.moderation.actions import hide_post
from forum.moderation.conflicts import PartnerCase
from forum.threads import posting
from notifications.models import OutboxMessage
from residents.models import PartnerMembership
from tests import factories
from tests.form_errors import error_codes

pytestmark = pytest.mark.django_db
WHY = {"rule": "unkind", "reason": "Hold den gode tone."}


def last_action() -> ModerationAction:
    found = ModerationAction.objects.order_by("-pk").first()
    assert found is not None
    return found


@pytest.fixture
def hidden(reply, moderator) -> ModerationAction:
    hide_post(post=reply, moderator=moderator, **WHY)
    return last_action()


def test_the_author_appeals_once_and_another_moderator_decides(
    as_bob, as_moderator, client, bob, other_moderator, reply, hidden
):
    path = hidden.get_absolute_url()
    for _click in range(2):
        assert as_bob.post(path, {"text": "Det var ikke ment sådan."}).status_code == 302
    appeal = Appeal.objects.get()
    assert (appeal.author, appeal.is_open) == (bob, True)

    # The first moderator neither decides nor gives in.
    answer = reverse("forum:appeal_answer", args=[hidden.pk])
    given = {"decision": "uphold", "answer": "Du har ret."}
    assert as_moderator.post(answer, given).status_code == 403
    take_back = reverse("forum:take_back", args=[hidden.pk])
    assert as_moderator.post(take_back, {"reason": "Nå."}).status_code == 403
    assert as_bob.post(answer, given).status_code == 403

    factories.sign_in(client, other_moderator)
    for _click in range(2):
        assert client.post(answer, given).status_code == 302
    appeal.refresh_from_db()
    reply.refresh_from_db()
    assert (appeal.state, appeal.decided_by) == ("upheld", other_moderator)
    assert (reply.is_hidden, ModerationAction.objects.count()) == (False, 2)


def test_a_rejected_appeal_is_answered(client, bob, other_moderator, reply, hidden):
    appeals.appeal(action=hidden, author=bob, text="Nej!")
    factories.sign_in(client, other_moderator)
    answer = reverse("forum:appeal_answer", args=[hidden.pk])

    for _click in range(2):
        client.post(answer, {"decision": "reject", "answer": "Det står der stadig."})

    reply.refresh_from_db()
    appeal = Appeal.objects.get()
    assert (appeal.state, reply.is_hidden) == ("rejected", True)
    assert OutboxMessage.objects.filter(key=f"appeal:{appeal.pk}", to=bob.email).count() == 1


@pytest.mark.parametrize(("who", "status"), [("client", 302), ("as_alice", 404)])
def test_others_neither_read_a_decision_nor_appeal(request, hidden, who, status):
    client = request.getfixturevalue(who)

    assert client.get(hidden.get_absolute_url()).status_code == status
    assert client.post(hidden.get_absolute_url(), {"text": "Nej"}).status_code == status
    assert not Appeal.objects.exists()


def test_an_appeal_needs_words_and_comes_in_time(as_bob, hidden, settings):
    response = as_bob.post(hidden.get_absolute_url(), {"text": " "})
    assert error_codes(response.context["form"], "text") == ["required"]

    settings.APPEAL_DAYS = 0
    assert as_bob.post(hidden.get_absolute_url(), {"text": "Nej"}).status_code == 403
    assert not Appeal.objects.exists()


@pytest.fixture
def partner(moderator):
    """The partner to whom the moderator belongs."""
    partner = factories.make_partner("Nordjyllands Politi", "police")
    PartnerMembership.objects.create(partner=partner, user=moderator)
    return partner


@pytest.mark.parametrize("how", ["named", "marked", "handled"])
def test_a_partners_moderator_does_not_decide_about_criticism_of_it(
    as_moderator, moderator, other_moderator, thread, bob, partner, how
):
    body = f"{partner.name.upper()} kommer aldrig." if how == "named" else "De kommer aldrig."
    post = posting.reply(thread=thread, author=bob, body=body)
    if how == "marked":
        PartnerMatter.objects.create(post=post, partner=partner)
    if how == "handled":
        Issue.objects.create(thread=thread, handled_by=partner)

    assert as_moderator.post(reverse("forum:hide", args=[post.pk]), WHY).status_code == 302
    with pytest.raises(PartnerCase):
        person_acts.warn(post=post, moderator=moderator, **WHY)
    redact = reverse("forum:act", args=[post.pk, "redact"])
    assert as_moderator.post(redact, {**WHY, "body": "x"}).status_code == 302
    # Both are proposed only.
    assert not ModerationAction.objects.exists()
    assert set(ProposedAct.objects.open().values_list("kind", flat=True)) == {"hide", "redact"}
    assert hide_post(post=post, moderator=other_moderator, **WHY)


def test_a_moderator_of_another_partner_decides(as_moderator, moderator, thread, bob, partner):
    post = posting.reply(thread=thread, author=bob, body="Kommunen kommer aldrig.")

    assert as_moderator.post(reverse("forum:hide", args=[post.pk]), WHY).status_code == 302
    assert last_action().post == post


def test_a_moderator_marks_a_post_as_being_about_a_partner(as_moderator, as_bob, reply, partner):
    path = reverse("forum:mark_partner", args=[reply.pk])
    assert as_bob.post(path, {"partner": partner.pk}).status_code == 403
    for _click in range(2):
        as_moderator.post(path, {"partner": partner.pk})
    as_moderator.post(path, {"partner": 987654321})

    assert PartnerMatter.objects.get().partner == partner
