"""The form with which a moderator decides about an act that another has proposed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.text.fields import LineField


class ProposalReasonForm(forms.Form):
    """Why a moderator proposes to publish a text that waits."""

    reason = LineField(
        label=_("Why do you propose it?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only the moderators read this."),
    )


class ProposalAnswerForm(forms.Form):
    """Do it, or leave it with a word to the moderator who has proposed it."""

    CONFIRM, DECLINE = "confirm", "decline"

    decision = forms.ChoiceField(
        label=_("What do you decide?"),
        choices=[
            (CONFIRM, _("Confirm: it is done in both your names")),
            (DECLINE, _("Decline: nothing is done")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of these.")},
    )
    answer = LineField(
        label=_("Why do you decline?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only if you decline. The moderator who proposed it reads this."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("decision") == self.DECLINE and not cleaned.get("answer"):
            error = ValidationError(_("Write a word of why you decline."), code="required")
            self.add_error("answer", error)
        return cleaned
