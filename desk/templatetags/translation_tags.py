"""What the translation editor says about a translation."""

from django import template
from wagtail_localize.models import Translation

from core.outdated_translations import Progress, progress_of

register = template.Library()


@register.filter
def translation_progress(translation: Translation) -> Progress:
    """Return how many texts of a page are translated."""
    return progress_of([translation])[translation.pk]
