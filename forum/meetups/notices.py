"""The notice that the date of a meetup was chosen."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.display.formatting import format_dates, format_location
from events.models import Occurrence
from forum.models import Meetup, PollDate, Voter
from notifications.models import Activity, Category
from notifications.notices import activities, activity_types, topics
from notifications.notices.activity_types import Described, Kind
from residents.models import User

CHOSEN = "forum.meetup"


def notify_of_date(meetup: Meetup, date: PollDate) -> None:
    """Notify everybody who voted, and the followers of the thread.

    Those who said yes to `date` get a mail as well, so their notice is not mailed.
    """
    voters = Voter.objects.filter(poll=meetup.poll_id, user__isnull=False)
    addressed: dict[int, str | None] = dict.fromkeys(
        voters.values_list("user", flat=True), str(Category.SIGNUPS)
    )
    if meetup.organiser_id is not None:
        addressed[meetup.organiser_id] = None
    activities.publish(
        key=f"meetup:{meetup.pk}",
        kind=CHOSEN,
        object_id=meetup.pk,
        target=topics.event(meetup.event_id),
        topics=[topics.thread(meetup.thread_id)],
        addressed=addressed,
        area=meetup.thread.area,
    )


def _describe(batch: Sequence[Activity], reader: User) -> dict[int, Described]:
    meetups = (
        Meetup.objects.visible_to(reader)
        .filter(event__is_published=True)
        .select_related("thread", "event")
        .in_bulk({activity.object_id for activity in batch})
    )
    occurrences = {
        each.event_id: each
        for each in Occurrence.objects.select_related("event__area").filter(
            event__in=[meetup.event_id for meetup in meetups.values()]
        )
    }
    described = {}
    for activity in batch:
        meetup = meetups.get(activity.object_id)
        if meetup is None:
            continue
        occurrence = occurrences.get(meetup.event_id)
        when = format_dates(occurrence) if occurrence else ""
        described[activity.pk] = Described(
            title=meetup.event.title,
            title_language=meetup.thread.language,
            url=meetup.get_absolute_url(),
            text=_("The date is %(when)s. Sign up if you are coming.") % {"when": when},
            group=meetup.thread.title,
            detail=format_location(occurrence) if occurrence else "",
        )
    return described


def register() -> None:
    """Register the activity kind."""
    activity_types.register(
        Kind(
            CHOSEN,
            Category.FOLLOWED,
            _describe,
            lambda count: ngettext(
                "%(count)d meetup with a date", "%(count)d meetups with a date", count
            ),
        )
    )
