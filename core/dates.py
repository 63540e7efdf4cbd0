"""Dates and times as people say them: "yesterday at 19:04"."""

import datetime
from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def natural_datetime(moment: datetime.datetime, otherwise: str = "DATETIME_FORMAT") -> str:
    """Return an aware `moment` in words near today, and in the format `otherwise` on other days.

    Only for pages: a mail is read on another day than the one on which it is written.
    """
    local = timezone.localtime(moment)
    days = (local.date() - timezone.localdate()).days
    time = {"time": date_format(local, "TIME_FORMAT")}
    if days == 0:
        return _("today at %(time)s") % time
    if days == 1:
        return _("tomorrow at %(time)s") % time
    if days == -1:
        return _("yesterday at %(time)s") % time
    return date_format(local, otherwise)


def seconds_to_midnight() -> float:
    """Return the seconds to midnight of the place: "today" is another day then."""
    now = timezone.now()
    tomorrow = timezone.localdate(now) + datetime.timedelta(days=1)
    midnight = timezone.make_aware(datetime.datetime.combine(tomorrow, datetime.time()))
    # In UTC: a day is 23 or 25 hours long when the clocks change.
    return (midnight.astimezone(datetime.UTC) - now).total_seconds()


def require_time(form: forms.BaseForm, names: Iterable[str], message: str) -> None:
    """Add `message` to each of the form's date and time fields in which no time was typed.

    Django reads such a date as midnight.
    """
    for name in names:
        if name in form.cleaned_data and _is_only_date(form[name].data or ""):
            form.add_error(name, ValidationError(message, code="no_time"))


def _is_only_date(typed: str) -> bool:
    try:
        return forms.DateField(required=False).clean(typed.strip()) is not None
    except ValidationError:
        return False
