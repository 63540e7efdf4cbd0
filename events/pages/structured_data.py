"""Structured data of an event page for search engines: schema.org Events as JSON-LD."""

import datetime
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from core.structured_data import as_json_ld
from events.display.list_items import EventListItem
from events.models import EventText, Occurrence
from events.models.details import ACCESS_FIELDS, Access, EventStatus

if TYPE_CHECKING:
    from events.pages.event_page import EventPage

_STATUS = {
    EventStatus.SCHEDULED: "EventScheduled",
    EventStatus.MOVED_ONLINE: "EventMovedOnline",
    EventStatus.POSTPONED: "EventPostponed",
    EventStatus.CANCELLED: "EventCancelled",
}
# For example "Kaj 1, 2. tv., 1234 Nordby": street, postal code, town.
_ADDRESS = re.compile(r"^(?P<street>.*?),? ?\b(?P<code>\d{4}) (?P<town>[^\d,]+)$")
_FREE = ("free", "free of charge", "gratis", "det er gratis")


def structured_data(page: "EventPage | EventText", entries: list[EventListItem]) -> SafeString:
    """Return one schema.org Event for each entry as JSON-LD, safe inside a script element.

    An event without a page has a text instead, with no picture and no contact.
    """
    return as_json_ld(_as_event(page, entry) for entry in entries)


def _as_event(page: "EventPage | EventText", entry: EventListItem) -> dict[str, Any]:
    """Return the properties of schema.org/Event for one occurrence."""
    occurrence, event = entry.occurrence, entry.occurrence.event
    url = urljoin(settings.BASE_URL, entry.url)
    data: dict[str, Any] = {
        "@type": "Event",
        "@id": f"{url}#{occurrence.pk}",
        "name": page.title,
        "url": url,
        "inLanguage": entry.language,
        **_times(occurrence),
        **_status(occurrence),
        **_place(occurrence, url),
        "offers": _offer(occurrence, url),
    }
    if _is_free(page.price):
        data["isAccessibleForFree"] = True
        data["offers"] |= {"price": "0", "priceCurrency": "DKK"}
    picture = None if isinstance(page, EventText) else page.shown_picture
    if picture:
        data["image"] = [urljoin(settings.BASE_URL, picture.url)]
    if page.summary:
        data["description"] = page.summary
    if event.organiser:
        data["organizer"] = {"@type": "Organization", "name": event.organiser.name_for_reader}
        if event.organiser.link:
            data["organizer"]["url"] = event.organiser.link
        # schema.org has no place for a contact without an organiser.
        if not isinstance(page, EventText) and (contacts := _contacts(page)):
            data["organizer"]["contactPoint"] = contacts
    if occurrence.capacity is not None:
        data["maximumAttendeeCapacity"] = occurrence.capacity
        data["remainingAttendeeCapacity"] = occurrence.seats_left
    return data


def _contacts(page: "EventPage") -> list[dict[str, str]]:
    """Return a schema.org/ContactPoint for each that the page names as its contact."""
    partner = page.shown_contact_partner
    found = [{"name": partner.name_for_reader, "email": partner.contact_email}] if partner else []
    if page.contact_name:
        found.append(
            {
                "name": page.contact_name,
                "contactType": page.contact_role,
                "telephone": page.contact_phone,
                "email": page.contact_email,
            }
        )
    return [
        {"@type": "ContactPoint", **{name: value for name, value in each.items() if value}}
        for each in found
    ]


def _is_free(price: str) -> bool:
    """Return whether the words say so. Events are free unless editors write a price."""
    return not price or price.strip(" .!").casefold() in _FREE


def _times(occurrence: Occurrence) -> dict[str, str]:
    """Return start and end: dates for all day, no end if it is open."""
    event = occurrence.event
    start, end = timezone.localtime(occurrence.starts_at), timezone.localtime(occurrence.ends_at)
    if event.is_all_day:
        last = (end - datetime.timedelta(microseconds=1)).date()
        return {"startDate": start.date().isoformat(), "endDate": last.isoformat()}
    times = {"startDate": start.isoformat(), "endDate": end.isoformat()}
    if event.has_open_end:
        del times["endDate"]
    return times


def _status(occurrence: Occurrence) -> dict[str, str]:
    """Return the status, and the previous start if the occurrence was moved by itself."""
    event_status = EventStatus(occurrence.status)
    status = {"eventStatus": f"https://schema.org/{_STATUS[event_status]}"}
    was_moved = occurrence.has_own_time and occurrence.recurrence_id != occurrence.starts_at
    if event_status == EventStatus.SCHEDULED and was_moved:
        before = timezone.localtime(occurrence.recurrence_id)
        date = before.date() if occurrence.event.is_all_day else before
        return {
            "eventStatus": "https://schema.org/EventRescheduled",
            "previousStartDate": date.isoformat(),
        }
    return status


def _place(occurrence: Occurrence, url: str) -> dict[str, Any]:
    """Return the location: online, a venue, or both."""
    # The URL of the page: the online address is for attendees only.
    online = {"@type": "VirtualLocation", "url": url}
    # An online-only event can have an area, but has no venue.
    venue: Any = _venue(occurrence) if occurrence.has_venue else None
    mode, location = "Offline", venue
    if occurrence.is_online:
        mode, location = ("Mixed", [online, venue]) if venue else ("Online", online)
    location_data = {"eventAttendanceMode": f"https://schema.org/{mode}EventAttendanceMode"}
    return {**location_data, "location": location} if location else location_data


def _venue(occurrence: Occurrence) -> dict[str, Any] | None:
    event, venue, area = occurrence.event, occurrence.venue, occurrence.area_name
    if not (venue.name or venue.address or area):
        return None
    place: dict[str, Any] = {
        "@type": "Place",
        "name": venue.name or area or venue.address,
        "address": _address(venue.address, area),
    }
    if venue.latitude is not None and venue.longitude is not None:
        place["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": float(venue.latitude),
            "longitude": float(venue.longitude),
        }
    if occurrence.has_own_venue:
        # What is known is about the event's own venue.
        return place
    # Not accessibilityFeature: schema.org has that for creative works, not for venues.
    known = [
        {
            "@type": "LocationFeatureSpecification",
            "name": str(type(event)._meta.get_field(name).verbose_name),  # type: ignore[union-attr]
            "value": getattr(event, name) == Access.YES,
        }
        for name in ACCESS_FIELDS
        if getattr(event, name) != Access.UNKNOWN
    ]
    return {**place, "amenityFeature": known} if known else place


def _address(address: str, area: str) -> dict[str, str]:
    parts = {"@type": "PostalAddress", "addressCountry": "DK"}
    if match := _ADDRESS.match(" ".join(address.split())):
        parts["postalCode"], parts["addressLocality"] = match["code"], match["town"].strip()
        street = match["street"].strip()
    else:
        street = address.strip()
        if area:
            parts["addressLocality"] = area
    return {**parts, "streetAddress": street} if street else parts


def _offer(occurrence: Occurrence, url: str) -> dict[str, Any]:
    """Return the offer of a seat, with its availability and without its price."""
    signs_up = occurrence.event.has_signup and occurrence.takes_signups
    offer: dict[str, Any] = {
        "@type": "Offer",
        "url": settings.BASE_URL + reverse("events:sign_up", args=[occurrence.pk])
        if signs_up
        else url,
        "availability": f"https://schema.org/{_availability(occurrence)}",
    }
    if occurrence.event.has_signup:
        if occurrence.opens_at:
            offer["validFrom"] = timezone.localtime(occurrence.opens_at).isoformat()
        closes = occurrence.closes_at or occurrence.starts_at
        offer["availabilityEnds"] = timezone.localtime(closes).isoformat()
    return offer


def _availability(occurrence: Occurrence) -> str:
    if not occurrence.event.has_signup:
        return "InStock" if occurrence.takes_place else "Discontinued"
    if not occurrence.takes_place:
        return "Discontinued"
    if occurrence.seats_left == 0:
        return "SoldOut"
    if occurrence.opens_later:
        return "PreSale"
    return "OutOfStock" if occurrence.is_closed or occurrence.has_begun else "InStock"
