"""The forms of meetups: choose the date, change the meetup, and cancel it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.text.fields import LineField
from forum.guard.form import GuardedForm
from forum.meetups.source import Plan
from forum.models import Meetup, PollDate, Post, Thread, Voter
from forum.polls.formatting import when
from forum.polls.forms import NOT_ALLOWED, DateForm, PlaceField, SeatsField
from residents.models import User


class MeetupForm(GuardedForm):
    """Base of the forms with the words of a meetup."""

    title = LineField(label=_("What shall we do?"), max_length=120)
    place = PlaceField()
    capacity = SeatsField(
        label=_("Places"),
        help_text=_(
            "Leave empty if there is no limit. When all are taken, there is a waiting list."
        ),
    )

    def __init__(
        self, *args: Any, author: User, thread: Thread, before: str = "", **kwargs: Any
    ) -> None:
        self.author, self.thread, self.before = author, thread, before
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Refuse words that a moderator would have to read."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            self.guard(
                [cleaned.get("title", ""), cleaned["place"]],
                author=self.author,
                is_safety=self.thread.is_about_crime,
                before=self.before,
            )
            if self.held:
                self.add_error("title" if "title" in self.fields else "place", NOT_ALLOWED)
        return cleaned


class ChooseForm(MeetupForm):
    """The date of a meetup, and how many can come."""

    title = None  # type: ignore[assignment]
    date = forms.TypedChoiceField(
        label=_("Which date?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a date.")},
    )
    field_order = ["date", "place", "capacity"]

    def __init__(self, *args: Any, dates: Iterable[PollDate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dates = {date.pk: date for date in dates}
        self.fields["date"].choices = [  # type: ignore[attr-defined]
            (date.pk, _option(date)) for date in self.dates.values()
        ]


class ChangeMeetupForm(DateForm, MeetupForm):
    """Words, time, places and the co-organiser of a meetup."""

    seats = None  # type: ignore[assignment]
    co_organiser = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Co-organiser"),
        required=False,
        empty_label=_("Nobody"),
        help_text=_(
            "Sees who is coming, and can change the meetup. You can choose among those who have "
            "written in the thread or voted."
        ),
    )
    field_order = ["title", "starts_at", "ends", "place", "capacity", "co_organiser"]

    def __init__(self, *args: Any, meetup: Meetup, plan: Plan, **kwargs: Any) -> None:
        self.meetup, self.plan = meetup, plan
        super().__init__(
            *args,
            thread=meetup.thread,
            before=f"{plan.title}\n{plan.place}",
            initial={
                "title": plan.title,
                "starts_at": plan.starts_at,
                "ends": timezone.localtime(plan.ends_at).time() if plan.ends_at else None,
                "place": plan.place,
                "capacity": plan.capacity,
                "co_organiser": meetup.co_organiser_id,
            },
            **kwargs,
        )
        self.fields["starts_at"].required = True
        candidates = people_of(meetup)
        if meetup.organiser_id != self.author.pk:
            # A co-organiser does not replace themselves.
            candidates = candidates.filter(pk=meetup.co_organiser_id or 0)
        field: Any = self.fields["co_organiser"]
        field.queryset = candidates
        field.label_from_instance = lambda user: user.public_name

    @property
    def new_plan(self) -> Plan:
        """The entered state of the meetup, which takes place as it did before."""
        cleaned = self.cleaned_data
        starts_at, ends_at = cleaned["starts_at"], cleaned["ends_at"]
        return Plan(
            title=cleaned["title"],
            place=cleaned["place"],
            starts_at=starts_at,
            ends_at=ends_at,
            capacity=cleaned["capacity"],
            status=self.plan.status,
            reason=self.plan.reason,
        )


class CancelForm(forms.Form):
    reason = LineField(
        label=_("Reason"),
        max_length=240,
        help_text=_("Everybody who is signed up gets it by email, exactly as you write it here."),
    )


def people_of(meetup: Meetup) -> QuerySet[User]:
    """Return the active accounts that have written in the thread or voted, but the organiser."""
    writers = Post.objects.filter(thread=meetup.thread_id).values("author")
    voters = Voter.objects.filter(poll__thread=meetup.thread_id).values("user")
    found = User.objects.filter(Q(pk__in=writers) | Q(pk__in=voters), is_active=True)
    return found.exclude(pk=meetup.organiser_id or 0).order_by("first_name", "last_name", "pk")


def _option(date: PollDate) -> str:
    return _("%(when)s: %(yes)d yes, %(maybe)d if need be, %(no)d no") % {
        "when": when(date),
        "yes": date.yes_count,
        "maybe": date.maybe_count,
        "no": date.no_count,
    }
