"""Two moderators confirm one proposal at once."""

from core.models import Theme
from forum.models import ModerationAction, Post, ProposedAct
from forum.moderation import proposals
from residents.models import PartnerMembership
from tests import factories
from tests.races.threads import errors_in, run_concurrently


def test_it_is_done_once(committed):
    theme = Theme.objects.create(slug="race", colour="brick", icon="race")
    writer = factories.make_user("writer@example.org", "Vera")
    post = factories.make_thread(writer, theme).posts.get(number=1)
    moderators = [
        factories.make_user(f"m{number}@example.org", "Mona", groups=("Moderators",))
        for number in range(3)
    ]
    partner = factories.make_partner("Kommunen", "municipality")
    PartnerMembership.objects.create(partner=partner, user=moderators[0])
    proposal, _is_new = proposals.propose(
        kind="hide",
        post=post,
        moderator=moderators[0],
        partner_id=partner.pk,
        given={"rule": "unkind", "reason": "Det går efter personen."},
    )

    def job(moderator):
        return lambda: proposals.confirm(proposal=proposal, moderator=moderator)

    results = run_concurrently([job(each) for each in moderators[1:]], workers=2)

    assert errors_in(results) == []
    action = ModerationAction.objects.get()
    assert action.proposer == moderators[0]
    assert ProposedAct.objects.get().state == ProposedAct.State.DONE
    assert Post.objects.get(pk=post.pk).is_hidden
