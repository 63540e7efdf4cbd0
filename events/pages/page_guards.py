"""What keeps people's sign-ups from going with a page, and unseen changes from going live.

An event that people are signed up for is cancelled, so that they are told. Its page can be deleted
once nobody stands on a list of it any more, or it is over; what has been is kept either way.
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
from events.pages.event_sources import impacts_of_publishing, is_source


def before_delete(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete a page while people are signed up for what is to come on it, or below it."""
    expected = _expected([page])
    if not expected:
        return None
    _refuse(request, expected)
    return redirect("wagtailadmin_pages:edit", page.pk)


def before_bulk_action(
    request: HttpRequest, action: str, objects: Iterable[Any], _action: Any
) -> HttpResponse | None:
    """The same for pages ticked in a list; and let nobody publish there what has to be seen."""
    pages = [each for each in objects if isinstance(each, Page)]
    if request.method != "POST" or not pages or action not in {"delete", "publish"}:
        return None
    if action == "delete":
        if expected := _expected(pages):
            _refuse(request, expected)
            return redirect("wagtailadmin_explore", pages[0].get_parent().pk)
        return None
    for page in pages:
        if any(map(_is_to_be_seen, _drafts(page, request.POST.get("include_descendants")))):
            message = _(
                "People are signed up for what you change at “%(title)s”. "
                "Open the page and publish it there: you are shown what happens to them."
            )
            messages.error(request, message % {"title": page.get_admin_display_title()})
            return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


def after_unpublish(request: HttpRequest, page: Page) -> None:
    """Say that people are still signed up for what was hidden, and have not been told."""
    if expected := _expected([page]):
        messages.warning(
            request,
            ngettext(
                "%(count)d person is still signed up, and has not been told. "
                "Cancel the event if it does not take place.",
                "%(count)d people are still signed up, and have not been told. "
                "Cancel the event if it does not take place.",
                expected,
            )
            % {"count": expected},
        )


def _expected(pages: Iterable[Page]) -> int:
    """Return how many people stand on the lists of what is to come on these pages or below.

    Those of a page that translates another are expected on that one.
    """
    keys = {
        event_page.translation_key
        for page in pages
        for event_page in EventPage.objects.descendant_of(page, inclusive=True)
        if is_source(event_page)
    }
    standing = (
        SignUp.objects.standing()
        .to_come()
        .filter(occurrence__event__translation_key__in=keys)
        # Who is signed up for what is cancelled knows that it is not to come.
        .exclude(occurrence__status="cancelled")
    )
    return sum(standing.values_list("party_size", flat=True))


def _refuse(request: HttpRequest, expected: int) -> None:
    message = ngettext(
        "%(count)d person is signed up. Cancel the event, so that they are told, "
        "before you delete its page.",
        "%(count)d people are signed up. Cancel the event, so that they are told, "
        "before you delete its page.",
        expected,
    )
    messages.error(request, message % {"count": expected})


def _drafts(page: Page, include_descendants: object) -> list[EventPage]:
    found = EventPage.objects.descendant_of(page, inclusive=True)
    if not include_descendants:
        found = found.filter(pk=page.pk)
    return [each.get_latest_revision_as_object() for each in found]


def _is_to_be_seen(draft: EventPage) -> bool:
    return bool(impacts_of_publishing(draft))
