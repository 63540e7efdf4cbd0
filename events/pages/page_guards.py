"""Hooks that keep editors from deleting pages with sign-ups, and from publishing unseen changes.

An event with sign-ups has to be cancelled, which sends mails, before its page can be deleted. Past
sign-ups are kept in any case.
"""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.models import Page

from events.models import SignUp
from events.pages.event_page import EventPage
from events.pages.page_to_source import impacts_of_publishing, is_source


def before_delete(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete a page while people are signed up for it or for a page below it."""
    attendees = _attendees_of([page])
    if not attendees:
        return None
    _refuse_deletion(request, attendees)
    return redirect("wagtailadmin_pages:edit", page.pk)


def before_bulk_action(
    request: HttpRequest, action: str, objects: Iterable[Any], _action: Any
) -> HttpResponse | None:
    """Refuse the same for several pages, and refuse to publish changes that affect attendees."""
    pages = [each for each in objects if isinstance(each, Page)]
    if request.method != "POST" or not pages or action not in {"delete", "publish"}:
        return None
    if action == "delete":
        if attendees := _attendees_of(pages):
            _refuse_deletion(request, attendees)
            return redirect("wagtailadmin_explore", pages[0].get_parent().pk)
        return None
    for page in pages:
        if any(map(_affects_attendees, _drafts(page, request.POST.get("include_descendants")))):
            message = _(
                "People are signed up for what you change at “%(title)s”. "
                "Open the page and publish it there: you are shown what happens to them."
            )
            messages.error(request, message % {"title": page.get_admin_display_title()})
            return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


def after_unpublish(request: HttpRequest, page: Page) -> None:
    """Warn that people are still signed up for the hidden event, and got no mail."""
    if attendees := _attendees_of([page]):
        messages.warning(
            request,
            ngettext(
                "%(count)d person is still signed up, and has not been told. "
                "Cancel the event if it does not take place.",
                "%(count)d people are still signed up, and have not been told. "
                "Cancel the event if it does not take place.",
                attendees,
            )
            % {"count": attendees},
        )


def _attendees_of(pages: Iterable[Page]) -> int:
    """Return the number of people signed up for upcoming occurrences of these pages or below.

    A translation counts none: they are its source's.
    """
    keys = {
        event_page.translation_key
        for page in pages
        for event_page in EventPage.objects.descendant_of(page, inclusive=True)
        if is_source(event_page)
    }
    standing = (
        SignUp.objects.active()
        .to_come()
        .filter(occurrence__event__translation_key__in=keys)
        # Cancelled occurrences do not count: their attendees got a mail.
        .exclude(occurrence__status="cancelled")
    )
    return sum(standing.values_list("party_size", flat=True))


def _refuse_deletion(request: HttpRequest, attendees: int) -> None:
    message = ngettext(
        "%(count)d person is signed up. Cancel the event, so that they are told, "
        "before you delete its page.",
        "%(count)d people are signed up. Cancel the event, so that they are told, "
        "before you delete its page.",
        attendees,
    )
    messages.error(request, message % {"count": attendees})


def _drafts(page: Page, include_descendants: object) -> list[EventPage]:
    pages = EventPage.objects.descendant_of(page, inclusive=True)
    if not include_descendants:
        pages = pages.filter(pk=page.pk)
    return [each.get_latest_revision_as_object() for each in pages]


def _affects_attendees(draft: EventPage) -> bool:
    return bool(impacts_of_publishing(draft))
