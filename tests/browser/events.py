"""Events in unusual states, which the demo content lacks."""

import json

from tests.browser.conftest import Site

WITH_MAP = "med-kort"
# Fields of `EventPage`, by slug.
STATES = {
    WITH_MAP: {
        "kind": "social",
        "venue": "Fiskerhuset",
        "address": "Kaj 1, 9850 Hirtshals",
        "latitude": "57.595000",
        "longitude": "9.963000",
        "step_free": "yes",
        "hearing_loop": "no",
        "directions": "Bus 77 stopper ved kajen.",
        "welcome": "Kommer du alene? Se efter værten i den gule vest.",
        "capacity": 12,
        "newcomer_seats": 3,
        "closes_hours_before": 5,
        "repeats": "weekly",
        "repeat_count": 6,
    },
    "hele-dagen": {"is_all_day": True, "has_signup": False},
    "aaben-ende": {"has_open_end": True, "opens_days_before": 1},
    "flyttet-online": {"status": "moved_online", "status_reason": "Stormen tog taget."},
    "udsat": {"status": "postponed", "status_reason": "Værten er syg."},
}

_CODE = """
import datetime, json
from django.utils import timezone
from core.models import Theme
from events.pages.calendar_page import CalendarPage
from events.pages.event_page import EventPage
calendar = CalendarPage.objects.get(locale__language_code="da")
for slug, fields in json.loads('''STATES''').items():
    if calendar.get_children().filter(slug=slug).exists():
        continue
    starts_at = timezone.now().replace(second=0, microsecond=0) + datetime.timedelta(days=5)
    # What has an open end has no other.
    ends_at = None if fields.get("has_open_end") else starts_at + datetime.timedelta(hours=2)
    page = EventPage(
        title="Hos naboen " + slug, slug=slug, theme=Theme.objects.get(slug="loneliness"),
        starts_at=starts_at, ends_at=ends_at,
        locale=calendar.locale, live=False, **fields,
    )
    calendar.add_child(instance=page)
    page.save_revision().publish()
"""


def make(site: Site) -> None:
    """Publish the events that do not exist yet."""
    site.run(_CODE.replace("STATES", json.dumps(STATES)))
