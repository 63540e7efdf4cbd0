"""The page of a decision: the statement of reasons, the appeal, and how to take it back."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.breadcrumbs import breadcrumbs
from forum.models import HeldPost, ModerationAction, PostVersion, Thread
from forum.moderation import appeals, proposal_views, proposals
from forum.moderation.conflicts import (
    OwnCase,
    check_undo,
    check_undo_of_own,
    partners_of_action,
)
from forum.moderation.forms import AppealAnswerForm, AppealForm, ReasonForm
from forum.moderation.undo import CannotUndo, undo
from forum.threads.posting import PostingRefused
from notifications.notices.inbox import mark_topic_seen
from residents.models import User
from residents.requests import SignedInRequest

form_methods = require_http_methods(["GET", "HEAD", "POST"])
moderators_only = permission_required("forum.moderate", raise_exception=True)


@form_methods
@login_required
@never_cache
def decision(request: SignedInRequest, action_id: int) -> HttpResponse:
    """Show a decision to the person concerned and to moderators; POST appeals against it."""
    action = _get_action(request.user, action_id)
    form = AppealForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and action.person_id != request.user.pk:
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        try:
            is_new = appeals.appeal(
                action=action, author=request.user, text=form.cleaned_data["text"]
            )
        except appeals.NoAppeal:
            raise PermissionDenied from None
        if is_new:
            messages.success(request, _("Your complaint is sent. Another moderator reads it."))
        else:
            messages.info(request, _("You have already complained about this decision."))
        return redirect(action)
    mark_topic_seen(request, f"decision:{action.pk}")
    return render(request, "forum/moderation/decision.html", _context(request, action, form))


@form_methods
@login_required
@moderators_only
@never_cache
def answer(request: SignedInRequest, action_id: int) -> HttpResponse:
    """Decide about the appeal against a decision of another moderator."""
    action = _get_action(request.user, action_id)
    appealed = getattr(action, "appeal", None)
    if appealed is None:
        return redirect(action)
    try:
        appeals.check_may_decide(appealed, request.user)
    except OwnCase:
        raise PermissionDenied from None
    form = AppealAnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["answer"]
        if form.cleaned_data["decision"] == AppealAnswerForm.REJECT:
            is_new = appeals.reject(appealed=appealed, moderator=request.user, answer=words)
        elif not appealed.is_open:
            is_new = False
        else:
            if (error := _undo(action, request.user, words)) is None:
                return _undone(request, action)
            form.add_error(None, error)
            return _answer_page(request, action, form)
        if is_new:
            messages.success(request, _("The decision stands, and the person gets your answer."))
        else:
            messages.info(request, _("Somebody has already decided about this complaint."))
        return redirect(action)
    return _answer_page(request, action, form)


@form_methods
@login_required
@moderators_only
@never_cache
def take_back(request: SignedInRequest, action_id: int) -> HttpResponse:
    """Take a decision back, with a reason."""
    action = _get_action(request.user, action_id)
    if action.is_undone:
        # A second click, or another moderator was faster.
        return redirect(action)
    partners = _partners_to_propose(action, request.user)
    if not partners and not _may_undo(action, request.user):
        raise PermissionDenied
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and partners:
        return proposal_views.propose_about(
            request,
            kind=ModerationAction.Kind.UNDO,
            target=action,
            partners=partners,
            given=form.cleaned_data,
        )
    if request.method == "POST" and form.is_valid():
        if (error := _undo(action, request.user, form.cleaned_data["reason"])) is None:
            return _undone(request, action)
        form.add_error(None, error)
    context = {
        "action": action,
        "form": form,
        "must_propose": bool(partners),
        "proposal": next(iter(proposals.find_open_about(action)), None),
        **_page_context(_("Take a decision back")),
    }
    return render(request, "forum/moderation/take_back.html", context)


def _undo(action: ModerationAction, moderator: User, reason: str) -> str | None:
    """Take `action` back, and return why it is not possible, or None."""
    try:
        undo(action=action, moderator=moderator, reason=reason)
    except OwnCase:
        raise PermissionDenied from None
    except PostingRefused:
        return _("It cannot be published: the thread is hidden or locked, or the author may not.")
    except CannotUndo:
        return _("It cannot be taken back: it has changed again since, or is deleted.")
    return None


def _undone(request: SignedInRequest, action: ModerationAction) -> HttpResponse:
    # True also if another moderator was faster.
    messages.success(request, _("The decision is taken back."))
    return redirect(action)


def _answer_page(
    request: SignedInRequest, action: ModerationAction, form: AppealAnswerForm
) -> HttpResponse:
    title = _("Decide about a complaint")
    context = _context(request, action, form) | _page_context(title)
    return render(request, "forum/moderation/answer.html", context)


def _context(request: SignedInRequest, action: ModerationAction, form: Any) -> dict[str, Any]:
    """Return what the pages of a decision show."""
    user = request.user
    is_moderator = user.has_perm("forum.moderate")
    appealed = getattr(action, "appeal", None)
    may_decide = appealed is not None and appealed.is_open and is_moderator
    if may_decide and appealed is not None:
        try:
            appeals.check_may_decide(appealed, user)
        except OwnCase:
            may_decide = False
    return {
        "action": action,
        "post": action.post,
        "into": Thread.objects.visible_to(user).filter(pk=action.before.get("into")).first(),
        "held": HeldPost.objects.filter(pk=action.before.get("held")).first(),
        "original": (
            PostVersion.objects.filter(pk=action.before.get("version")).first()
            if is_moderator or action.person_id == user.pk
            else None
        ),
        "appeal": appealed,
        "form": form,
        "is_moderator": is_moderator,
        "may_appeal": appeals.may_appeal(action, user),
        "may_decide": may_decide,
        "must_propose": is_moderator and bool(_partners_to_propose(action, user)),
        "is_partner_case": is_moderator and bool(partners_of_action(action, user)),
        "may_undo": is_moderator and not may_decide and _may_undo(action, user),
        "days": settings.APPEAL_DAYS,
        **_page_context(_("A moderator’s decision")),
    }


def _partners_to_propose(action: ModerationAction, moderator: User) -> set[int]:
    """Return the partners because of which `moderator` proposes to take `action` back.

    None while a complaint waits: that is decided by somebody who has no part in the matter.
    """
    appealed = getattr(action, "appeal", None)
    if not _can_be_undone(action) or (appealed is not None and appealed.is_open):
        return set()
    try:
        check_undo_of_own(action, moderator)
    except OwnCase:
        return set()
    return partners_of_action(action, moderator)


def _can_be_undone(action: ModerationAction) -> bool:
    return not action.is_undone and action.kind in {*action.RESTRICTIONS, action.Kind.PIN}


def _may_undo(action: ModerationAction, moderator: User) -> bool:
    if not _can_be_undone(action):
        return False
    try:
        check_undo(action, moderator)
    except OwnCase:
        return False
    return True


def _get_action(user: User, action_id: int) -> ModerationAction:
    """Return the action if it is about `user`, or they moderate; raise `Http404`."""
    rows = ModerationAction.objects.select_related(
        *("post__thread", "post__author", "post__partner", "person", "undone_by", "appeal")
    )
    if not user.has_perm("forum.moderate"):
        rows = rows.filter(Q(person=user))
    action: ModerationAction = get_object_or_404(rows, pk=action_id)
    return action


def _page_context(title: str) -> dict[str, Any]:
    crumbs = breadcrumbs((reverse("forum:threads"), _("Forum")), current=title)
    return {"title": title, "crumbs": crumbs, "robots": "noindex", "alternates": []}
