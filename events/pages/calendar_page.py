"""The page of the calendar."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField

from core.models import BasePage
from core.page_urls import url_of
from core.theme_limits import ContainerPermissionTester
from events.calendar import calendar_context


class CalendarPage(BasePage):
    """All events, as an agenda, a week or a month; event pages live under it."""

    intro = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]
    parent_page_types = ["home.HomePage"]
    subpage_types = ["events.EventPage"]
    page_description = _("All events on all themes. There is one calendar in each language.")
    max_count_per_parent = 1
    template = "events/calendar_page.html"

    class Meta:
        verbose_name = _("calendar")

    def permissions_for_user(self, user: Any) -> ContainerPermissionTester:
        return ContainerPermissionTester(user, self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), **calendar_context(request)}


def find_calendar_url() -> str:
    """Return the path of the calendar in the active language; "" if it is not published."""
    page = CalendarPage.objects.live().filter(locale__language_code=get_language()).first()
    return url_of(page) if page else ""
