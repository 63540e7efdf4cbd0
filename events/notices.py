"""What neighbours are told of events: published by the verbs, worded here.

Mail about one's own sign-up is owed by the verbs themselves, to those without an account as well.
What is published here stands in the list of notices.
"""

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.primary_keys import parse_pks
from core.themes import load_localized_themes
from events.display.list_items import pages_in, when_in_words
from events.models import Event, Occurrence, SignUp
from events.pages.models import EventPage
from notifications.models import Activity, Category
from notifications.notices import activities, activity_types, topics
from notifications.notices.activity_types import Described, Kind
from notifications.notices.topics import TopicLabel, TopicType
from residents.models import User

NEW, CHANGED, CANCELLED = "events.new", "events.changed", "events.cancelled"
MORE = "events.more"
OFFERED, TO_CALL = "events.offered", "events.to_call"
# By what the mail to those signed up is called.
_KINDS = {"event_changed": CHANGED, "event_cancelled": CANCELLED, "event_postponed": CHANGED}


def notify_of_event(event: Event, page: EventPage) -> None:
    """Have the followers of its theme, its town and its tags told of a new event, once."""
    followed = [topics.theme(event.theme_id), *map(topics.tag, page.tags.slugs())]
    if event.area_id is not None:
        followed.append(topics.area(event.area_id))
    activities.publish(
        key=f"event:{event.pk}",
        kind=NEW,
        object_id=event.pk,
        target=topics.event(event.pk),
        topics=followed,
        area=event.area,
    )


def notify_of_new_dates(first: Occurrence, change: str) -> None:
    """Have those told who follow the event: it has dates that it had not, of which `first` is the
    first. Once for each `change`."""
    target = topics.event(first.event_id)
    activities.publish(
        key=f"event:{first.event_id}:{MORE}:{change}",
        kind=MORE,
        object_id=first.pk,
        target=target,
        topics=[target],
    )


def notify_of_change(occurrence: Occurrence, mail: str, change: str) -> None:
    """Have those told whose time is moved or cancelled, and who follow the event.

    Those signed up are told of each time of theirs. Followers are told once of a `change`, however
    many times of the event it concerns; an empty one is a change by itself.
    """
    kind, target = _KINDS[mail], topics.event(occurrence.event_id)
    signed_up = _accounts(occurrence)
    change = change or f"{occurrence.pk}:{occurrence.sequence}"
    common: dict[str, Any] = {"kind": kind, "object_id": occurrence.pk, "target": target}
    if signed_up:
        activities.publish(
            key=f"occurrence:{occurrence.pk}:{occurrence.sequence}:signups",
            addressed=dict.fromkeys(signed_up, Category.SIGNUPS),
            **common,
        )
    news = activities.publish(
        key=f"event:{occurrence.event_id}:{kind}:{change}", topics=[target], **common
    )
    # Whoever has been told of their own seat is not told a second time as a follower.
    news.addressed |= {str(user_id): None for user_id in signed_up}
    Activity.objects.filter(pk=news.pk, spread_at=None).update(addressed=news.addressed)


def notify_of_offer(signup: SignUp) -> None:
    """Have the resident told who is offered seats; of somebody without an e-mail address, the
    organiser who wrote them down and has to call. Once for each offer."""
    person, kind = signup.user_id, OFFERED
    if not signup.email:
        person, kind = signup.added_by_id, TO_CALL
    if person is None:
        return
    activities.publish(
        key=f"signup:{signup.pk}:{kind}:{signup.sequence}",
        kind=kind,
        object_id=signup.pk,
        target=topics.event(signup.occurrence.event_id) if kind == OFFERED else "",
        addressed={person: Category.SIGNUPS},
    )


def _accounts(occurrence: Occurrence) -> list[int]:
    """Return the residents whose seats these are: by account, or by their confirmed address."""
    standing = SignUp.objects.standing().filter(occurrence=occurrence)
    confirmed = standing.exclude(status__in=SignUp.UNCONFIRMED).exclude(email="")
    people = User.objects.filter(
        Q(pk__in=standing.exclude(user=None).values("user"))
        | Q(email__in=confirmed.values("email"))
    )
    return list(people.order_by("pk").values_list("pk", flat=True))


def _describe_new(batch: Sequence[Activity], reader: User) -> dict[int, Described]:
    events = {
        event.pk: event
        for event in Event.objects.filter(
            pk__in={activity.object_id for activity in batch}, is_published=True
        )
    }
    pages = pages_in({event.translation_key for event in events.values()})
    themes = load_localized_themes()
    described = {}
    for activity in batch:
        event = events.get(activity.object_id)
        page = pages.get(event.translation_key) if event else None
        if event and page:
            theme = themes.get(event.theme_id)
            described[activity.pk] = Described(
                title=page.title,
                url=page.get_url() or "/",
                text=_("New in the calendar."),
                group=theme.name if theme else page.title,
            )
    return described


def _describe_change(batch: Sequence[Activity], reader: User) -> dict[int, Described]:
    occurrences = {
        occurrence.pk: occurrence
        for occurrence in Occurrence.objects.visible_to(reader)
        .filter(pk__in={activity.object_id for activity in batch})
        .select_related("event")
    }
    pages = pages_in({one.event.translation_key for one in occurrences.values()})
    described = {}
    for activity in batch:
        occurrence = occurrences.get(activity.object_id)
        page = pages.get(occurrence.event.translation_key) if occurrence else None
        if occurrence and page:
            is_own = activity.addressed.get(str(reader.pk)) == Category.SIGNUPS
            described[activity.pk] = Described(
                title=page.title,
                url=page.get_url() or "/",
                text=_change_in_words(activity.kind, occurrence, is_own=is_own),
                group=page.title,
            )
    return described


def _describe_offer(batch: Sequence[Activity], reader: User) -> dict[int, Described]:
    signups = {
        signup.pk: signup
        for signup in SignUp.objects.of(reader)
        .filter(pk__in={activity.object_id for activity in batch})
        .select_related("occurrence__event")
    }
    pages = pages_in({signup.occurrence.event.translation_key for signup in signups.values()})
    described = {}
    for activity in batch:
        signup = signups.get(activity.object_id)
        page = pages.get(signup.occurrence.event.translation_key) if signup else None
        if signup and page:
            when = {
                "when": when_in_words(signup.occurrence),
                "until": date_format(timezone.localtime(signup.expires_at), "DATETIME_FORMAT"),
            }
            described[activity.pk] = Described(
                title=page.title,
                url=reverse("events:mine"),
                text=(
                    _("You are offered a seat: %(when)s. Answer before %(until)s.") % when
                    if signup.can_be_accepted
                    else _("You were offered a seat: %(when)s.") % when
                ),
                group=page.title,
            )
    return described


def _describe_calls(batch: Sequence[Activity], reader: User) -> dict[int, Described]:
    signups = SignUp.objects.filter(added_by=reader).select_related("occurrence__event")
    found = signups.in_bulk({activity.object_id for activity in batch})
    pages = pages_in({signup.occurrence.event.translation_key for signup in found.values()})
    described = {}
    for activity in batch:
        signup = found.get(activity.object_id)
        if signup:
            page = pages.get(signup.occurrence.event.translation_key)
            title = page.title if page else signup.occurrence.event.title
            words = {
                "name": signup.name,
                "phone": signup.phone,
                "until": date_format(timezone.localtime(signup.expires_at), "DATETIME_FORMAT"),
            }
            described[activity.pk] = Described(
                title=title,
                url=reverse("events:attendee", args=[signup.occurrence_id, signup.pk]),
                text=(
                    _("Please call %(name)s, %(phone)s: a seat is offered until %(until)s.")
                    if signup.can_be_accepted
                    else _("%(name)s, %(phone)s, was offered a seat.")
                )
                % words,
                group=title,
            )
    return described


def _change_in_words(kind: str, occurrence: Occurrence, *, is_own: bool) -> str:
    """Return what became of `occurrence`, as it stands now."""
    when = {"when": when_in_words(occurrence)}
    if occurrence.is_cancelled:
        if is_own:
            return _("Cancelled: %(when)s. You were signed up.") % when
        return _("Cancelled: %(when)s.") % when
    if occurrence.is_postponed:
        return _("Postponed: %(when)s. A new date follows.") % when
    if kind == MORE:
        return _("New dates. The first of them: %(when)s.") % when
    if is_own:
        return _("The time or place has changed. You are signed up: %(when)s.") % when
    return _("The time or place has changed. Now: %(when)s.") % when


def _events(ids: Collection[str], reader: User) -> dict[str, TopicLabel]:
    events = list(Event.objects.filter(pk__in=parse_pks(ids), is_published=True))
    pages = pages_in({event.translation_key for event in events})
    named = {}
    for event in events:
        page = pages.get(event.translation_key)
        if page:
            named[str(event.pk)] = TopicLabel(page.title, page.get_url() or "")
    return named


def register() -> None:
    """Make the kinds and the topic of events known."""
    activity_types.register(
        Kind(
            NEW,
            Category.NEWS,
            _describe_new,
            lambda count: ngettext("%(count)d new event", "%(count)d new events", count),
        )
    )
    activity_types.register(
        Kind(
            CHANGED,
            Category.NEWS,
            _describe_change,
            lambda count: ngettext("%(count)d changed event", "%(count)d changed events", count),
        )
    )
    activity_types.register(
        Kind(
            CANCELLED,
            Category.NEWS,
            _describe_change,
            lambda count: ngettext("%(count)d cancellation", "%(count)d cancellations", count),
        )
    )
    activity_types.register(
        Kind(
            MORE,
            Category.NEWS,
            _describe_change,
            lambda count: ngettext(
                "%(count)d event with new dates", "%(count)d events with new dates", count
            ),
        )
    )
    activity_types.register(
        Kind(
            OFFERED,
            Category.NEWS,
            _describe_offer,
            lambda count: ngettext("%(count)d offered seat", "%(count)d offered seats", count),
        )
    )
    activity_types.register(
        Kind(
            TO_CALL,
            Category.NEWS,
            _describe_calls,
            lambda count: ngettext("%(count)d call to make", "%(count)d calls to make", count),
        )
    )
    topics.register(TopicType("event", _events))
