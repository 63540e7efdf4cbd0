"""The form with which the writer of a thread, moderators and editors change its tags."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forum.models import Thread
from forum.threads import drafts, tagging, thread_page
from forum.threads.drafts import keeps_draft
from forum.threads.forms import TagsForm
from residents.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_draft("tags")
def change(request: SignedInRequest, thread_id: int) -> HttpResponse:
    """Show and save the tags."""
    thread: Thread = get_object_or_404(Thread.objects.visible_to(request.user), pk=thread_id)
    if not tagging.may_tag(request.user, thread):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    draft = drafts.requested_fields(request)
    form = TagsForm(data, thread=thread, author=request.user, typed=draft.get("tags"))
    if request.method == "POST" and form.is_valid():
        tagging.set_tags(thread=thread, names=form.cleaned_data["tags"])
        drafts.delete_requested(request)
        messages.success(request, _("The tags have been saved."))
        return redirect(thread)
    title = _("Tags of the thread")
    context = {"thread": thread, "form": form, **thread_page.subpage_context(thread, title)}
    return render(request, "forum/tags.html", context)
