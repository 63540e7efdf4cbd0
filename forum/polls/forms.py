"""The forms of a date poll: propose, change, add dates and vote."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.dates import require_time
from core.text.fields import EmailField, LineField
from forum.guard.form import GuardedForm
from forum.models import MOST_DATES, Poll, PollDate, Thread, Vote
from forum.polls.formatting import when
from forum.polls.proposing import NewDate
from forum.threads.forms import SubmissionField
from residents.models import User

# A date may lie at most this far ahead, and last this long.
FURTHEST = datetime.timedelta(days=2 * 366)
LONGEST = datetime.timedelta(hours=16)
MOST_SEATS = 1_000
NOT_ALLOWED = _("These words cannot be posted here. Choose others.")
_ADD_TIME = _("Add the time, such as 19:00.")


def _picker() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class MomentField(forms.DateTimeField):
    """A date with a time to come, in the time zone of the site."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=_picker(),
            error_messages={
                "required": _("Choose a date and a time."),
                "invalid": _("Choose a date and a time, such as 2030-05-31 19:00."),
            },
            **kwargs,
        )

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        now = timezone.now()
        if value <= now:
            raise ValidationError(_("Choose a time in the future."), code="past")
        if value > now + FURTHEST:
            raise ValidationError(_("Choose a time within the next two years."), code="far")


class SeatsField(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            min_value=1,
            max_value=MOST_SEATS,
            widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": 1, "max": MOST_SEATS}),
            **kwargs,
        )


class PlaceField(LineField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Place"),
            required=False,
            max_length=120,
            help_text=_("Leave it empty if it is to be agreed."),
            **kwargs,
        )


class PollForm(GuardedForm):
    """Title, place and deadline of a proposed meetup, and who may do what."""

    title = LineField(label=_("What shall we do?"), max_length=120)
    place = PlaceField()
    closes_at = MomentField(
        label=_("Vote by"), help_text=_("After that, nobody can vote, and you choose the date.")
    )
    allows_dates = forms.BooleanField(label=_("Others can suggest more dates"), required=False)
    allows_email = forms.BooleanField(
        label=_("People without an account can vote, by a link that we email them"),
        required=False,
    )

    def __init__(
        self, *args: Any, author: User, thread: Thread, poll: Poll | None = None, **kwargs: Any
    ) -> None:
        self.author, self.thread, self.poll = author, thread, poll
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Refuse words that a moderator would have to read: a poll cannot wait for approval."""
        cleaned = super().clean() or self.cleaned_data
        require_time(self, ["closes_at"], str(_ADD_TIME))
        if not self.errors:
            self.guard(
                [cleaned["title"], cleaned["place"]],
                author=self.author,
                is_safety=self.thread.is_about_crime,
                before=f"{self.poll.title}\n{self.poll.place}" if self.poll else "",
            )
            if self.held:
                self.add_error("title", NOT_ALLOWED)
        return cleaned


class ProposeForm(PollForm):
    submission = SubmissionField()


class ChangePollForm(PollForm):
    """The same for an open poll, with the dates that can be removed."""

    def __init__(self, *args: Any, dates: Iterable[PollDate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dates = list(dates)
        if len(dates) > 1:
            self.fields["removed"] = forms.MultipleChoiceField(
                label=_("Remove dates"),
                required=False,
                choices=[(str(date.pk), when(date)) for date in dates],
                widget=forms.CheckboxSelectMultiple,
                help_text=_("Votes on a date that you remove do not count any more."),
            )
        self.count = len(dates)

    def clean_removed(self) -> list[int]:
        removed = [int(pk) for pk in self.cleaned_data["removed"]]
        if len(removed) >= self.count:
            raise ValidationError(_("Leave at least one date."), code="none_left")
        return removed


class DateForm(forms.Form):
    """One date to vote on."""

    starts_at = MomentField(label=_("Date and time"), required=False)
    ends = forms.TimeField(
        label=_("Ends at"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Enter a time, such as 21:00.")},
    )
    seats = SeatsField(label=_("At most this many"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        require_time(self, ["starts_at"], str(_ADD_TIME))
        starts_at, ends = cleaned.get("starts_at"), cleaned.get("ends")
        if starts_at is None:
            if not self.errors and (ends or cleaned.get("seats")):
                self.add_error("starts_at", _("Choose a date and a time."))
            return cleaned
        cleaned["ends_at"] = None
        if ends is not None:
            local = timezone.localtime(starts_at)
            end = timezone.make_aware(datetime.datetime.combine(local.date(), ends))
            if end <= starts_at:
                # Past midnight.
                next_day = local.date() + datetime.timedelta(days=1)
                end = timezone.make_aware(datetime.datetime.combine(next_day, ends))
            if end - starts_at > LONGEST:
                self.add_error("ends", _("The end must be after the start."))
            cleaned["ends_at"] = end
        return cleaned

    @property
    def new_date(self) -> NewDate | None:
        """The entered date; None if the row was left empty."""
        cleaned = self.cleaned_data
        if cleaned.get("starts_at") is None:
            return None
        return NewDate(cleaned["starts_at"], cleaned["ends_at"], cleaned.get("seats"))


# Rows for dates on a form; the rest is under "More dates".
FIRST_ROWS = 3


class _DateFormSet(forms.BaseFormSet):
    def clean(self) -> None:
        """Ask for at least one date, and for no date twice."""
        if any(self.errors):
            return
        starts: set[datetime.datetime] = set()
        for form in self.forms:
            date = form.new_date
            if date is None:
                continue
            if date.starts_at in starts:
                form.add_error("starts_at", _("This date is there already."))
            starts.add(date.starts_at)
        if not starts:
            self.forms[0].add_error("starts_at", _("Choose a date and a time."))

    def is_valid(self) -> bool:
        # `clean` adds errors to the forms, which Django has looked at by then.
        return super().is_valid() and not any(form.errors for form in self.forms)

    @property
    def has_errors(self) -> bool:
        """Whether the rows were sent, and something is wrong in one of them."""
        return self.is_bound and not self.is_valid()

    @property
    def first_rows(self) -> list[DateForm]:
        """The rows that are in view at once."""
        return list(self.forms[:FIRST_ROWS])

    @property
    def more_rows(self) -> list[DateForm]:
        return list(self.forms[FIRST_ROWS:])

    @property
    def dates(self) -> list[NewDate]:
        """The entered dates, without empty rows."""
        return [date for form in self.forms if (date := form.new_date) is not None]


def date_forms(data: Any = None, *, rows: int = MOST_DATES) -> Any:
    """Return the rows in which dates are entered; `rows` of them."""
    formset = forms.formset_factory(
        DateForm, formset=_DateFormSet, extra=rows, max_num=rows, absolute_max=rows
    )
    # The number of rows is that of the page, whatever was sent.
    if data is not None:
        data = data.copy()
        data["date-TOTAL_FORMS"], data["date-INITIAL_FORMS"] = str(rows), "0"
    made = formset(data, prefix="date")
    for number, form in enumerate(made.forms, start=1):
        form.number = number
    return made


class VoteForm(forms.Form):
    """The answers to the dates of a poll, as one person gives them."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        poll: Poll,
        dates: Iterable[PollDate],
        answers: Mapping[int, str] | None = None,
    ) -> None:
        super().__init__(data, initial={"version": poll.version})
        self.poll, self.dates, self.saved = poll, list(dates), answers
        for date in self.dates:
            self.fields[_name(date)] = forms.ChoiceField(
                label=when(date),
                choices=Vote.Answer.choices,
                required=False,
                initial=(answers or {}).get(date.pk, ""),
                widget=forms.RadioSelect,
                help_text=_places_left(date),
            )

    @property
    def seen_version(self) -> int:
        """The version of the dates that the reader has answered; 0 if it cannot be read."""
        version: int = self.cleaned_data.get("version") or 0
        return version if 0 < version <= self.poll.version else 0

    @property
    def answers(self) -> dict[int, str]:
        """The answers by the ids of the dates."""
        given = {date.pk: self.cleaned_data.get(_name(date), "") for date in self.dates}
        return {pk: answer for pk, answer in given.items() if answer}

    def answered(self, date: PollDate) -> str:
        """Return what was sent about `date`, which the poll may not have any more."""
        value = str(self.data.get(_name(date), ""))
        return str(Vote.Answer(value).label) if value in Vote.Answer.values else ""

    def with_dates(self, dates: Iterable[PollDate]) -> "VoteForm":
        """Return the form with the present dates of the poll, and what was entered in this one."""
        data: dict[str, Any] = {name: self.data[name] for name in self.data}
        data["version"] = str(self.poll.version)
        form = type(self)(data, poll=self.poll, dates=dates, answers=self.saved)
        # To be sent again, with whatever is missing.
        form.full_clean()
        return form

    def refuse_full(self, date: PollDate) -> None:
        """Say at `date` that it has no place left."""
        if _name(date) in self.fields:
            self.add_error(_name(date), _("All places on this date are taken."))


class EmailVoteForm(VoteForm):
    """The same for a reader without an account."""

    name = LineField(
        label=_("Your name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("Neighbours who are signed in see it beside your answers."),
    )
    email = EmailField(
        label=_("Your email address"),
        help_text=_("We send you a link to confirm your vote. Nobody else sees the address."),
    )


def _name(date: PollDate) -> str:
    return f"date_{date.pk}"


def _places_left(date: PollDate) -> str:
    left = date.seats_left
    if left is None:
        return ""
    return ngettext("%(count)d place left", "%(count)d places left", left) % {"count": left}
