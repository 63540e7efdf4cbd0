"""The page on which a moderator merges a thread that repeats another into that one."""

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.primary_keys import parse_pk
from forum.house_rules import HouseRule
from forum.models import Post, Thread
from forum.moderation import merging
from forum.moderation.conflicts import PartnerCase
from forum.moderation.forms import RuleForm
from forum.threads.related import related_threads
from forum.threads.thread_page import subpage_context
from notifications.models import Subscription
from notifications.notices import topics
from residents.requests import SignedInRequest

# The number of a thread, alone or in its address, in any language of the site.
_NUMBER = re.compile(r"(?:^|/)#?([0-9]{1,18})/?(?:[?#].*)?$")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required("forum.moderate", raise_exception=True)
@never_cache
def merge(request: SignedInRequest, post_id: int) -> HttpResponse:
    """Choose the other thread, show what will happen, and merge on POST."""
    posts = Post.objects.on_pages_of(request.user).for_reading()
    post: Post = get_object_or_404(posts, pk=post_id)
    duplicate = post.thread
    typed = (request.POST if request.method == "POST" else request.GET).get("into", "").strip()
    other = _find(typed, request)
    is_done = other is not None and duplicate.merged_into_id == other.pk
    error = ""
    if typed and other is None:
        error = _("There is no such thread. Give its number or its address.")
    elif other is not None and not is_done and (found := merging.refusal(duplicate, other)):
        error = str(found.label)
    initial = {"rule": HouseRule.OTHER.value}
    form = RuleForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and other is not None and not error and form.is_valid():
        try:
            # False if another moderator was faster.
            merging.merge(
                duplicate=duplicate, other=other, moderator=request.user, **form.cleaned_data
            )
        except PartnerCase:
            error = _("The post is about a partner to whom you belong. Another moderator decides.")
        except merging.CannotMerge as refused:
            error = str(refused.refusal.label)
        else:
            messages.success(request, _("The thread is merged into this one."))
            return redirect(other)
    is_chosen = other is not None and not error
    context = {
        "post": post,
        "duplicate": duplicate,
        "other": other if is_chosen else None,
        "typed": typed,
        "error": error,
        "form": form if is_chosen else None,
        "followers": _followers(duplicate) if is_chosen else 0,
        "suggested": [] if duplicate.is_hidden else related_threads(duplicate),
        "own_url": reverse("forum:merge", args=[post.pk]),
        **subpage_context(duplicate, _("Merge the thread into another")),
    }
    return render(request, "forum/moderation/merge.html", context)


def _find(typed: str, request: SignedInRequest) -> Thread | None:
    """Return the thread with that number or address; for a merged one, the one it leads to."""
    match = _NUMBER.search(typed)
    pk = parse_pk(match[1]) if match else None
    if pk is None:
        return None
    found = Thread.objects.select_related("merged_into").filter(pk=pk).first()
    return found.merged_into or found if found else None


def _followers(thread: Thread) -> int:
    following = Subscription.objects.filter(topic=topics.thread(thread.pk))
    return following.filter(mode=Subscription.Mode.FOLLOW).count()
