"""The form of a moderator's decision."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.text.fields import LineField


class ReasonForm(forms.Form):
    """The statement of reasons. (DSA, art. 17)"""

    reason = LineField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The author gets this by email, and it is kept in the moderation log."),
    )
