"""What an act on a page means for pledges, ticked kits and followers of campaigns."""

import uuid
from collections.abc import Collection, Iterator

from django.db.models import Sum
from django.utils.translation import gettext as _

from campaigns.models import CampaignPage, KitPage, KitTick, PledgeOffer
from core.life_cycle import Act, Change, Consequence
from notifications.notices import topics
from notifications.notices.follower_counts import consequences_for_followers, count_in_words


def consequences(change: Change) -> Iterator[Consequence]:
    """Yield what `change` means for the campaigns and kits among the affected pages."""
    campaigns = set(change.pages_of(CampaignPage).values_list("translation_key", flat=True))
    if campaigns:
        yield from _pledges(change.act, campaigns)
        followed = [topics.campaign(key) for key in campaigns]
        yield from consequences_for_followers(change.act, followed)
    kits = set(change.pages_of(KitPage).values_list("translation_key", flat=True))
    if kits:
        yield from _ticks(change.act, kits)


def _pledges(act: Act, campaigns: Collection[uuid.UUID]) -> Iterator[Consequence]:
    offers = PledgeOffer.objects.filter(campaign_key__in=campaigns)
    number = offers.aggregate(number=Sum("given"))["number"]
    if not number:
        return
    texts = {
        Act.MOVE: _("Pledges: %(number)s. They move along."),
        Act.UNPUBLISH: _("Pledges: %(number)s. They are kept, and nobody is told."),
        Act.EXPIRE: _("Pledges: %(number)s. They are kept, and nobody is told."),
        Act.DELETE: _("Pledges: %(number)s. They are on no page afterwards, and nobody is told."),
    }
    own = _("Pledges: %(number)s. They belong to the original only.")
    yield Consequence(texts.get(act, own) % {"number": count_in_words(number)})


def _ticks(act: Act, kits: Collection[uuid.UUID]) -> Iterator[Consequence]:
    number = KitTick.objects.filter(kit__in=kits).values("user").distinct().count()
    if not number:
        return
    texts = {
        Act.MOVE: _("Residents who ticked steps: %(number)s. Their ticks move along."),
        Act.UNPUBLISH: _("Residents who ticked steps: %(number)s. Their ticks are kept."),
        Act.EXPIRE: _("Residents who ticked steps: %(number)s. Their ticks are kept."),
        Act.DELETE: _("Residents who ticked steps: %(number)s. Their ticks are deleted."),
    }
    own = _("Residents who ticked steps: %(number)s. The ticks belong to the original only.")
    yield Consequence(texts.get(act, own) % {"number": count_in_words(number)})
