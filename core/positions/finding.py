"""Where an address lies: by the service, if there is one, and by the areas of the hub."""

import re

from django.utils.translation import gettext as _

from core.areas import all_areas
from core.models import Area
from core.positions.lookup import Place
from core.text import normalization


def areas_named_in(text: str) -> list[Area]:
    """Return the areas with a known middle that `text` names, or else those of its postal codes."""
    words = normalization.search_key(text)
    placed = [area for area in all_areas() if area.position]
    named = [area for area in placed if _has_word(words, normalization.search_key(area.name))]
    if named:
        return named
    codes = set(re.findall(r"\b\d{4}\b", text))
    return [area for area in placed if codes & set(area.postal_codes.split())]


def middles_of(areas: list[Area]) -> list[Place]:
    """Return the middle of each area as a place."""
    return [
        Place(_("The middle of %(area)s") % {"area": area.name}, *map(str, area.position))
        for area in areas
        if area.position
    ]


def _has_word(text: str, word: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text))
