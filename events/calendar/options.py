"""What the calendar can be narrowed down to."""

import re
from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import HttpRequest
from taggit.models import Tag

from core.models import Area
from core.themes import LocalizedThemes, themes_for

# More are not read through; every tag can be reached from the events that carry it.
TAGS_OFFERED = 40


@dataclass(frozen=True, slots=True)
class FilterOptions:
    """Every theme and area, and the tags that are used most."""

    themes: LocalizedThemes
    areas: list[Area]
    tags: list[Tag]

    def area(self, slug: str) -> Area | None:
        """Return the area with that slug, or None."""
        return next((area for area in self.areas if area.slug == slug), None)

    def tag(self, slug: str) -> Tag | None:
        """Return the tag with that slug, or None."""
        return next((tag for tag in self.tags if tag.slug == slug), None)


def filter_options(request: HttpRequest) -> FilterOptions:
    """Return what can be chosen, worded for `request`. The tag it asks for is among the tags."""
    asked = request.GET.get("tag", "")
    return FilterOptions(themes_for(request), list(Area.objects.all()), _tags(asked))


def _tags(asked: str) -> list[Tag]:
    used = Tag.objects.annotate(
        uses=Count("event_texts", Q(event_texts__event__is_published=True))
    ).filter(uses__gt=0)
    tags = list(used.order_by("-uses", "name")[:TAGS_OFFERED])
    # Not everything that is typed into an address can be asked of a database.
    if re.fullmatch(r"[-\w]{1,100}", asked) and asked not in {tag.slug for tag in tags}:
        tags += used.filter(slug=asked)
    return sorted(tags, key=lambda tag: tag.name.lower())
