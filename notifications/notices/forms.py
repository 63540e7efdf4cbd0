"""The form of a resident's notice preferences."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from notifications.models import Category, Preference, Timing
from notifications.notices.preferences import adjustable_by, weekday_of
from residents.models import User

CHOICE_ERRORS = {
    "required": _("Choose one of these."),
    "invalid_choice": _("Choose one of these."),
}


class PreferencesForm(forms.Form):
    """The timing of each category, and the day of the weekly mail."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        timings = Preference.objects.timings_of(user.pk)
        self.categories = adjustable_by(user)
        for category in self.categories:
            self.fields[category] = forms.ChoiceField(
                label=category.label,
                choices=Timing.choices,
                initial=timings[category],
                error_messages=CHOICE_ERRORS,
            )
        self.fields["weekly_on"] = forms.TypedChoiceField(
            label=_("Day of the weekly email"),
            choices=[(number, capfirst(name)) for number, name in WEEKDAYS.items()],
            coerce=int,
            initial=weekday_of(user),
            help_text=_("For the things you want to hear about once a week."),
            error_messages=CHOICE_ERRORS,
        )

    @property
    def timings(self) -> dict[Category, Timing]:
        return {category: Timing(self.cleaned_data[category]) for category in self.categories}
