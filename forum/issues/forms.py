"""The forms with which issues are answered and opened again."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Partner
from core.text.fields import MarkdownField
from core.text.markdown import MARKS_HELP
from forum.guard.form import GuardedForm
from forum.models import Issue, IssueStatus, Thread
from residents.models import User


class _AnswerForm(GuardedForm):
    """What the two forms share: a text that is published at once, so it cannot be held."""

    def __init__(self, *args: Any, thread: Thread, author: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.thread, self.author = thread, author

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and cleaned.get("text"):
            is_safety = self.thread.is_about_crime
            self.guard([cleaned["text"]], author=self.author, is_safety=is_safety)
            if self.held:
                text = _(
                    "This reads as if it pointed at somebody. Write what has happened to the "
                    "issue without saying who did it."
                )
                self.add_error("text", ValidationError(text, code="held"))
        return cleaned

    def say_that_status_changed(self, current: IssueStatus) -> None:
        """Explain that somebody was faster. What was typed is kept, and can be sent again."""
        data: Any = self.data
        self.data = data = data.copy()
        data["expected"] = current.value
        text = _("The status has changed while you wrote. It is now: %(status)s.")
        error = ValidationError(text, code="status_changed", params={"status": current.label})
        self.add_error(None, error)


class StatusForm(_AnswerForm):
    """The status, what there is to say about it, and for moderators who handles the issue."""

    expected = forms.ChoiceField(choices=IssueStatus.choices, widget=forms.HiddenInput)
    status = forms.ChoiceField(
        label=_("Status"), choices=IssueStatus.choices, widget=forms.RadioSelect
    )
    text = MarkdownField(label=_("Official reply"), rows=6, required=False, help_text=MARKS_HELP)
    promised_on = forms.DateField(
        label=_("Answer promised by"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Everybody sees this day. Leave it empty if you promise none."),
    )

    def __init__(
        self, *args: Any, thread: Thread, issue: Issue, author: User, **kwargs: Any
    ) -> None:
        initial = {
            "expected": thread.status,
            "status": thread.status,
            "promised_on": issue.promised_on,
            "handled_by": issue.handled_by_id,
        }
        super().__init__(*args, thread=thread, author=author, initial=initial, **kwargs)
        self.issue = issue
        if author.has_perm("forum.moderate"):
            self.fields["handled_by"] = forms.ModelChoiceField(
                Partner.objects.order_by("name"),
                label=_("Handled by"),
                required=False,
                empty_label=_("Nobody yet"),
                help_text=_("The members of this partner can answer and change the status."),
            )

    def clean_promised_on(self) -> datetime.date | None:
        """Refuse a day that has passed, unless it was promised before."""
        day: datetime.date | None = self.cleaned_data["promised_on"]
        if day and day != self.issue.promised_on and day < timezone.localdate():
            raise ValidationError(_("Choose a day that has not passed."), code="past")
        return day

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where an issue is declined."""
        cleaned = super().clean()
        declines = cleaned.get("status") == IssueStatus.DECLINED != cleaned.get("expected")
        if declines and not (cleaned.get("text") or self.has_error("text")):
            error = ValidationError(_("Say why the issue is declined."), code="required")
            self.add_error("text", error)
        return cleaned

    @property
    def details(self) -> dict[str, Any]:
        """The cleaned fields of `Issue`."""
        names = ("promised_on", "handled_by")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


class ReopenForm(_AnswerForm):
    """Why a closed issue is not done."""

    text = MarkdownField(
        label=_("What is still wrong?"),
        rows=6,
        help_text=_("Your words become a reply in the thread."),
    )
