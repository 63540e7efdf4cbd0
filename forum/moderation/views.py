"""The pages on which moderators hide and restore posts."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forum.models import ModerationAction, Post
from forum.moderation import actions, proposal_views, proposals
from forum.moderation.conflicts import OwnCase, PartnerCase
from forum.moderation.forms import ReasonForm, RuleForm
from forum.threads.thread_page import message_about, subpage_context
from residents.models import User
from residents.requests import SignedInRequest

form_methods = require_http_methods(["GET", "HEAD", "POST"])
moderators_only = permission_required("forum.moderate", raise_exception=True)


@form_methods
@login_required
@moderators_only
def hide(request: SignedInRequest, post_id: int) -> HttpResponse:
    """Hide a post, with a reason."""
    return _decide(request, post_id, is_hiding=True)


@form_methods
@login_required
@moderators_only
def restore(request: SignedInRequest, post_id: int) -> HttpResponse:
    """Show a hidden post again, with a reason. Another moderator decides about one's own post."""
    if _get_post(request.user, post_id).is_own_case_of(request.user):
        raise PermissionDenied
    return _decide(request, post_id, is_hiding=False)


def _decide(request: SignedInRequest, post_id: int, *, is_hiding: bool) -> HttpResponse:
    post = _get_post(request.user, post_id)
    form = (RuleForm if is_hiding else ReasonForm)(
        request.POST if request.method == "POST" else None
    )
    kind = ModerationAction.Kind.HIDE if is_hiding else ModerationAction.Kind.RESTORE
    partners = proposals.partners_in_case(kind, post, request.user)
    is_open = post.is_hidden != is_hiding
    if request.method == "POST" and form.is_valid() and partners and is_open:
        return proposal_views.propose(
            request, kind=kind, post=post, partners=partners, given=form.cleaned_data
        )
    if request.method == "POST" and form.is_valid():
        act = actions.hide_post if is_hiding else actions.restore_post
        try:
            act(post=post, moderator=request.user, **form.cleaned_data)
        except PartnerCase:
            form.add_error(
                None,
                _("The post is about a partner to whom you belong. Another moderator decides."),
            )
        except OwnCase:
            raise PermissionDenied from None
        else:
            # True also if another moderator was faster.
            done = _("The post has been hidden.") if is_hiding else _("The post has been restored.")
            messages.success(request, message_about(post, done, _("See the post")))
            return redirect(post.page_url)
    title = _("Hide a post") if is_hiding else _("Restore a post")
    context = {
        "post": post,
        "form": form,
        "is_hiding": is_hiding,
        "must_propose": bool(partners),
        "proposal": proposals.find_open(kind, post),
        **subpage_context(post.thread, title),
    }
    return render(request, "forum/moderate.html", context)


def _get_post(moderator: User, post_id: int) -> Post:
    post: Post = get_object_or_404(Post.objects.on_pages_of(moderator).for_reading(), pk=post_id)
    return post
