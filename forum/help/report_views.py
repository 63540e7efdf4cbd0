"""The page on which moderators read a reported conversation and decide."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.breadcrumbs import breadcrumbs
from forum.help import reports
from forum.help.forms import DecisionForm
from forum.models import ConversationReport, HelpConversation
from notifications.notices.inbox import mark_topic_seen
from residents.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required("forum.moderate", raise_exception=True)
@never_cache
def review(request: SignedInRequest, conversation_id: int) -> HttpResponse:
    """Show a conversation while a report of it waits; POST decides. Else there is no such page."""
    waiting = ConversationReport.objects.open().order_by()
    known = ConversationReport.objects.filter(conversation=conversation_id)
    if request.method == "POST" and known.exists() and not waiting.filter(pk__in=known).exists():
        messages.info(request, _("Somebody has already decided about this conversation."))
        return redirect("forum:threads")
    reported = HelpConversation.objects.filter(pk__in=waiting.values("conversation"))
    rows = reported.select_related("thread", "starter", "helper")
    found: HelpConversation = get_object_or_404(rows, pk=conversation_id)
    is_own = found.is_between(request.user)
    if request.method == "POST" and is_own:
        raise PermissionDenied
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        decided = reports.decide(
            conversation=found,
            moderator=request.user,
            closes=form.cleaned_data["closes"],
            answer=form.cleaned_data["answer"],
        )
        if decided:
            messages.success(request, _("The decision is made, and the people concerned are told."))
        else:
            messages.info(request, _("Somebody has already decided about this conversation."))
        return redirect("forum:threads")
    mark_topic_seen(request, f"reported-conversation:{found.pk}")
    title = _("A reported conversation")
    context = {
        "title": title,
        "conversation": found,
        "chat": [] if is_own else found.messages.select_related("sender"),
        "reports": ConversationReport.objects.filter(conversation=found).select_related("reporter"),
        "is_own": is_own,
        "form": form,
        "crumbs": breadcrumbs((reverse("forum:threads"), _("Forum")), current=title),
        "robots": "noindex",
        "alternates": [],
    }
    return render(request, "forum/help/review.html", context)
