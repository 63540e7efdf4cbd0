"""The page on which the reporter or a moderator changes where an issue is."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from forum.guard.form import GuardedForm
from forum.issues import place
from forum.models import Issue, Thread
from forum.threads import issue_place, thread_page
from residents.models import User
from residents.requests import SignedInRequest


class PlaceForm(GuardedForm):
    """Where it is. What the guard found in the old words is accepted."""

    place = issue_place.PlaceField()
    position = issue_place.PositionField()

    def __init__(self, *args: Any, issue: Issue, author: User, **kwargs: Any) -> None:
        position = ""
        if issue.latitude is not None and issue.longitude is not None:
            position = f"{issue.latitude:f},{issue.longitude:f}"
        initial = {"place": issue.place, "position": position}
        super().__init__(*args, initial=initial, **kwargs)
        self.issue, self.author = issue, author

    def clean(self) -> dict[str, Any]:
        """Refuse what a moderator would have to read: a place cannot wait for approval."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            is_safety = self.issue.thread.is_about_crime
            self.guard(
                [cleaned["place"]],
                author=self.author,
                is_safety=is_safety,
                before=self.issue.place,
            )
            if self.held:
                text = gettext_lazy("This cannot be a place. Write it differently.")
                self.add_error("place", text)
        return cleaned


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def change(request: SignedInRequest, issue_id: int) -> HttpResponse:
    """Show the form with the place, and save it."""
    visible = Thread.objects.visible_to(request.user).exclude(status="")
    thread: Thread = get_object_or_404(visible.select_related("theme"), pk=issue_id)
    issue = get_object_or_404(Issue, pk=thread.pk)
    issue.thread = thread
    if not issue.can_be_moved_by(request.user):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = PlaceForm(data, issue=issue, author=request.user)
    if request.method == "POST" and form.is_valid():
        new = issue_place.place_of(form.cleaned_data["place"], form.cleaned_data["position"])
        place.change(thread=thread, place=new)
        messages.success(request, _("The place has been saved."))
        return redirect(thread)
    issue_place.allow_map(request)
    heading = _("Change the place")
    context = {"thread": thread, "form": form, **thread_page.subpage_context(thread, heading)}
    return render(request, "forum/title.html", context)
