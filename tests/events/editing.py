"""Helpers for tests of the editors' form."""

from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data, streamfield

from events.pages.event_page import EventPage


def edit_url(page: EventPage) -> str:
    """Return the URL of the editors' form of the page."""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def form_of(page: EventPage, **changes: Any) -> dict[str, Any]:
    """Return the form data of an editor who presses “Publish”, with `changes`."""
    local = timezone.localtime
    data = {
        "title": page.title,
        "slug": page.slug,
        "summary": "",
        "theme": page.theme_id,
        "area": "",
        "organiser": "",
        "starts_at": f"{local(page.starts_at):%Y-%m-%d %H:%M}",
        "ends_at": f"{local(page.ends_at):%Y-%m-%d %H:%M}",
        "repeats": "",
        "repeat_count": "",
        "repeat_until": "",
        "kind": "other",
        "has_signup": "on",
        "max_party_size": "6",
        "closes_hours_before": "0",
        "newcomer_seats": "0",
        "newcomers_until_days": "2",
        "reminder_hours": "24",
        "directions": "",
        "welcome": "",
        "consent": "",
        "status": "scheduled",
        "questions": streamfield([]),
        "venue": "",
        "address": "",
        "online_url": "",
        "capacity": "10",
        "status_reason": "",
        "tags": "",
        "body": streamfield([]),
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0},
        "action-publish": "1",
    }
    return dict(nested_form_data({**data, **changes}))


def editor_language(client: Client) -> None:
    """Read the admin in English."""
    from wagtail.users.models import UserProfile

    user_id = client.session["_auth_user_id"]
    UserProfile.objects.update_or_create(user_id=user_id, defaults={"preferred_language": "en"})
