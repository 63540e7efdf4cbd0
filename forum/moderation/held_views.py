"""The page of a held text: its author changes or withdraws it, and moderators decide."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.breadcrumbs import breadcrumbs
from forum.guard import new_members
from forum.models import HeldPost, ModerationAction, Post
from forum.moderation import held_posts, lapsing, proposal_views, proposals
from forum.moderation.conflicts import OwnCase, check_held, partners_of_held
from forum.moderation.forms import RuleForm
from forum.moderation.proposal_forms import ProposalReasonForm
from forum.threads import posting
from forum.threads.forms import HeldForm
from notifications.notices.inbox import mark_topic_seen
from residents.models import User
from residents.requests import SignedInRequest

form_methods = require_http_methods(["GET", "HEAD", "POST"])
moderators_only = permission_required("forum.moderate", raise_exception=True)
# Posts before a held reply that a moderator sees with it.
AROUND = 4


@require_safe
@login_required
@never_cache
def show(request: SignedInRequest, held_id: int) -> HttpResponse:
    """Show a held text, what it waits for, and what its reader can do."""
    return _page(request, _get_held(request, held_id), ProposalReasonForm())


def _page(request: SignedInRequest, held: HeldPost, form: ProposalReasonForm) -> HttpResponse:
    is_author = held.author_id == request.user.pk
    is_moderator = request.user.has_perm("forum.moderate")
    mark_topic_seen(request, f"held:{held.pk}")
    context = {
        "held": held,
        "is_author": is_author,
        "is_first_post": held.rules == [new_members.FIRST_POST],
        "can_decide": held.is_waiting and not is_author and _may_decide(held, request.user),
        "around": _around(held) if is_moderator else [],
        "proposals": proposals.find_open_about(held) if is_moderator else [],
        "must_propose": is_moderator and bool(_partners(held, request.user)),
        "form": form,
        **_page_context(str(held.State(held.state).label)),
    }
    return render(request, "forum/held.html", context)


@form_methods
@login_required
@never_cache
def change(request: SignedInRequest, held_id: int) -> HttpResponse:
    """Change one's own text while it waits. If the guard finds nothing any more, publish it."""
    held = _get_own(request, held_id)
    data = request.POST if request.method == "POST" else None
    form = HeldForm(data, held=held)
    if request.method == "POST" and form.is_valid():
        return _save(request, held, form)
    context = {"held": held, "form": form, **_page_context(_("Edit your post"))}
    return render(request, "forum/held_form.html", context)


def _save(request: SignedInRequest, shown: HeldPost, form: HeldForm) -> HttpResponse:
    try:
        with transaction.atomic():
            held = held_posts.lock(HeldPost.objects.waiting(), shown)
            if held is None:
                raise Http404
            held.body = form.cleaned_data["body"]
            held.title = form.cleaned_data.get("title", held.title)
            held.rules = sorted({each.rule for each in form.held})
            if form.held:
                held.save()
                # Others have proposed what to do with the earlier text.
                lapsing.lapse(Q(held=held))
                messages.success(request, _("Your changes have been saved."))
                return redirect(held)
            post = held_posts.publish(held)
            held.delete()
    except posting.PostingRefused:
        raise PermissionDenied from None
    messages.success(request, _("Your post is published. Nobody needs to approve it any more."))
    return redirect(post.get_absolute_url() if post else reverse("forum:threads"))


@require_POST
@login_required
def withdraw(request: SignedInRequest, held_id: int) -> HttpResponse:
    """Delete one's own text while it waits. The same again, and for ids of others, does nothing."""
    own = HeldPost.objects.filter(author=request.user, pk=held_id)
    own.filter(state=HeldPost.State.WAITING).delete()
    if (decided := own.first()) is not None:
        return redirect(decided)
    messages.success(request, _("Your post has been withdrawn. Nobody has seen it but moderators."))
    return redirect("forum:threads")


@require_POST
@login_required
@moderators_only
def approve(request: SignedInRequest, held_id: int) -> HttpResponse:
    """Publish a held text, or propose it if it names the moderator's partner."""
    held = _get_held(request, held_id)
    if held.is_waiting and (partners := _partners(held, request.user)):
        form = ProposalReasonForm(request.POST)
        return proposal_views.propose_to_publish(
            request, form, target=held, partners=partners
        ) or _page(request, held, form)
    try:
        is_new = held_posts.approve(held=held, moderator=request.user)
    except OwnCase:
        raise PermissionDenied from None
    except posting.PostingRefused:
        messages.error(
            request,
            _(
                "It cannot be published: the thread or the post is hidden, or its author has left "
                "the partner."
            ),
        )
        return redirect(held)
    if is_new:
        messages.success(request, _("The post is published, and its author gets an email."))
    else:
        messages.info(request, _("Somebody has already decided about this post."))
    return redirect(held)


@form_methods
@login_required
@moderators_only
@never_cache
def refuse(request: SignedInRequest, held_id: int) -> HttpResponse:
    """Leave a held text unpublished, with a reason; or propose it, as for publishing."""
    held = _get_held(request, held_id)
    partners = _partners(held, request.user)
    if not partners and not _may_decide(held, request.user):
        raise PermissionDenied
    form = RuleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and partners and held.is_waiting:
        return proposal_views.propose_about(
            request,
            kind=ModerationAction.Kind.REFUSE,
            target=held,
            partners=partners,
            given=form.cleaned_data,
        )
    if request.method == "POST" and form.is_valid() and not partners:
        if held_posts.refuse(held=held, moderator=request.user, **form.cleaned_data):
            messages.success(request, _("The post is not published. Its author gets the reason."))
        else:
            messages.info(request, _("Somebody has already decided about this post."))
        return redirect(held)
    context = {
        "held": held,
        "form": form,
        "must_propose": bool(partners),
        **_page_context(_("Do not publish a post")),
    }
    return render(request, "forum/held_refuse.html", context)


def _partners(held: HeldPost, moderator: User) -> set[int]:
    """Return the partners because of which `moderator` may only propose; none for their own."""
    return set() if held.author_id == moderator.pk else partners_of_held(held, moderator)


def _may_decide(held: HeldPost, moderator: User) -> bool:
    try:
        check_held(held, moderator)
    except OwnCase:
        return False
    return True


def _around(held: HeldPost) -> list[Post]:
    """Return the posts that a reader would see before the text: the last ones, or its own post."""
    if held.thread is None:
        return []
    posts = held.thread.posts.for_reading()
    if held.post is not None:
        near = (held.post.number - 2, held.post.number + 2)
        return list(posts.filter(number__range=near))
    return list(posts.filter(number__gt=held.thread.post_count - AROUND))


def _get_held(request: SignedInRequest, held_id: int) -> HeldPost:
    """Return the text if the reader wrote it or moderates; raise `Http404`."""
    rows = HeldPost.objects.visible_to(request.user).select_related(
        "author", "partner", "thread", "theme", "area", "post"
    )
    held: HeldPost = get_object_or_404(rows, pk=held_id)
    return held


def _get_own(request: SignedInRequest, held_id: int) -> HeldPost:
    """Return the reader's own text while it waits; raise `Http404`."""
    rows = HeldPost.objects.waiting().filter(author=request.user)
    held: HeldPost = get_object_or_404(rows.select_related("thread", "theme", "post"), pk=held_id)
    return held


def _page_context(title: str) -> dict[str, object]:
    crumbs = breadcrumbs((reverse("forum:threads"), _("Forum")), current=title)
    return {"title": title, "crumbs": crumbs, "robots": "noindex", "alternates": []}
