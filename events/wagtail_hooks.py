"""What editors see of events beside the page's own form: the way to who has signed up."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from events.organisers import export
from events.pages import occurrence_views, page_guards
from events.pages.event_page import EventPage

# A series goes on for longer than anybody looks back.
LISTED_PAST = 20
LISTED = 100


@never_cache
@require_safe
def signups(request: HttpRequest, page_id: int) -> HttpResponse:
    """List the times of an event page, each with the way to its organisers' pages.

    Only for who may edit the page: they are among its organisers.
    """
    page = get_object_or_404(EventPage, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    coming, over = [], []
    if page.event:
        coming = list(page.event.occurrences.upcoming()[:LISTED])
        known = {occurrence.pk for occurrence in coming}
        past = page.event.occurrences.exclude(pk__in=known).order_by("-starts_at", "-pk")
        over = list(past[:LISTED_PAST])
    context = {"page": page, "coming": coming, "over": over}
    return render(request, "events/admin/signups.html", context)


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """Route the list. Wagtail lets nobody near it who may not enter its admin."""
    return [
        path("events/<int:page_id>/sign-ups/", signups, name="event_signups"),
        path("events/<int:page_id>/times/", occurrence_views.times, name="event_times"),
        path(
            "events/<int:page_id>/times/<int:occurrence_id>/",
            occurrence_views.time,
            name="event_time",
        ),
    ]


hooks.register("before_delete_page", page_guards.before_delete)
hooks.register("before_bulk_action", page_guards.before_bulk_action)
hooks.register("after_unpublish_page", page_guards.after_unpublish)


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    """Give what organisers do a name in the site's history."""
    actions.register_action(
        export.ACTION, _("Take the list of attendees"), _("List of attendees taken")
    )
