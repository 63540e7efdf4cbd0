"""What editors see of events beside the page's own form: who has signed up."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail import hooks

from events import guarding, times_admin
from events.models import EventPage, SignUp


@never_cache
@require_safe
def signups(request: HttpRequest, page_id: int) -> HttpResponse:
    """List who has signed up for an event page's occurrences; only for who may edit the page.

    Names are shown, addresses are not: nobody needs them to welcome people.
    """
    page = get_object_or_404(EventPage, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    occurrences = list(page.event.occurrences.all()) if page.event else []
    rows: dict[int, list[SignUp]] = {occurrence.pk: [] for occurrence in occurrences}
    # What was never confirmed is nobody's any more.
    for signup in SignUp.objects.filter(occurrence__in=occurrences).exclude(
        status=SignUp.Status.EXPIRED
    ):
        rows[signup.occurrence_id].append(signup)
    context = {
        "page": page,
        "occurrences": [(occurrence, rows[occurrence.pk]) for occurrence in occurrences],
    }
    return render(request, "events/admin/signups.html", context)


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """Route the list. Wagtail lets nobody near it who may not enter its admin."""
    return [
        path("events/<int:page_id>/sign-ups/", signups, name="event_signups"),
        path("events/<int:page_id>/times/", times_admin.times, name="event_times"),
        path(
            "events/<int:page_id>/times/<int:occurrence_id>/", times_admin.time, name="event_time"
        ),
    ]


hooks.register("before_delete_page", guarding.before_delete)
hooks.register("before_bulk_action", guarding.before_bulk_action)
hooks.register("after_unpublish_page", guarding.after_unpublish)
