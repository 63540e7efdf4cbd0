"""Hooks that keep editors from deleting pages with sign-ups, and from publishing unseen changes.

An event with sign-ups has to be cancelled, which sends mails, before its page can be deleted. Past
sign-ups are kept in any case.
"""

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from events.models import SignUp
from events.pages.event_page import EventPage
from events.pages.page_to_source import impacts_of_publishing, is_source
from events.scheduling.impact import AffectedPeople, people_signed_up


def before_delete(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete a page while people are signed up for it or for a page below it."""
    people = people_signed_up_for([page])
    if not people.in_words:
        return None
    _refuse_deletion(request, people)
    return redirect("wagtailadmin_pages:edit", page.pk)


def before_bulk_action(
    request: HttpRequest, action: str, objects: Iterable[Any], _action: Any
) -> HttpResponse | None:
    """Refuse the same for several pages, and refuse to publish changes that affect attendees."""
    pages = [each for each in objects if isinstance(each, Page)]
    if request.method != "POST" or not pages or action not in {"delete", "publish"}:
        return None
    if action == "delete":
        people = people_signed_up_for(pages)
        if people.in_words:
            _refuse_deletion(request, people)
            return redirect("wagtailadmin_explore", pages[0].get_parent().pk)
        return None
    for page in pages:
        if any(map(_affects_attendees, _drafts(page, request.POST.get("include_descendants")))):
            message = _(
                "People are signed up for what you are changing in “%(title)s”. Open the page "
                "and publish it there to see what it means for them."
            )
            messages.error(request, message % {"title": page.get_admin_display_title()})
            return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


def after_unpublish(request: HttpRequest, page: Page) -> None:
    """Warn that people are still signed up for the hidden event, and got no mail."""
    people = people_signed_up_for([page]).in_words
    if people:
        still = _(
            "%(people)s, and they do not know yet. Cancel the event if it is not going ahead."
        )
        messages.warning(request, still % {"people": people})


def people_signed_up_for(pages: Iterable[Page]) -> AffectedPeople:
    """Return the people signed up for upcoming occurrences of these pages or pages below them.

    A translation counts none: they are its source's.
    """
    keys = {
        event_page.translation_key
        for page in pages
        for event_page in EventPage.objects.descendant_of(page, inclusive=True)
        if is_source(event_page)
    }
    return people_signed_up_for_events(keys)


def people_signed_up_for_events(keys: Collection[uuid.UUID]) -> AffectedPeople:
    """Return the people signed up for upcoming occurrences of the events with these keys."""
    standing = (
        SignUp.objects.active()
        .to_come()
        .filter(occurrence__event__translation_key__in=keys)
        # Cancelled occurrences do not count: their attendees got a mail.
        .exclude(occurrence__status="cancelled")
    )
    return people_signed_up(standing)


def _refuse_deletion(request: HttpRequest, people: AffectedPeople) -> None:
    refusal = _(
        "%(people)s. Cancel the event before you delete its page, so that we can let them know."
    )
    messages.error(request, refusal % {"people": people.in_words})


def _drafts(page: Page, include_descendants: object) -> list[EventPage]:
    pages = EventPage.objects.descendant_of(page, inclusive=True)
    if not include_descendants:
        pages = pages.filter(pk=page.pk)
    return [each.get_latest_revision_as_object() for each in pages]


def _affects_attendees(draft: EventPage) -> bool:
    return bool(impacts_of_publishing(draft))
