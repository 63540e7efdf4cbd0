"""The pages on which moderators act on a post, its thread or its author."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forum.models import ModerationAction, PartnerMatter, Post, ProposedAct
from forum.moderation import person_acts, post_acts, proposal_views, proposals, thread_acts
from forum.moderation.conflicts import OwnCase, PartnerCase, partners_concerned
from forum.moderation.forms import (
    MoveForm,
    PartnerMatterForm,
    ReasonForm,
    RedactForm,
    RuleForm,
    SuspendForm,
)
from forum.moderation.person_acts import NotPossible
from forum.threads.thread_page import message_about, subpage_context
from residents.models import User
from residents.requests import SignedInRequest
from residents.suspensions import suspension_of

form_methods = require_http_methods(["GET", "HEAD", "POST"])
moderators_only = permission_required("forum.moderate", raise_exception=True)
# Earlier actions on a thread or its author that are shown.
EARLIER = 30


@dataclass(frozen=True, slots=True)
class Act:
    """Something that a moderator can do with a post: its button, form and function."""

    label: Promise
    done: Promise
    hint: Promise
    form: Callable[[Any, Post], ReasonForm]
    run: Callable[..., bool]
    is_open: Callable[[Post], bool] = lambda post: True
    is_danger: bool = True
    on: str = "post"


def _reason(data: Any, post: Post) -> ReasonForm:
    return ReasonForm(data)


def _rule(data: Any, post: Post) -> ReasonForm:
    return RuleForm(data)


def _on_thread(function: Callable[..., bool]) -> Callable[..., bool]:
    return lambda *, post, **given: function(thread=post.thread, **given)


def _is_person(post: Post) -> bool:
    return post.author is not None and post.author.is_active


ACTS = {
    "redact": Act(
        gettext_lazy("Remove personal data"),
        gettext_lazy("The text is changed."),
        gettext_lazy(
            "The post is marked as edited by a moderator. Only moderators can see what was removed."
        ),
        lambda data, post: RedactForm(data, post=post),
        post_acts.redact,
        lambda post: post.removed_at is None,
        is_danger=False,
    ),
    "lock": Act(
        gettext_lazy("Lock the thread"),
        gettext_lazy("The thread is locked."),
        gettext_lazy("Everybody can read it, and nobody can reply."),
        _rule,
        _on_thread(thread_acts.lock),
        lambda post: not post.thread.is_locked,
        on="thread",
    ),
    "unlock": Act(
        gettext_lazy("Unlock the thread"),
        gettext_lazy("The thread is unlocked."),
        gettext_lazy("People can reply again."),
        _reason,
        _on_thread(thread_acts.unlock),
        lambda post: post.thread.is_locked,
        is_danger=False,
        on="thread",
    ),
    "pin": Act(
        gettext_lazy("Pin the thread"),
        gettext_lazy("The thread is pinned."),
        gettext_lazy("It stands above the lists that it is in."),
        _reason,
        _on_thread(thread_acts.pin),
        lambda post: not post.thread.is_pinned,
        is_danger=False,
        on="thread",
    ),
    "unpin": Act(
        gettext_lazy("Unpin the thread"),
        gettext_lazy("The thread is no longer pinned."),
        gettext_lazy("It stands in the lists by its latest reply again."),
        _reason,
        _on_thread(thread_acts.unpin),
        lambda post: post.thread.is_pinned,
        is_danger=False,
        on="thread",
    ),
    "move": Act(
        gettext_lazy("Move the thread"),
        gettext_lazy("The thread is moved."),
        gettext_lazy("To another theme, area or type. Its address stays the same."),
        lambda data, post: MoveForm(data, post=post),
        _on_thread(thread_acts.move),
        is_danger=False,
        on="thread",
    ),
    "warn": Act(
        gettext_lazy("Warn the author"),
        gettext_lazy("The author is warned."),
        gettext_lazy("The author gets your words by email. Others do not see it."),
        _rule,
        person_acts.warn,
        _is_person,
        on="person",
    ),
    "suspend": Act(
        gettext_lazy("Suspend the author for a time"),
        gettext_lazy("The author is suspended."),
        gettext_lazy("Until that day, the author can read, but not write, report or react."),
        lambda data, post: SuspendForm(data),
        person_acts.suspend,
        _is_person,
        on="person",
    ),
    "ban": Act(
        gettext_lazy("Exclude the author"),
        gettext_lazy("The author is excluded."),
        gettext_lazy("For good. The author can still read, appeal, and get or delete their data."),
        _rule,
        lambda **given: person_acts.suspend(until=None, **given),
        _is_person,
        on="person",
    ),
}


@require_safe
@login_required
@moderators_only
@never_cache
def overview(request: SignedInRequest, post_id: int) -> HttpResponse:
    """Show what a moderator can do about a post, and what was done before."""
    post = _get_post(request.user, post_id)
    earlier = Q(post__thread=post.thread_id)
    if post.author_id is not None:
        earlier |= Q(post__author=post.author_id) | Q(person=post.author_id)
    log = ModerationAction.objects.filter(earlier).select_related("post__thread", "undone_by")
    is_partner_case = bool(partners_concerned(post, request.user) - {post.partner_id})
    acts = [(name, each) for name, each in ACTS.items() if each.is_open(post)]
    context = {
        "post": post,
        "groups": [
            (title, [(name, each) for name, each in acts if each.on == on])
            for on, title in (
                ("post", _("The post")),
                ("thread", _("The thread")),
                ("person", _("The author")),
            )
        ],
        "is_own": post.author_id == request.user.pk,
        "is_partner_case": is_partner_case,
        "suspension": suspension_of(post.author_id),
        "log": list(log[:EARLIER]),
        "proposals": list(
            ProposedAct.objects.open()
            .filter(post__thread=post.thread_id)
            .select_related("post", "proposer")
        ),
        "matters": list(post.partner_matters.select_related("partner").order_by("pk")),
        "form": PartnerMatterForm(),
        **subpage_context(post.thread, _("Moderate post %(number)d") % {"number": post.number}),
    }
    return render(request, "forum/moderation/overview.html", context)


@form_methods
@login_required
@moderators_only
@never_cache
def act(request: SignedInRequest, post_id: int, act_name: str) -> HttpResponse:
    """Ask for a reason, and act; or propose it, if the post is about the moderator's partner."""
    chosen = ACTS.get(act_name)
    if chosen is None:
        raise Http404
    post = _get_post(request.user, post_id)
    form = chosen.form(request.POST if request.method == "POST" else None, post)
    partners = proposals.partners_in_case(act_name, post, request.user)
    if request.method == "POST" and form.is_valid():
        if partners and chosen.is_open(post):
            given = form.cleaned_data
            try:
                return proposal_views.propose(
                    request, kind=act_name, post=post, partners=partners, given=given
                )
            except OwnCase:
                raise PermissionDenied from None
        if (error := _run(chosen, post, request.user, form.cleaned_data)) is None:
            # True also if another moderator was faster.
            done = message_about(post, str(chosen.done), _("See the post"))
            messages.success(request, done)
            return redirect(post.page_url)
        form.add_error(None, error)
    context = {
        "post": post,
        "form": form,
        "act": chosen,
        "is_open": chosen.is_open(post),
        "must_propose": bool(partners),
        "proposal": proposals.find_open(act_name, post),
        **subpage_context(post.thread, str(chosen.label)),
    }
    return render(request, "forum/moderation/act.html", context)


@require_POST
@login_required
@moderators_only
def mark_partner(request: SignedInRequest, post_id: int) -> HttpResponse:
    """Mark a post as being about a partner: the partner's people do not decide about it."""
    post = _get_post(request.user, post_id)
    form = PartnerMatterForm(request.POST)
    if form.is_valid():
        PartnerMatter.objects.get_or_create(post=post, partner=form.cleaned_data["partner"])
        messages.success(request, _("Moderators from that partner do not decide about the post."))
    else:
        messages.error(request, _("Choose a partner."))
    return redirect("forum:acts", post_id)


def _run(chosen: Act, post: Post, moderator: User, given: dict[str, Any]) -> str | None:
    """Act, and return why it is not possible, or None."""
    try:
        chosen.run(post=post, moderator=moderator, **given)
    except PartnerCase:
        return _("The post is about a partner to whom you belong. Another moderator decides.")
    except OwnCase:
        return _("This is your own case. Another moderator decides.")
    except NotPossible:
        return _("Administrators decide about moderators, and nobody about accounts that are gone.")
    return None


def _get_post(moderator: User, post_id: int) -> Post:
    post: Post = get_object_or_404(Post.objects.on_pages_of(moderator).for_reading(), pk=post_id)
    return post
