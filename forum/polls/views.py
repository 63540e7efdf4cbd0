"""The pages of date polls: propose a meetup, vote, change the poll, and add dates.

The page of a thread is cached and shows totals only; these pages are never cached.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forum.models import MOST_DATES, Poll, Thread, Vote
from forum.polls import email_views, notices, proposing, voting
from forum.polls.forms import FIRST_ROWS, ChangePollForm, ProposeForm, VoteForm, date_forms
from forum.polls.locking import PollClosed, StaleVersion
from forum.polls.page import common, find_poll, show_poll
from notifications.notices.inbox import mark_topic_seen
from residents.models import User
from residents.requests import SignedInRequest

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
@login_required
@never_cache
def propose(request: SignedInRequest, thread_id: int) -> HttpResponse:
    """Propose a meetup in a thread, with up to ten dates to vote on."""
    thread: Thread = get_object_or_404(
        Thread.objects.visible_to(request.user).select_related("theme"), pk=thread_id
    )
    if thread.is_hidden:
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = ProposeForm(
        data,
        author=request.user,
        thread=thread,
        initial={"title": thread.title if thread.kind == Thread.Kind.MEETUP else ""},
    )
    dates = date_forms(data)
    if request.method == "POST" and all([form.is_valid(), dates.is_valid()]):
        fields = {name: form.cleaned_data[name] for name in _FIELDS}
        try:
            poll = proposing.propose(
                thread=thread,
                author=request.user,
                dates=dates.dates,
                submission=form.cleaned_data["submission"],
                **fields,
            )
        except proposing.AnotherIsOpen as another:
            messages.info(request, _("There is an open date poll in this thread already."))
            return redirect("forum:poll", another.poll.pk)
        except PollClosed:
            raise PermissionDenied from None
        messages.success(request, _("Your neighbours can vote on the dates now."))
        return redirect("forum:poll", poll.pk)
    context = {
        "form": form,
        "date_forms": dates,
        "has_errors": dates.has_errors,
        **common(thread, _("Propose a meetup")),
    }
    return render(request, "forum/poll_propose.html", context)


_FIELDS = ("title", "place", "closes_at", "allows_dates", "allows_email")


@form_methods
@never_cache
def poll(request: HttpRequest, poll_id: int) -> HttpResponse:
    """Show a poll with its results; POST votes, with or without an account."""
    found = find_poll(request, poll_id)
    if not isinstance(request.user, User):
        return email_views.vote_without_account(request, found)
    dates = list(found.dates.filter(removed_in=None))
    data = request.POST if request.method == "POST" else None
    form = VoteForm(data, poll=found, dates=dates, answers=_own_answers(found, request.user))
    status, old_dates = 200, None
    if request.method == "POST" and form.is_valid():
        try:
            changed = voting.vote(
                poll=found,
                user=request.user,
                answers=form.answers,
                version=form.seen_version,
                language=get_language(),
            )
        except PollClosed:
            status = 410
        except StaleVersion:
            status, old_dates = 409, form.seen_version
        except voting.DateFull as full:
            status = 409
            form.refuse_full(full.date)
        else:
            if changed:
                messages.success(request, _("Your answers have been saved."))
            return redirect("forum:poll", poll_id)
    mark_topic_seen(request, notices.topic_of(found))
    return show_poll(request, found, form, status=status, seen_version=old_dates)


@form_methods
@login_required
@never_cache
def change(request: SignedInRequest, poll_id: int) -> HttpResponse:
    """Change an open poll: its organiser only."""
    found = find_poll(request, poll_id)
    if found.author_id != request.user.pk:
        raise PermissionDenied
    if found.state != Poll.State.OPEN or found.thread.is_hidden:
        return redirect("forum:poll", poll_id)
    form = ChangePollForm(
        request.POST if request.method == "POST" else None,
        author=request.user,
        thread=found.thread,
        poll=found,
        dates=found.dates.filter(removed_in=None),
        initial={name: getattr(found, name) for name in _FIELDS},
    )
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in _FIELDS}
        try:
            removed = form.cleaned_data.get("removed", [])
            if proposing.change(poll=found, removed=removed, **fields):
                messages.success(request, _("The poll has been changed."))
        except PollClosed:
            messages.info(request, _("This poll is closed."))
        return redirect("forum:poll", poll_id)
    context = {"poll": found, "form": form, **common(found.thread, _("Change the poll"))}
    return render(request, "forum/poll_change.html", context)


@form_methods
@login_required
@never_cache
def add_dates(request: SignedInRequest, poll_id: int) -> HttpResponse:
    """Add dates to an open poll: its organiser, and everybody if the poll allows it."""
    found = find_poll(request, poll_id)
    if found.author_id != request.user.pk and not found.allows_dates:
        raise PermissionDenied
    room = MOST_DATES - found.dates.filter(removed_in=None).count()
    if found.is_over or found.thread.is_hidden or room < 1:
        messages.info(request, _("No more dates can be added to this poll."))
        return redirect("forum:poll", poll_id)
    dates = date_forms(
        request.POST if request.method == "POST" else None, rows=min(room, FIRST_ROWS)
    )
    if request.method == "POST" and dates.is_valid():
        try:
            added = proposing.add_dates(poll=found, dates=dates.dates, added_by=request.user)
        except (PollClosed, proposing.TooManyDates):
            messages.info(request, _("No more dates can be added to this poll."))
        else:
            if added:
                messages.success(request, _("Your neighbours can vote on the new dates now."))
            else:
                messages.info(request, _("The poll had these dates already."))
        return redirect("forum:poll", poll_id)
    context = {
        "poll": found,
        "date_forms": dates,
        "has_errors": dates.has_errors,
        **common(found.thread, _("Suggest more dates")),
    }
    return render(request, "forum/poll_dates.html", context)


@require_POST
@login_required
def close(request: SignedInRequest, poll_id: int) -> HttpResponse:
    """Close a poll without a date: its organiser, and moderators."""
    found = find_poll(request, poll_id)
    if found.author_id != request.user.pk and not request.user.has_perm("forum.moderate"):
        raise PermissionDenied
    if proposing.close(poll=found):
        messages.success(request, _("The poll is closed."))
    else:
        messages.info(request, _("The poll was closed already."))
    return redirect("forum:poll", poll_id)


@require_safe
@never_cache
def sent(request: HttpRequest, poll_id: int) -> HttpResponse:
    """Say what happens after the form without an account: the same for every address."""
    found = find_poll(request, poll_id)
    if not found.allows_email:
        raise Http404
    context = {"poll": found, **common(found.thread, _("Look in your inbox"))}
    return render(request, "forum/poll_sent.html", context)


def _own_answers(found: Poll, user: User) -> dict[int, str]:
    votes = Vote.objects.filter(voter__poll=found, voter__user=user)
    return dict(votes.values_list("date_id", "answer"))
