"""The forms of a report, and of a moderator's answer to it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.text.fields import EmailField, LineField
from forum.house_rules import HouseRule
from forum.threads.forms import SubmissionField


class ReportForm(forms.Form):
    """What is wrong with a post, from a reader with an account."""

    submission = SubmissionField()
    rule = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=HouseRule.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of these.")},
    )
    text = LineField(
        label=_("Tell the moderators more"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only moderators read this. The author is not told who you are."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for words where no rule is named."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("rule") == HouseRule.OTHER and not (
            cleaned.get("text") or self.has_error("text")
        ):
            self.add_error("text", forms.ValidationError(_("Say what is wrong."), code="required"))
        return cleaned


class AnonymousReportForm(ReportForm):
    """The same for a reader without an account, who may want an answer."""

    email = EmailField(
        label=_("Your email address, if you want an answer"),
        required=False,
        help_text=_("We send you a link to confirm it. The author does not see it."),
    )


class AnswerForm(forms.Form):
    """Why a reported post stays."""

    answer = LineField(
        label=_("Your answer"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody who has reported the post gets this by email."),
    )
