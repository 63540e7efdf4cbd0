"""The mailed link with which a reporter without an account opens a closed issue again."""

from contextlib import suppress
from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from core.token_pages import token_page
from forum.anonymous_issues import links
from forum.issues import status
from forum.threads import posting


class ChosenReasonForm(forms.Form):
    """Why a closed issue is not done.

    A choice and no text: nobody reads it before it is published.
    """

    class Reason(models.TextChoices):
        NOT_DONE = "not_done", _("Nothing has changed: it is still wrong.")
        PARTLY_DONE = "partly_done", _("Only a part of it has been done.")
        CAME_BACK = "came_back", _("It was fine, and now it is wrong again.")

    reason = forms.ChoiceField(
        label=_("What is still wrong?"),
        choices=Reason,
        widget=forms.RadioSelect,
        help_text=_("Your answer becomes a reply in the thread."),
    )

    def text(self, language: str) -> str:
        """Return the chosen reason in that language."""
        with translation.override(language):
            return str(self.Reason(self.cleaned_data["reason"]).label)


@token_page
def reopen(request: HttpRequest, token: str) -> HttpResponse:
    """Open a closed issue again by the mailed link: GET asks why, POST acts."""
    reported = links.find_to_reopen(token)
    form = ChosenReasonForm(request.POST if request.method == "POST" else None)
    if reported is not None and reported.thread is not None and form.is_valid():
        text = form.text(reported.thread.language)
        # The page says what the status is now.
        with suppress(status.NotAllowed, status.StatusChanged, posting.PostingRefused):
            status.reopen_without_account(reported=reported, text=text)
        return redirect(request.path)
    context: dict[str, Any] = {
        "thread": reported.thread if reported else None,
        "can_reopen": reported is not None and status.can_be_reopened_by_reporter(reported),
        "form": form,
        "robots": "noindex",
        "alternates": [],
    }
    code = 200 if reported else 404
    return render(request, "forum/anonymous_issues/reopen.html", context, status=code)
