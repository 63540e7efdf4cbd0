"""The notice to a moderator of what became of an act that they have proposed."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.models import ProposedAct
from notifications.models import Activity, Category
from notifications.notices import activities, activity_types
from notifications.notices.activity_types import Described, Kind
from residents.models import User

PROPOSAL_DECIDED = "forum.proposal_decided"
# What a title of a proposal needs.
RELATED = ("post__thread", "held__thread", "anonymous_issue__thread")


def notify(proposal: ProposedAct) -> None:
    """Notify the proposer of the decision, unless their account is gone."""
    if proposal.proposer_id is not None:
        activities.publish(
            key=f"{PROPOSAL_DECIDED}:{proposal.pk}",
            kind=PROPOSAL_DECIDED,
            object_id=proposal.pk,
            # The page of the proposal marks it as read.
            target=f"proposed-act:{proposal.pk}",
            addressed={proposal.proposer_id: Category.MODERATION},
        )


def _describe(batch: Sequence[Activity], reader: User) -> dict[int, Described]:
    if not reader.has_perm("forum.moderate"):
        return {}
    pks = {activity.object_id for activity in batch}
    rows = ProposedAct.objects.filter(pk__in=pks, proposer=reader).select_related(*RELATED)
    found = {each.pk: each for each in rows.exclude(state=ProposedAct.State.OPEN)}
    return {
        activity.pk: Described(
            title=proposal.title,
            url=proposal.get_absolute_url(),
            text=_("What you proposed (%(act)s): %(state)s")
            % {"act": proposal.get_kind_display(), "state": proposal.get_state_display()},
            group=_("Moderation"),
            detail=proposal.answer,
            title_language=proposal.language,
        )
        for activity in batch
        if (proposal := found.get(activity.object_id))
    }


def register() -> None:
    """Register the activity type."""
    activity_types.register(
        Kind(
            PROPOSAL_DECIDED,
            Category.MODERATION,
            _describe,
            lambda count: ngettext(
                "%(count)d decision about what you proposed",
                "%(count)d decisions about what you proposed",
                count,
            ),
        )
    )
