"""The page of an act that a moderator has proposed, and how the acts' own pages propose one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.breadcrumbs import breadcrumbs
from core.models import Area
from core.themes import localized_themes
from forum.models import (
    AnonymousIssue,
    HeldPost,
    Post,
    PostPicture,
    ProposedAct,
    Thread,
    UnloggedAct,
)
from forum.models.posts import readable_threads
from forum.moderation import proposals
from forum.moderation.conflicts import OwnCase
from forum.moderation.merging import CannotMerge
from forum.moderation.person_acts import NotPossible
from forum.moderation.proposal_forms import ProposalAnswerForm, ProposalReasonForm
from forum.threads.posting import PostingRefused
from forum.threads.thread_page import subpage_context
from notifications.notices.inbox import mark_topic_seen
from residents.models import User
from residents.requests import SignedInRequest

_State = ProposedAct.State
WITHDRAW = "withdraw"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required("forum.moderate", raise_exception=True)
@never_cache
def show(request: SignedInRequest, proposed_act_id: int) -> HttpResponse:
    """Show what a moderator proposes; POST confirms, declines or withdraws it."""
    proposal = _get_proposal(request.user, proposed_act_id)
    may_decide = _may_decide(proposal, request.user)
    is_post = request.method == "POST"
    is_own = proposal.proposer_id == request.user.pk
    if is_post and is_own and request.POST.get("decision") == WITHDRAW:
        return _withdraw(request, proposal)
    if is_post and not may_decide:
        raise PermissionDenied
    form = ProposalAnswerForm(request.POST if is_post else None)
    if is_post and form.is_valid() and _decide(request, proposal, form):
        return redirect(proposal)
    mark_topic_seen(request, f"proposed-act:{proposal.pk}")
    context = {
        "proposal": proposal,
        "post": proposal.post,
        "theme": _theme_of_issue(proposal),
        "is_on_thread": proposal.kind in proposals.ON_THREAD,
        "place": _place(proposal),
        "into": Thread.objects.visible_to(request.user)
        .filter(pk=proposal.details.get("into"))
        .first(),
        "pictures": list(PostPicture.objects.filter(pk__in=proposal.details.get("pictures", []))),
        "may_decide": may_decide and proposal.is_open,
        "is_own": is_own,
        "withdraw": WITHDRAW,
        "form": form,
        **_page_context(proposal),
    }
    return render(request, "forum/moderation/proposed_act.html", context)


def propose(
    request: SignedInRequest, *, kind: str, post: Post, partners: set[int], given: dict[str, Any]
) -> HttpResponse:
    """Propose the act to the other moderators and lead to its page. Raises `OwnCase`."""
    proposal, is_new = proposals.propose(
        kind=kind, post=post, moderator=request.user, partner_id=min(partners), given=given
    )
    return _proposed(request, proposal, is_new=is_new)


def propose_about(
    request: SignedInRequest,
    *,
    kind: str,
    target: proposals.Target,
    partners: set[int],
    given: dict[str, Any],
) -> HttpResponse:
    """The same for a text that waits, or for taking a decision back. Raises `OwnCase`."""
    proposal, is_new = proposals.propose_about(
        kind=kind, target=target, moderator=request.user, partner_id=min(partners), given=given
    )
    return _proposed(request, proposal, is_new=is_new)


def propose_to_publish(
    request: SignedInRequest,
    form: ProposalReasonForm,
    *,
    target: HeldPost | AnonymousIssue,
    partners: set[int],
) -> HttpResponse | None:
    """Propose to publish a text that waits; None if the form is not valid. Raises `OwnCase`."""
    if not form.is_valid():
        return None
    return propose_about(
        request,
        kind=UnloggedAct.APPROVE,
        target=target,
        partners=partners,
        given=form.cleaned_data,
    )


def _proposed(request: SignedInRequest, proposal: ProposedAct, *, is_new: bool) -> HttpResponse:
    if is_new:
        messages.success(request, _("Your proposal is sent. Another moderator decides."))
    else:
        messages.info(request, _("This is proposed already. Another moderator decides."))
    return redirect(proposal)


def _withdraw(request: SignedInRequest, proposal: ProposedAct) -> HttpResponse:
    if proposals.withdraw(proposal=proposal, proposer=request.user):
        messages.success(request, _("Your proposal is withdrawn."))
    else:
        messages.info(request, _("Somebody has already decided about this proposal."))
    return redirect(proposal)


def _decide(request: SignedInRequest, proposal: ProposedAct, form: ProposalAnswerForm) -> bool:
    """Decide as the form says; return False with an error at the form if it is not possible."""
    moderator = request.user
    if form.cleaned_data["decision"] == form.DECLINE:
        answer = form.cleaned_data["answer"]
        if proposals.decline(proposal=proposal, moderator=moderator, answer=answer):
            messages.success(request, _("The proposal is declined. Its author reads your answer."))
        else:
            messages.info(request, _("Somebody has already decided about this proposal."))
        return True
    try:
        confirmed = proposals.confirm(proposal=proposal, moderator=moderator)
    except OwnCase:
        raise PermissionDenied from None
    except NotPossible:
        form.add_error(
            None,
            _("Administrators decide about moderators, and nobody about accounts that are gone."),
        )
        return False
    except CannotMerge as refused:
        form.add_error(None, str(refused.refusal.label))
        return False
    except PostingRefused:
        form.add_error(
            None,
            _(
                "It cannot be published: the thread or the post is hidden, or its author has left "
                "the partner."
            ),
        )
        return False
    if confirmed is None:
        messages.info(request, _("Somebody has already decided about this proposal."))
    elif confirmed.state == _State.DONE:
        messages.success(request, _("The proposal is confirmed, and done."))
    else:
        messages.info(request, _("It was too late for the proposal. Nothing was changed."))
    return True


def _may_decide(proposal: ProposedAct, moderator: User) -> bool:
    try:
        proposals.check_may_decide(proposal, moderator)
    except OwnCase:
        return False
    return True


def _place(proposal: ProposedAct) -> tuple[str, ...]:
    """Return theme, area and kind to which a proposal moves the thread, in words."""
    to = proposal.details.get("to")
    if not to:
        return ()
    theme = localized_themes().get(to["theme"]) if to["theme"] else None
    area = Area.objects.filter(pk=to["area"]).first()
    return (
        theme.name if theme else pgettext("theme", "Other"),
        str(area) if area else _("The whole municipality"),
        str(Thread.Kind(to["kind"]).label),
    )


def _get_proposal(moderator: User, pk: int) -> ProposedAct:
    readable = readable_threads(moderator, "post__thread__") | Q(post=None)
    related = [f"post__{each}" for each in ("thread", "author", "partner")]
    related += [f"held__{each}" for each in ("thread", "author", "partner", "theme")]
    related += [f"anonymous_issue__{each}" for each in ("thread", "area", "theme")]
    related += ["proposer", "partner", "decided_by", "action__post__thread"]
    rows = ProposedAct.objects.filter(readable).select_related(*related)
    proposal: ProposedAct = get_object_or_404(rows, pk=pk)
    return proposal


def _theme_of_issue(proposal: ProposedAct) -> Any:
    issue = proposal.anonymous_issue
    return localized_themes().get(issue.theme_id) if issue else None


def _page_context(proposal: ProposedAct) -> dict[str, Any]:
    title = _("A proposal of a moderator")
    if proposal.post is not None:
        return subpage_context(proposal.post.thread, title)
    crumbs = breadcrumbs((reverse("forum:threads"), _("Forum")), current=title)
    return {"title": title, "crumbs": crumbs, "robots": "noindex", "alternates": []}
