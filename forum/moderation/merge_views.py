"""The page on which a moderator merges a thread that repeats another into that one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from forum.models import ModerationAction, Post, Thread
from forum.moderation import merging, proposal_views, proposals
from forum.moderation.conflicts import PartnerCase
from forum.moderation.merge_forms import MergeForm, OtherThreadForm
from forum.threads.related import related_threads
from forum.threads.thread_page import subpage_context
from notifications.models import Subscription
from notifications.notices import topics
from residents.requests import SignedInRequest

_KIND = ModerationAction.Kind.MERGE


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required("forum.moderate", raise_exception=True)
@never_cache
def merge(request: SignedInRequest, post_id: int) -> HttpResponse:
    """Choose the other thread, show what will happen, and merge on POST.

    A moderator who belongs to a partner that one of the threads is about can only propose it.
    """
    posts = Post.objects.on_pages_of(request.user).for_reading()
    post: Post = get_object_or_404(posts, pk=post_id)
    duplicate = post.thread
    is_post = request.method == "POST"
    given = request.POST if is_post else request.GET
    typed = given.get("into", "")
    choice = OtherThreadForm(
        {"into": typed} if is_post or "into" in given else None, duplicate=duplicate
    )
    other: Thread | None = choice.cleaned_data["into"] if choice.is_valid() else None
    form = MergeForm(request.POST if is_post else None, initial={"into": typed})
    partners = proposals.partners_in_case(_KIND, post, request.user, other)
    if is_post and other is not None and form.is_valid():
        reason = form.cleaned_data["reason"]
        if partners:
            return proposal_views.propose(
                request,
                kind=_KIND,
                post=post,
                partners=partners,
                given={"into": other, "reason": reason},
            )
        try:
            # False if another moderator was faster.
            merging.merge(duplicate=duplicate, other=other, moderator=request.user, reason=reason)
        except PartnerCase:
            form.add_error(
                None,
                _("The post is about a partner to whom you belong. Another moderator decides."),
            )
        except merging.CannotMerge as refused:
            # With the words that were typed: they fit the next thread, too.
            form.add_error(None, str(refused.refusal.label))
        else:
            messages.success(request, _("The thread is merged into this one."))
            return redirect(other)
    context = {
        "post": post,
        "duplicate": duplicate,
        "other": other,
        "form": choice if other is None else form,
        "must_propose": bool(partners),
        "proposal": proposals.find_open(_KIND, post),
        "followers": 0 if other is None else _followers(duplicate),
        "suggested": [] if duplicate.is_hidden else related_threads(duplicate),
        "own_url": reverse("forum:merge", args=[post.pk]),
        **subpage_context(duplicate, _("Merge the thread into another")),
    }
    return render(request, "forum/moderation/merge.html", context)


def _followers(thread: Thread) -> int:
    following = Subscription.objects.filter(topic=topics.thread(thread.pk))
    return following.filter(mode=Subscription.Mode.FOLLOW).count()
