"""The forms of issues: the official reply, opening again, and “I see it too”."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from forum.issues import me_too, status
from forum.issues.forms import ReopenForm, StatusForm
from forum.models import Issue, IssueStatus, Post, Thread
from forum.threads import posting, thread_page
from residents.requests import SignedInRequest

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
@login_required
@never_cache
def change(request: SignedInRequest, issue_id: int) -> HttpResponse:
    """Answer an issue officially, for moderators and members of the partner that handles it."""
    issue = _get_issue(request, issue_id)
    thread = issue.thread
    if not issue.can_be_answered_by(request.user):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = StatusForm(data, thread=thread, issue=issue, author=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            with _forbid_what_is_refused():
                post = status.answer(
                    thread=thread,
                    author=request.user,
                    expected=IssueStatus(form.cleaned_data["expected"]),
                    status=IssueStatus(form.cleaned_data["status"]),
                    text=form.cleaned_data["text"],
                    details=form.details,
                )
        except status.StatusChanged as error:
            form.say_that_status_changed(error.current)
        else:
            return _answered(request, thread, post)
    context = {
        "thread": thread,
        "issue": issue,
        "form": form,
        "speaks_as": issue.partner_for(request.user),
        **thread_page.subpage_context(thread, _("Answer the issue")),
    }
    return render(request, "forum/issue_status.html", context)


@form_methods
@login_required
@never_cache
def reopen(request: SignedInRequest, issue_id: int) -> HttpResponse:
    """Open an issue of one's own again, with a word of why."""
    issue = _get_issue(request, issue_id)
    thread = issue.thread
    if thread.author_id != request.user.pk or thread.is_hidden:
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = ReopenForm(data, thread=thread, author=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            with _forbid_what_is_refused():
                post = status.reopen(
                    thread=thread, author=request.user, text=form.cleaned_data["text"]
                )
        except status.StatusChanged as error:
            form.say_that_status_changed(error.current)
        else:
            done = _("The issue is open again.")
            messages.success(request, thread_page.message_about(post, done, _("See your reply")))
            return redirect(post.page_url)
    elif request.method != "POST" and not issue.can_be_reopened_by(request.user):
        return redirect(thread)
    context = {
        "thread": thread,
        "form": form,
        **thread_page.subpage_context(thread, _("Open the issue again")),
    }
    return render(request, "forum/issue_reopen.html", context)


@require_POST
@login_required
def say_me_too(request: SignedInRequest, issue_id: int) -> HttpResponse:
    """Say “I see it too”, or take it back (`undo`)."""
    issue = _get_issue(request, issue_id)
    if "undo" in request.POST:
        me_too.take_back(issue=issue, user=request.user)
        messages.success(request, _("You are no longer counted."))
        return redirect(issue.thread)
    try:
        me_too.say(issue=issue, user=request.user)
    except me_too.NotOpen:
        text = _("You cannot be counted: the issue is closed, or your own.")
        messages.info(request, text)
        return redirect(issue.thread)
    messages.success(request, _("You are counted, and you follow the thread now."))
    return redirect(issue.thread)


def _get_issue(request: SignedInRequest, issue_id: int) -> Issue:
    visible = Thread.objects.visible_to(request.user).exclude(status="")
    thread: Thread = get_object_or_404(visible.select_related("theme"), pk=issue_id)
    issue = get_object_or_404(Issue.objects.select_related("handled_by"), pk=thread.pk)
    issue.thread = thread
    return issue


def _answered(request: SignedInRequest, thread: Thread, post: Post | None) -> HttpResponse:
    if post is None:
        messages.success(request, _("Your changes have been saved."))
        return redirect(thread)
    done = _("Your official reply has been sent.")
    messages.success(request, thread_page.message_about(post, done, _("See your reply")))
    return redirect(post.page_url)


@contextmanager
def _forbid_what_is_refused() -> Iterator[None]:
    """Answer 403 if the right, the thread or the membership ended since the page was shown."""
    try:
        yield
    except (status.NotAllowed, posting.PostingRefused):
        raise PermissionDenied from None
