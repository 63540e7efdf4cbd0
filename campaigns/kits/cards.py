"""The kits that the page of a campaign shows."""

import copy
import uuid
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from campaigns.kit_cards import KitCard
from campaigns.models import CampaignPage, KitPage, KitTick
from core.caching.held_values import HeldValues
from residents.requests import signed_in_reader

BLOCK = "kit"

# The translation key of a kit, and the language of the reader.
_Key = tuple[uuid.UUID, str]
_held: HeldValues[KitCard] = HeldValues(most=200)


def add_cards(page: CampaignPage, request: HttpRequest) -> dict[str, Any]:
    """Give each kit block of `page` its card, in the reader's language if there is one.

    One query unless they are held, and one more for a signed-in reader.
    """
    blocks = [
        block.value
        for block in page.body.blocks_by_name(BLOCK)
        if (chosen := block.value.get("page")) and chosen.live
    ]
    if not blocks:
        return {}
    language = get_language() or settings.LANGUAGE_CODE
    found = _held.get_many(((value["page"].translation_key, language) for value in blocks), _load)
    cards = []
    for value in blocks:
        if card := found.get((value["page"].translation_key, language)):
            # The reader's ticks are none of the held card's.
            value.card = copy.deepcopy(card)
            cards.append(value.card)
    KitTick.objects.add_to(cards, signed_in_reader(request))
    return {}


def _load(keys: list[_Key]) -> dict[_Key, KitCard]:
    """Return the cards of the live kits among `keys`. One query."""
    cards: dict[_Key, KitCard] = {}
    wanted = {key for key, _language in keys}
    live = KitPage.objects.live().filter(translation_key__in=wanted).select_related("locale")
    for kit in live.order_by("pk"):
        for key, language in keys:
            is_better = (key, language) not in cards or kit.locale.language_code == language
            if key == kit.translation_key and is_better:
                cards[key, language] = kit.make_card()
    return cards
