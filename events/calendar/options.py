"""The options of the calendar's filters."""

import re
from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import HttpRequest
from taggit.models import Tag

from core.areas import all_areas
from core.caching.held_values import HeldValues
from core.models import Area
from core.tags import LocalizedTag, localized_tags
from core.themes import LocalizedThemes, localized_themes

# Maximum number of tags; event pages link to all others.
MAX_TAGS = 40
# To count the uses reads the tags of all events.
_most_used: HeldValues[list[Tag]] = HeldValues()


@dataclass(frozen=True, slots=True)
class FilterOptions:
    """All themes and areas, and the most used tags."""

    themes: LocalizedThemes
    areas: list[Area]
    tags: list[LocalizedTag]

    def area(self, slug: str) -> Area | None:
        """Return the area with that slug, or None."""
        return next((area for area in self.areas if area.slug == slug), None)

    def tag(self, slug: str) -> LocalizedTag | None:
        """Return the tag with that slug, or None."""
        return next((tag for tag in self.tags if tag.slug == slug), None)


def filter_options(request: HttpRequest) -> FilterOptions:
    """Return the options in the language of `request`; its own tag is always among the tags."""
    selected_tag = request.GET.get("tag", "")
    return FilterOptions(localized_themes(), all_areas(), _tags(selected_tag))


def _tags(selected: str) -> list[LocalizedTag]:
    used = Tag.objects.annotate(
        uses=Count("event_texts", Q(event_texts__event__is_published=True))
    ).filter(uses__gt=0)
    most_used = used.order_by("-uses", "name")[:MAX_TAGS]
    tags = list(_most_used.get("all", lambda: list(most_used)))
    # PostgreSQL rejects some characters, such as NUL.
    if re.fullmatch(r"[-\w]{1,100}", selected) and selected not in {tag.slug for tag in tags}:
        tags += used.filter(slug=selected)
    return localized_tags(tags)
