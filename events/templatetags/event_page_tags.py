"""What the admin says about the people signed up for event pages."""

from django import template
from wagtail.models import Page

from events.pages.page_guards import people_signed_up_for
from events.scheduling.impact import AffectedPeople

register = template.Library()


@register.simple_tag
def people_signed_up(page: Page) -> AffectedPeople:
    """Return the people signed up for upcoming times of `page` and of the pages below it."""
    return people_signed_up_for([page])
