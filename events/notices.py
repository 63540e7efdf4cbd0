"""Activities about events: published when something changes, described for each reader.

The functions that change a sign-up queue the mails about it themselves, also for people
without an account. What is published here appears in the list of notices.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from taggit.models import Tag

from core.primary_keys import parse_pks
from core.themes import localized_themes
from events.display.formatting import format_dates, format_location
from events.display.localized_texts import texts_by_event
from events.models import Event, EventText, Occurrence, SignUp
from events.models.choices import SignUpAvailability
from notifications.models import Activity, Category
from notifications.notices import activities, activity_types, topics
from notifications.notices.activity_types import Described, Kind
from notifications.notices.topics import Reader, TopicLabel, TopicType
from residents.models import User

NEW, CHANGED, CANCELLED = "events.new", "events.changed", "events.cancelled"
MORE = "events.more"
OFFERED, TO_CALL = "events.offered", "events.to_call"
# Activity kinds by the name of the mail that goes to the people signed up.
_KINDS = {"event_changed": CHANGED, "event_cancelled": CANCELLED, "event_postponed": CHANGED}


def notify_of_event(event: Event) -> None:
    """Notify the followers of its theme, its area and its tags of a new event, once."""
    tags = Tag.objects.filter(event_texts__event=event).order_by("slug").distinct()
    topic_keys = [topics.tag(slug) for slug in tags.values_list("slug", flat=True)]
    if event.theme_id is not None:
        topic_keys.append(topics.theme(event.theme_id))
    if event.area_id is not None:
        topic_keys.append(topics.area(event.area_id))
    activities.publish(
        key=f"event:{event.pk}",
        kind=NEW,
        object_id=event.pk,
        target=topics.event(event.pk),
        topics=topic_keys,
        area=event.area,
    )


def notify_of_new_dates(first: Occurrence, change: str) -> None:
    """Notify the followers of an event of dates that were added, of which `first` is the first.

    Once for each `change`.
    """
    target = topics.event(first.event_id)
    activities.publish(
        key=f"event:{first.event_id}:{MORE}:{change}",
        kind=MORE,
        object_id=first.pk,
        target=target,
        topics=[target],
    )


def notify_of_change(occurrence: Occurrence, mail: str, change: str) -> None:
    """Notify the people signed up, and the followers of the event, that `occurrence` changed.

    People signed up are notified of each of their occurrences. Followers are notified once for
    each `change`, however many occurrences it touches; an empty `change` is one by itself.
    """
    kind, target = _KINDS[mail], topics.event(occurrence.event_id)
    attendees = _attendee_accounts(occurrence)
    change = change or f"{occurrence.pk}:{occurrence.sequence}"
    common: dict[str, Any] = {"kind": kind, "object_id": occurrence.pk, "target": target}
    if attendees:
        activities.publish(
            key=f"occurrence:{occurrence.pk}:{occurrence.sequence}:signups",
            addressed=dict.fromkeys(attendees, Category.SIGNUPS),
            **common,
        )
    activity = activities.publish(
        key=f"event:{occurrence.event_id}:{kind}:{change}", topics=[target], **common
    )
    # People notified of their own seat get no second notice as followers.
    activity.addressed |= {str(user_id): None for user_id in attendees}
    Activity.objects.filter(pk=activity.pk, spread_at=None).update(addressed=activity.addressed)


def notify_of_offer(signup: SignUp) -> None:
    """Notify a resident that seats are offered to them, once for each offer.

    If the sign-up has no e-mail address, notify the organiser who added it: they have to call.
    """
    user_id, kind = signup.user_id, OFFERED
    if not signup.email:
        user_id, kind = signup.added_by_id, TO_CALL
    if user_id is None:
        return
    activities.publish(
        key=f"signup:{signup.pk}:{kind}:{signup.sequence}",
        kind=kind,
        object_id=signup.pk,
        target=topics.event(signup.occurrence.event_id) if kind == OFFERED else "",
        addressed={user_id: Category.SIGNUPS},
    )


def _attendee_accounts(occurrence: Occurrence) -> list[int]:
    """Return the ids of the residents signed up, by account or by confirmed e-mail address."""
    signups = SignUp.objects.active().filter(occurrence=occurrence)
    confirmed = signups.exclude(status__in=SignUp.UNCONFIRMED).exclude(email="")
    people = User.objects.filter(
        Q(pk__in=signups.exclude(user=None).values("user")) | Q(email__in=confirmed.values("email"))
    )
    return list(people.order_by("pk").values_list("pk", flat=True))


def _label(event: Event, texts: Mapping[int, EventText]) -> TopicLabel:
    """Return title, address and language of `event`, also if it has no text in any language."""
    text = texts.get(event.pk)
    if text is None:
        return TopicLabel(event.title, "")
    return TopicLabel(text.title, text.url, text.language)


def _describe_new(batch: Sequence[Activity], reader: User) -> dict[int, Described]:
    following = Occurrence.objects.filter(event=OuterRef("pk")).upcoming()
    events = (
        Event.objects.filter(is_published=True)
        .annotate(next_id=Subquery(following.values("pk")[:1]))
        .in_bulk({activity.object_id for activity in batch})
    )
    occurrences = Occurrence.objects.select_related("event__area").in_bulk(
        {event.next_id for event in events.values() if event.next_id}
    )
    texts = texts_by_event(events)
    themes = localized_themes()
    described = {}
    for activity in batch:
        event = events.get(activity.object_id)
        if event is None:
            continue
        label, theme = _label(event, texts), themes.get(event.theme_id)
        described[activity.pk] = Described(
            title=label.name,
            title_language=label.language,
            url=label.url or "/",
            text=_("New in the calendar."),
            group=theme.name if theme else label.name,
            detail=_format_detail(occurrences.get(event.next_id)),
        )
    return described


def _describe_change(batch: Sequence[Activity], reader: User) -> dict[int, Described]:
    occurrences = (
        Occurrence.objects.visible_to(reader)
        .select_related("event__area")
        .in_bulk({activity.object_id for activity in batch})
    )
    texts = texts_by_event(occurrence.event_id for occurrence in occurrences.values())
    described = {}
    for activity in batch:
        occurrence = occurrences.get(activity.object_id)
        if occurrence is None:
            continue
        label = _label(occurrence.event, texts)
        is_own = activity.addressed.get(str(reader.pk)) == Category.SIGNUPS
        described[activity.pk] = Described(
            title=label.name,
            title_language=label.language,
            url=label.url or "/",
            text=_format_change(activity.kind, occurrence, is_own=is_own),
            group=label.name,
            detail=format_location(occurrence) if occurrence.takes_place else "",
        )
    return described


def _describe_offer(batch: Sequence[Activity], reader: User) -> dict[int, Described]:
    signups = (
        SignUp.objects.of(reader)
        .filter(occurrence__event__is_published=True)
        .select_related("occurrence__event")
        .in_bulk({activity.object_id for activity in batch})
    )
    texts = texts_by_event(signup.occurrence.event_id for signup in signups.values())
    described = {}
    for activity in batch:
        signup = signups.get(activity.object_id)
        if signup is None:
            continue
        label = _label(signup.occurrence.event, texts)
        times = {
            "when": format_dates(signup.occurrence),
            "until": date_format(timezone.localtime(signup.expires_at), "DATETIME_FORMAT"),
        }
        described[activity.pk] = Described(
            title=label.name,
            title_language=label.language,
            url=reverse("events:mine"),
            text=(
                _("We have a place for you: %(when)s. Reply by %(until)s.") % times
                if signup.can_be_accepted
                else _("You were offered a place: %(when)s.") % times
            ),
            group=label.name,
        )
    return described


def _describe_calls(batch: Sequence[Activity], reader: User) -> dict[int, Described]:
    signups = (
        SignUp.objects.filter(added_by=reader)
        .select_related("occurrence__event")
        .in_bulk({activity.object_id for activity in batch})
    )
    texts = texts_by_event(signup.occurrence.event_id for signup in signups.values())
    described = {}
    for activity in batch:
        signup = signups.get(activity.object_id)
        if signup is None:
            continue
        label = _label(signup.occurrence.event, texts)
        values = {
            "name": signup.name,
            "phone": signup.phone,
            "until": date_format(timezone.localtime(signup.expires_at), "DATETIME_FORMAT"),
        }
        described[activity.pk] = Described(
            title=label.name,
            title_language=label.language,
            url=reverse("events:attendee", args=[signup.occurrence_id, signup.pk]),
            text=(
                _("Please call %(name)s on %(phone)s. We are holding a place until %(until)s.")
                if signup.can_be_accepted
                else _("%(name)s, %(phone)s, was offered a place.")
            )
            % values,
            group=label.name,
        )
    return described


def _format_detail(occurrence: Occurrence | None) -> str:
    """Return when and where `occurrence` takes place, and how many places are left."""
    if occurrence is None:
        return ""
    parts = [format_dates(occurrence), format_location(occurrence)]
    if occurrence.state == SignUpAvailability.FREE and occurrence.seats_left is not None:
        left = occurrence.seats_left
        parts.append(
            ngettext("%(count)d place left", "%(count)d places left", left) % {"count": left}
        )
    elif occurrence.takes_place:
        parts.append(str(occurrence.state.label))
    return " · ".join(part for part in parts if part)


def _format_change(kind: str, occurrence: Occurrence, *, is_own: bool) -> str:
    """Return the present state of `occurrence` as the text of a notice."""
    when = {"when": format_dates(occurrence)}
    if occurrence.is_cancelled:
        if is_own:
            return _("Cancelled: %(when)s. You were signed up.") % when
        return _("Cancelled: %(when)s.") % when
    if occurrence.is_postponed:
        return _("Postponed: %(when)s. We will let you know the new date.") % when
    if kind == MORE:
        return _("New dates. The first is %(when)s.") % when
    if is_own:
        return _("The time or venue has changed. You are signed up: %(when)s.") % when
    return _("The time or venue has changed. Now: %(when)s.") % when


def _label_topics(ids: Collection[str], reader: Reader) -> dict[str, TopicLabel]:
    events = Event.objects.filter(pk__in=parse_pks(ids), is_published=True).in_bulk()
    texts = texts_by_event(events)
    return {str(event.pk): _label(event, texts) for event in events.values()}


def _themes(ids: Collection[str]) -> dict[str, int]:
    found = Event.objects.filter(pk__in=parse_pks(ids)).values_list("pk", "theme")
    return {str(pk): theme for pk, theme in found}


def register() -> None:
    """Register the activity kinds and the topic type of events."""
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
            lambda count: ngettext("%(count)d offered place", "%(count)d offered places", count),
        )
    )
    activity_types.register(
        Kind(
            TO_CALL,
            Category.NEWS,
            _describe_calls,
            lambda count: ngettext("%(count)d person to call", "%(count)d people to call", count),
        )
    )
    topics.register(TopicType("event", _label_topics, themes=_themes))
