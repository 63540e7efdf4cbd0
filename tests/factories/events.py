"""Events, their dates and texts, and sign-ups."""

import datetime
from typing import Any

from taggit.models import Tag
from wagtail_localize.models import Translation, TranslationSource

from core.models import Theme
from events.models import Event, EventText, Occurrence, SignUp
from events.pages.event_page import EventPage
from events.signups import registration
from events.signups.registration import SignUpRequest
from residents.models import User
from tests.factories.moments import at_five_in
from tests.factories.pages import calendar_page


def make_event_page(
    theme: Theme,
    title: str = "Nabocafé",
    language: str = "da",
    *,
    publish: bool = True,
    **fields: Any,
) -> EventPage:
    """Make an event page under the calendar; by default publish it, which makes its event."""
    starts_at = fields.pop("starts_at", at_five_in(7))
    parent = calendar_page(language)
    page = EventPage(
        title=title,
        theme=theme,
        starts_at=starts_at,
        ends_at=fields.pop("ends_at", starts_at + datetime.timedelta(hours=2)),
        locale=parent.locale,
        live=False,
        **fields,
    )
    parent.add_child(instance=page)
    if publish:
        page.save_revision().publish()
        page.refresh_from_db()
    return page


def make_event_translation(source: EventPage, title: str, **fields: Any) -> EventPage:
    """Make the live English translation of a Danish event page."""
    page = make_event_page(source.theme, title, "en", publish=False, **fields)
    page.translation_key = source.translation_key
    translation_source, _created = TranslationSource.update_or_create_from_instance(source)
    Translation.objects.create(source=translation_source, target_locale=page.locale)
    page.save()
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def make_event_text(event: Event, language: str = "da", **fields: Any) -> EventText:
    """Make the text of an event without a page."""
    tags = fields.pop("tags", ())
    text = EventText.objects.create(
        event=event, language=language, **{"title": event.title, "is_original": True, **fields}
    )
    text.tags.set([Tag.objects.get_or_create(name=name, slug=name)[0] for name in tags])
    return text


def make_occurrence(theme: Theme, *, capacity: int | None = 10, **fields: Any) -> Occurrence:
    """Make an occurrence of a published event without a page."""
    starts_at = fields.pop("starts_at", at_five_in(7))
    event_fields = {
        name: fields.pop(name)
        for name in ("title", "area", "organiser", "is_published", "venue", "is_online")
        if name in fields
    }
    event = Event.objects.create(
        theme=theme, **{"title": "Nabocafé", "is_published": True, **event_fields}
    )
    return Occurrence.objects.create(
        event=event,
        recurrence_id=starts_at,
        starts_at=starts_at,
        ends_at=fields.pop("ends_at", starts_at + datetime.timedelta(hours=2)),
        capacity=capacity,
        **fields,
    )


def sign_up(
    occurrence: Occurrence,
    *,
    name: str = "Karen Holm",
    email: str = "karen@example.org",
    party_size: int = 1,
    language: str = "en",
    user: User | None = None,
    waits: bool = False,
    attempt: Any = None,
    **fields: Any,
) -> SignUp:
    """Sign a party up as the form does: pending without an account, confirmed with one."""
    party = SignUpRequest(
        name=name, email=email, size=party_size, language=language, user=user, **fields
    )
    return registration.sign_up(occurrence=occurrence, party=party, waits=waits, attempt=attempt)
