"""The field for the last day of what is asked for or offered."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from forum.models.help import latest_until


class UntilField(forms.DateField):
    """A day from today to the latest that a request can run until."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs = {
            "label": _("Until when?"),
            "required": False,
            "help_text": _(
                "For help, and for what you give away or look for. Without a date, it ends after "
                "30 days. We remind you before."
            ),
            "widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            **kwargs,
        }
        super().__init__(**kwargs)

    def clean(self, value: Any) -> datetime.date | None:
        day: datetime.date | None = super().clean(value)
        if day is None:
            return None
        if day < timezone.localdate():
            raise ValidationError(_("This day is over."), code="past")
        if day > latest_until():
            raise ValidationError(
                _("Choose a day until %(day)s. You can extend it later."),
                code="too_late",
                params={"day": date_format(latest_until())},
            )
        return day
