"""Admin views of events beside the page form, and hooks that guard event pages."""

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

LISTED_PAST = 20
LISTED = 100


@never_cache
@require_safe
def signups(request: HttpRequest, page_id: int) -> HttpResponse:
    """List the occurrences of an event page with links to their attendees.

    For users who may edit the page; they are organisers of its event.
    """
    page = get_object_or_404(EventPage, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    coming, over = [], []
    if page.event:
        coming = list(page.event.occurrences.upcoming()[:LISTED])
        upcoming_ids = {occurrence.pk for occurrence in coming}
        past = page.event.occurrences.exclude(pk__in=upcoming_ids).order_by("-starts_at", "-pk")
        over = list(past[:LISTED_PAST])
    context = {"page": page, "coming": coming, "over": over}
    return render(request, "events/admin/signups.html", context)


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """Add the admin URLs; Wagtail requires access to its admin for them."""
    return [
        path("events/<int:page_id>/sign-ups/", signups, name="event_signups"),
        path("events/<int:page_id>/times/", occurrence_views.occurrence_list, name="event_times"),
        path(
            "events/<int:page_id>/times/<int:occurrence_id>/",
            occurrence_views.edit_occurrence,
            name="event_time",
        ),
    ]


hooks.register("before_delete_page", page_guards.before_delete)
hooks.register("before_bulk_action", page_guards.before_bulk_action)
hooks.register("after_unpublish_page", page_guards.after_unpublish)


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    """Name the actions of organisers in the site history."""
    actions.register_action(
        export.ACTION, _("Download the list of attendees"), _("List of attendees downloaded")
    )
