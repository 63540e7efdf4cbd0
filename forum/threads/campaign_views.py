"""The action with which moderators and editors turn a thread into the draft of a campaign."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forum.models import Thread
from forum.threads import campaigns
from residents.requests import SignedInRequest


@require_POST
@login_required
def make_campaign(request: SignedInRequest, thread_id: int) -> HttpResponse:
    """Make the draft, and lead to its editor, or back to the thread without a right to edit it."""
    thread: Thread = get_object_or_404(Thread.objects.visible_to(request.user), pk=thread_id)
    if not campaigns.may_make_draft(request.user, thread):
        raise PermissionDenied
    try:
        page, is_new = campaigns.make_draft(thread=thread, user=request.user)
    except campaigns.NoThemePage:
        missing = _("The theme of this thread has no page yet, so it cannot have campaigns.")
        messages.error(request, missing)
        return redirect(thread)
    done = (
        _("The thread is now the draft of a campaign. Nobody can see it until it is published.")
        if is_new
        else _("This thread has already become a campaign.")
    )
    messages.success(request, done)
    if page.permissions_for_user(request.user).can_edit():
        return redirect("wagtailadmin_pages:edit", page.pk)
    return redirect(thread)
