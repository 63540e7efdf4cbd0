"""The page on which a moderator merges a thread that repeats another into that one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from forum.house_rules import HouseRule
from forum.models import Post, Thread
from forum.moderation import merging
from forum.moderation.conflicts import PartnerCase
from forum.moderation.merge_forms import MergeForm, OtherThreadForm
from forum.threads.related import related_threads
from forum.threads.thread_page import subpage_context
from notifications.models import Subscription
from notifications.notices import topics
from residents.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required("forum.moderate", raise_exception=True)
@never_cache
def merge(request: SignedInRequest, post_id: int) -> HttpResponse:
    """Choose the other thread, show what will happen, and merge on POST."""
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
    initial = {"rule": HouseRule.OTHER.value, "into": typed}
    form = MergeForm(request.POST if is_post else None, initial=initial)
    if is_post and other is not None and form.is_valid():
        try:
            # False if another moderator was faster.
            merging.merge(
                duplicate=duplicate,
                other=other,
                moderator=request.user,
                rule=form.cleaned_data["rule"],
                reason=form.cleaned_data["reason"],
            )
        except PartnerCase:
            choice.add_error(
                None,
                _("The post is about a partner to whom you belong. Another moderator decides."),
            )
        except merging.CannotMerge as refused:
            choice.add_error("into", refused.refusal.label)
        else:
            messages.success(request, _("The thread is merged into this one."))
            return redirect(other)
    if not choice.is_valid():
        other = None
    context = {
        "post": post,
        "duplicate": duplicate,
        "other": other,
        "form": choice if other is None else form,
        "followers": 0 if other is None else _followers(duplicate),
        "suggested": [] if duplicate.is_hidden else related_threads(duplicate),
        "own_url": reverse("forum:merge", args=[post.pk]),
        **subpage_context(duplicate, _("Merge the thread into another")),
    }
    return render(request, "forum/moderation/merge.html", context)


def _followers(thread: Thread) -> int:
    following = Subscription.objects.filter(topic=topics.thread(thread.pk))
    return following.filter(mode=Subscription.Mode.FOLLOW).count()
