"""The pages on which readers report a post, and on which moderators answer the reports.

The pages of threads are cached and the same for every anonymous reader; these are never cached.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import rate_limits
from core.token_pages import token_page
from forum.models import ModerationAction, Post, PostReport, UnloggedAct
from forum.moderation import proposal_views, proposals, reports
from forum.moderation.report_forms import AnonymousReportForm, AnswerForm, ReportForm
from forum.threads.thread_page import subpage_context
from notifications.notices.inbox import mark_topic_seen
from residents.models import User
from residents.requests import SignedInRequest

form_methods = require_http_methods(["GET", "HEAD", "POST"])
moderators_only = permission_required("forum.moderate", raise_exception=True)
# Earlier decisions that a moderator sees beside a report.
EARLIER = 10


@form_methods
@never_cache
def report(request: HttpRequest, post_id: int) -> HttpResponse:
    """Report a post to the moderators, with or without an account."""
    post = _reportable(request, post_id)
    user = request.user if isinstance(request.user, User) else None
    if user and user.pk == post.author_id:
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = (ReportForm if user else AnonymousReportForm)(data)
    if request.method == "POST" and form.is_valid() and _may_be_mailed(request, form):
        sent = reports.report_post(
            post=post, reporter=user, language=get_language(), **form.cleaned_data
        )
        if user and not sent:
            messages.info(request, _("You have already reported this post."))
        return redirect("forum:report_sent", post_id)
    context = {"post": post, "form": form, **subpage_context(post.thread, _("Report a post"))}
    return render(request, "forum/report.html", context)


@require_safe
@never_cache
def report_sent(request: HttpRequest, post_id: int) -> HttpResponse:
    """Say what happens next; the same for a first and for a second report."""
    post = _reportable(request, post_id)
    context = {"post": post, **subpage_context(post.thread, _("Thank you for telling us"))}
    return render(request, "forum/report_sent.html", context)


@token_page
def report_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm the address of a report by the mailed link: GET shows, POST confirms."""
    found = reports.find(token)
    if found is not None and request.method == "POST":
        reports.confirm_address(found)
        return redirect(request.path)
    context: dict[str, Any] = {"report": found, "robots": "noindex", "alternates": []}
    return render(request, "forum/report_confirm.html", context, status=200 if found else 404)


@form_methods
@login_required
@moderators_only
@never_cache
def review(request: SignedInRequest, post_id: int) -> HttpResponse:
    """Show the reports of a post with what belongs to it; POST leaves the post as it is."""
    posts = Post.objects.on_pages_of(request.user).for_reading()
    post: Post = get_object_or_404(posts, pk=post_id)
    is_own = post.author_id == request.user.pk
    partners = proposals.partners_in_case(UnloggedAct.DISMISS, post, request.user)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and is_own:
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        answer = form.cleaned_data["answer"]
        if partners and PostReport.objects.open().filter(post=post).exists():
            given = {"reason": answer}
            return proposal_views.propose(
                request, kind=UnloggedAct.DISMISS, post=post, partners=partners, given=given
            )
        if partners:
            raise PermissionDenied
        if reports.dismiss(post=post, moderator=request.user, answer=answer):
            messages.success(request, _("The post stays. Those who reported it get your answer."))
        else:
            messages.info(request, _("Somebody has already decided about this post."))
        return redirect("forum:reports", post_id)
    mark_topic_seen(request, f"reported-post:{post.pk}")
    found = list(PostReport.objects.filter(post=post).select_related("reporter"))
    context = {
        "post": post,
        "reports": found,
        "has_open": any(each.is_open for each in found),
        "is_own": is_own,
        "is_partner_case": bool(partners),
        "proposal": proposals.find_open(UnloggedAct.DISMISS, post),
        "earlier": _earlier_decisions(post),
        "around": _around(post),
        "form": form,
        **subpage_context(post.thread, _("A reported post")),
    }
    return render(request, "forum/reports.html", context)


def _reportable(request: HttpRequest, post_id: int) -> Post:
    readable = Post.objects.readable_by(request.user).for_reading()
    post: Post = get_object_or_404(readable, pk=post_id, removed_at=None)
    return post


def _may_be_mailed(request: HttpRequest, form: ReportForm) -> bool:
    """Count the mail to an address that anybody can type; explain at the field if it is too many.

    The report can be sent without the address.
    """
    email = form.cleaned_data.get("email")
    if not email or rate_limits.allows(request, "report_address", key=email):
        return True
    form.add_error("email", _("This address has been typed too often today. Leave it out."))
    return False


def _earlier_decisions(post: Post) -> list[ModerationAction]:
    """Return the last decisions about posts of the same author."""
    if post.author_id is None:
        return []
    actions = ModerationAction.objects.about(post.author_id)
    return list(actions.select_related("post__thread")[:EARLIER])


def _around(post: Post) -> list[Any]:
    """Return the posts before and after `post` in its thread."""
    near = post.thread.posts.filter(number__gte=post.number - 2, number__lte=post.number + 2)
    return list(near.for_reading())
