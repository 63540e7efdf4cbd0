"""The two forms with which a moderator merges a thread into another: which one, and why."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.primary_keys import parse_pk
from core.text.fields import LineField
from forum.models import Thread
from forum.moderation import merging

# The number of a thread, alone or in its address, in any language of the site.
_NUMBER = re.compile(r"(?:^|/)#?([0-9]{1,18})/?(?:[?#].*)?$")


class OtherThreadForm(forms.Form):
    """The thread that stays. Cleaned, `into` is that `Thread`; for a merged one, where it leads."""

    into = LineField(
        label=_("Number or address of the thread that stays"),
        max_length=300,
        help_text=_("Copy the address from the other thread."),
    )

    def __init__(self, data: dict[str, str] | None, *, duplicate: Thread) -> None:
        super().__init__(data)
        self.duplicate = duplicate

    def clean_into(self) -> Thread:
        match = _NUMBER.search(self.cleaned_data["into"])
        pk = parse_pk(match[1]) if match else None
        found = Thread.objects.select_related("merged_into").filter(pk=pk).first() if pk else None
        if found is None:
            raise ValidationError(
                _("There is no such thread. Give its number or its address."), code="unknown"
            )
        other: Thread = found.merged_into or found
        if self.duplicate.merged_into_id != other.pk and (
            refusal := merging.refusal(self.duplicate, other)
        ):
            raise ValidationError(refusal.label, code=refusal)
        return other


class MergeForm(forms.Form):
    """Why the threads are merged. `into` keeps what was typed in `OtherThreadForm`."""

    into = forms.CharField(widget=forms.HiddenInput)
    reason = LineField(
        label=_("What do you say to the person who started it?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "They have broken no rule: say which thread was there already, and that theirs is "
            "not deleted. They get this by email, and it is kept in the moderation log."
        ),
    )
