"""An event with one seat, for the demo site."""

from tests.browser.conftest import Site

_CODE = """
import datetime
from django.utils import timezone
from core.models import Theme
from events.pages.calendar_page import CalendarPage
from events.pages.event_page import EventPage
calendar = CalendarPage.objects.get(locale__language_code="da")
starts_at = timezone.now().replace(second=0, microsecond=0) + datetime.timedelta(days=6)
page = EventPage(
    title="Lille arrangement", slug="SLUG", theme=Theme.objects.get(slug="loneliness"),
    starts_at=starts_at, ends_at=starts_at + datetime.timedelta(hours=2),
    locale=calendar.locale, live=False, capacity=1,
)
calendar.add_child(instance=page)
page.save_revision().publish()
"""


def make(site: Site, slug: str) -> str:
    """Publish it, and return its address."""
    site.run(_CODE.replace("SLUG", slug))
    return f"/da/kalender/{slug}/"


def end(site: Site, slug: str) -> None:
    """Move it to yesterday, and run the tick."""
    site.run(
        f"""
import datetime
from django.core.management import call_command
from django.utils import timezone
from events.models import Occurrence
from events.pages.event_page import EventPage
page = EventPage.objects.get(slug="{slug}")
then = timezone.now() - datetime.timedelta(days=1)
Occurrence.objects.filter(event=page.event).update(
    starts_at=then - datetime.timedelta(hours=2), ends_at=then, thank_at=timezone.now()
)
call_command("tick")
"""
    )
