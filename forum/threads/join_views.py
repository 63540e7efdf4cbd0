"""The page on which editors add a thread to a campaign that exists, and the way back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from core.primary_keys import parse_uuid
from forum.models import Thread
from forum.threads import joining, thread_page
from residents.requests import SignedInRequest

_MOST_LETTERS = 100


class JoinForm(forms.Form):
    """The choice of a campaign."""

    campaign = forms.ChoiceField(
        label=gettext_lazy("Campaign"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose a campaign."),
            "invalid_choice": gettext_lazy("You can no longer choose this campaign."),
        },
    )

    def __init__(self, *args: Any, campaigns: list[joining.OfferedCampaign], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(each.key), each.label) for each in campaigns]
        # A typed list is what the stubs know of this field.
        self.fields["campaign"].choices = choices  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def join(request: SignedInRequest, thread_id: int) -> HttpResponse:
    """Show the campaigns that may be chosen, found by `?q=`, and add the thread to one."""
    thread = _thread(request, thread_id)
    words = request.GET.get("q", "").strip()[:_MOST_LETTERS]
    found = joining.offered(request.user, thread, words)
    shown = found[: joining.MOST_OFFERED]
    if request.method == "POST":
        # The search may have changed since the form was shown.
        chosen = parse_uuid(request.POST.get("campaign", ""))
        known = {each.key for each in shown}
        shown += [
            each
            for each in joining.offered(request.user, thread)
            if each.key == chosen and each.key not in known
        ]
    form = JoinForm(request.POST if request.method == "POST" else None, campaigns=shown)
    if request.method == "POST" and form.is_valid():
        return _join(request, thread, form.cleaned_data["campaign"])
    title = _("Add the thread to a campaign")
    context = {
        "thread": thread,
        "form": form if shown else None,
        "search": words,
        "page_url": reverse("forum:join_campaign", args=[thread.pk]),
        "left_out": max(0, len(found) - joining.MOST_OFFERED),
        **thread_page.subpage_context(thread, title),
    }
    return render(request, "forum/join_campaign.html", context)


def _join(request: SignedInRequest, thread: Thread, campaign: str) -> HttpResponse:
    key = parse_uuid(campaign)
    if key is None or not joining.may_edit(request.user, key):
        raise PermissionDenied
    try:
        is_new = joining.join(thread=thread, campaign_key=key, user=request.user)
    except joining.InAnotherCampaign:
        messages.error(
            request,
            _("This thread is a part of another campaign. Take it out of that one first."),
        )
        return redirect(thread)
    done = (
        _("The thread is now a part of the campaign.")
        if is_new
        else _("The thread was already a part of the campaign.")
    )
    messages.success(request, done)
    return redirect(thread)


@require_POST
@login_required
def leave(request: SignedInRequest, thread_id: int) -> HttpResponse:
    """Take the thread out of its campaign, which stays as it is."""
    thread: Thread = get_object_or_404(Thread.objects.visible_to(request.user), pk=thread_id)
    key = joining.campaign_key_of(thread)
    if key is None:
        if not joining.may_join(request.user, thread):
            raise PermissionDenied
        messages.success(request, _("The thread is a part of no campaign."))
        return redirect(thread)
    if not joining.may_leave(request.user, key):
        raise PermissionDenied
    joining.leave(thread=thread, campaign_key=key)
    messages.success(request, _("The thread is no longer a part of the campaign."))
    return redirect(thread)


def _thread(request: SignedInRequest, thread_id: int) -> Thread:
    thread: Thread = get_object_or_404(Thread.objects.visible_to(request.user), pk=thread_id)
    if not joining.may_join(request.user, thread):
        raise PermissionDenied
    return thread
