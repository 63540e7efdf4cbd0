"""Personal data in what moderators propose to each other: the rule of its model."""

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forum.models import ProposedAct
from residents.personal_data.privacy_notice import days
from residents.personal_data.registry import Erasure, Person, Posts, PrivacyNoticeRow, Rule

PROPOSING = PrivacyNoticeRow(
    name="proposing",
    title=_("What a moderator proposes to another"),
    what=_(
        "What you propose as a moderator about posts that concern your partner, and the answer."
    ),
    why=_("So nobody decides alone about posts that criticise the body they belong to."),
    how_long=lambda: (
        gettext("For %(days)s after a moderator has decided.")
        % {"days": days(settings.ERASED_HISTORY_DAYS)}
    ),
    depends_on=("ERASED_HISTORY_DAYS",),
)


def _forget_proposer(person: Person, posts: Posts) -> None:
    ProposedAct.objects.filter(proposer=person.user).update(proposer=None)
    ProposedAct.objects.filter(decided_by=person.user).update(decided_by=None)


RULES = (
    Rule(
        model="forum.ProposedAct",
        person_fields=("proposer", "decided_by"),
        privacy_row=PROPOSING,
        # A moderator’s decisions are about what others have proposed.
        find=lambda person: ProposedAct.objects.filter(proposer=person.user),
        columns=("kind", "rule", "reason", "until", "created_at", "state", "answer", "decided_at"),
        erasure=Erasure.ANONYMISE,
        reason="Another moderator still has to decide about it.",
        erase=_forget_proposer,
    ),
)
