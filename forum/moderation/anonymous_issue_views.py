"""The page on which moderators decide about an issue that came without an account."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.breadcrumbs import breadcrumbs
from core.themes import localized_themes
from forum.models import AnonymousIssue, ModerationAction
from forum.moderation import anonymous_issues, proposal_views, proposals
from forum.moderation.conflicts import (
    OwnCase,
    check_anonymous_issue,
    partners_of_anonymous_issue,
)
from forum.moderation.forms import RuleForm
from forum.moderation.proposal_forms import ProposalReasonForm
from notifications.notices.inbox import mark_topic_seen
from residents.models import User
from residents.requests import SignedInRequest

form_methods = require_http_methods(["GET", "HEAD", "POST"])
moderators_only = permission_required("forum.moderate", raise_exception=True)


@require_safe
@login_required
@moderators_only
@never_cache
def show(request: SignedInRequest, anonymous_issue_id: int) -> HttpResponse:
    """Show an issue that waits, or what was decided."""
    return _page(request, _get_issue(anonymous_issue_id), ProposalReasonForm())


def _page(
    request: SignedInRequest, issue: AnonymousIssue, form: ProposalReasonForm
) -> HttpResponse:
    mark_topic_seen(request, f"anonymous-issue:{issue.pk}")
    if issue.thread is not None:
        return redirect(issue.thread)
    context = {
        "issue": issue,
        "theme": localized_themes().get(issue.theme_id),
        "proposals": proposals.find_open_about(issue),
        "must_propose": bool(partners_of_anonymous_issue(issue, request.user)),
        "form": form,
        "can_decide": issue.is_waiting and _may_decide(issue, request.user),
        **_page_context(str(issue.State(issue.state).label)),
    }
    return render(request, "forum/anonymous_issues/waiting.html", context)


@require_POST
@login_required
@moderators_only
def approve(request: SignedInRequest, anonymous_issue_id: int) -> HttpResponse:
    """Publish the issue, or propose it if it names the moderator's partner."""
    issue = _get_issue(anonymous_issue_id)
    partners = partners_of_anonymous_issue(issue, request.user)
    if partners and issue.is_waiting:
        form = ProposalReasonForm(request.POST)
        return proposal_views.propose_to_publish(
            request, form, target=issue, partners=partners
        ) or _page(request, issue, form)
    try:
        thread = anonymous_issues.approve(issue=issue, moderator=request.user)
    except OwnCase:
        raise PermissionDenied from None
    if thread is None:
        messages.info(request, _("Somebody has already decided about this post."))
        issue.refresh_from_db()
        return redirect(issue.thread or issue)
    messages.success(request, _("The issue is published, and whoever reported it gets an email."))
    return redirect(thread)


@form_methods
@login_required
@moderators_only
@never_cache
def refuse(request: SignedInRequest, anonymous_issue_id: int) -> HttpResponse:
    """Leave the issue unpublished, with a reason; or propose it, as for publishing."""
    issue = _get_issue(anonymous_issue_id)
    partners = partners_of_anonymous_issue(issue, request.user)
    form = RuleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and partners and issue.is_waiting:
        return proposal_views.propose_about(
            request,
            kind=ModerationAction.Kind.REFUSE,
            target=issue,
            partners=partners,
            given=form.cleaned_data,
        )
    if request.method == "POST" and form.is_valid() and not partners:
        if anonymous_issues.refuse(issue=issue, moderator=request.user, **form.cleaned_data):
            messages.success(
                request, _("The issue is not published. Whoever reported it gets the reason.")
            )
        else:
            messages.info(request, _("Somebody has already decided about this post."))
        return redirect(issue)
    context = {
        "issue": issue,
        "form": form,
        "must_propose": bool(partners),
        "theme": localized_themes().get(issue.theme_id),
        **_page_context(_("Do not publish an issue")),
    }
    return render(request, "forum/anonymous_issues/refuse.html", context)


def _may_decide(issue: AnonymousIssue, moderator: User) -> bool:
    try:
        check_anonymous_issue(issue, moderator)
    except OwnCase:
        return False
    return True


def _get_issue(pk: int) -> AnonymousIssue:
    """Return a confirmed issue; raise `Http404`."""
    rows = AnonymousIssue.objects.confirmed().select_related("thread", "area", "theme")
    issue: AnonymousIssue = get_object_or_404(rows, pk=pk)
    return issue


def _page_context(title: str) -> dict[str, Any]:
    crumbs = breadcrumbs((reverse("forum:threads"), _("Forum")), current=title)
    return {"title": title, "crumbs": crumbs, "robots": "noindex", "alternates": []}
