"""The page of a poll, with the form of whoever reads it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from forum.models import MOST_DATES, Poll, Thread
from forum.models.thread_queries import visible_threads
from forum.polls.forms import VoteForm
from forum.polls.results import date_rows
from forum.threads.thread_page import subpage_context


def find_poll(request: HttpRequest, poll_id: int) -> Poll:
    """Return the poll, if the reader may read its thread; raise `Http404` otherwise."""
    polls = Poll.objects.filter(visible_threads(request.user, "thread__"))
    poll: Poll = get_object_or_404(
        polls.select_related("thread__theme", "thread__area", "author", "meetup"), pk=poll_id
    )
    return poll


def show_poll(
    request: HttpRequest,
    found: Poll,
    form: VoteForm,
    *,
    status: int = 200,
    seen_version: int | None = None,
    template: str = "forum/poll.html",
    **more: Any,
) -> HttpResponse:
    """Show the poll with `form`; with both versions of its dates if the reader saw an old one."""
    # What others have done meanwhile.
    found.refresh_from_db(fields=["version", "state", "closes_at", "allows_email"])
    dates = list(found.dates.filter(removed_in=None))
    old = []
    if seen_version is not None:
        old = [
            (date, form.answered(date), date.removed_in is not None)
            for date in found.dates_of_version(seen_version)
        ]
        form = form.with_dates(dates)
    user = request.user
    is_organiser = user.is_authenticated and user.pk == found.author_id
    context = {
        "poll": found,
        "form": form,
        "rows": date_rows(dates, with_names=user.is_authenticated),
        "old_dates": old,
        "new_ids": (
            {date.pk for date in dates} - {date.pk for date, _answer, _gone in old}
            if old
            else set()
        ),
        "is_stale": seen_version is not None,
        "is_late": status == 410,
        "late_answers": [
            (date, answer) for date in dates if status == 410 and (answer := form.answered(date))
        ],
        "is_organiser": is_organiser,
        "may_close": is_organiser or user.has_perm("forum.moderate"),
        "may_add": user.is_authenticated
        and (is_organiser or found.allows_dates)
        and len(dates) < MOST_DATES,
        "can_vote": not (found.is_over or found.thread.is_hidden),
        "meetup": getattr(found, "meetup", None),
        **common(found.thread, found.title),
        **more,
    }
    return render(request, template, context, status=status)


def common(thread: Thread, title: str) -> dict[str, Any]:
    """Return the context that the pages of polls and meetups share."""
    return {
        "thread": thread,
        **subpage_context(thread, title),
        "zone": timezone.get_current_timezone_name(),
    }
