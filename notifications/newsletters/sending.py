"""Letters to followers: written, counted, sent once, and told like everything else.

A letter goes out as an activity. So mutes, preferences, digests and links to unsubscribe hold for
it, and whoever wants no mail has it in their list.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Count, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.models import (
    DEFAULT_TIMING,
    Activity,
    Category,
    Letter,
    LetterText,
    Preference,
    Subscription,
    Timing,
)
from notifications.models.letters import FORUM_TOPICS
from notifications.notices import (
    activities,
    activity_types,
    digests,
    notice_emails,
    topics,
)
from notifications.notices.activity_types import Described, Kind
from residents.models import User

# So many topics are offered, the most followed; a thread's own page leads to any other.
MAX_OFFERED = 200


class DailyLimitReached(Exception):
    """The followers of that topic have had as many letters today as is decent."""


class StalePreview(Exception):
    """The letter is not the one that was previewed any more."""


def may_write(user: User | AnonymousUser) -> bool:
    """Whether `user` may write letters at all."""
    return user.has_perm("notifications.send_letter") or user.has_perm(
        "notifications.send_forum_letter"
    )


def may_write_to(user: User | AnonymousUser, topic: str) -> bool:
    """Whether `user` may write to the followers of `topic`."""
    if not topics.can_be_followed(topic) or topics.is_near(topic):
        return False
    if user.has_perm("notifications.send_letter"):
        return True
    return topic.startswith(FORUM_TOPICS) and user.has_perm("notifications.send_forum_letter")


def write_url(user: User | AnonymousUser, topic: str) -> str:
    """Return where `user` writes to the followers of `topic`; empty for who may not."""
    if not may_write_to(user, topic):
        return ""
    return f"{reverse('letters:new')}?{urlencode({'topic': topic})}"


def followed_topics(user: User, *, also: str = "") -> list[tuple[str, str, int]]:
    """Return what somebody follows and `user` may write to: topic, name and number of followers.

    In the order of their names. `also` is offered whether or not anybody follows it.
    """
    followed = _following().exclude(topic__startswith="near:")
    if not user.has_perm("notifications.send_letter"):
        followed = followed.filter(topic__startswith=FORUM_TOPICS)
    by_topic = followed.values("topic").annotate(followers=Count("pk"))
    most = by_topic.order_by("-followers", "topic").values_list("topic", "followers")
    counts = dict(most[:MAX_OFFERED])
    if also and may_write_to(user, also):
        counts.setdefault(also, _following().filter(topic=also).count())
    named = topics.resolve(counts, user)
    found = [(topic, named[topic].name, counts[topic]) for topic in named]
    return sorted(found, key=lambda one: one[1].casefold())


def _following() -> QuerySet[Subscription]:
    return Subscription.objects.filter(mode=Subscription.Mode.FOLLOW, user__is_active=True)


def count_recipients(topic: str) -> tuple[int, int]:
    """Return how many follow `topic`, and how many of them want letters by mail."""
    following = _following().filter(topic=topic)
    followers = following.count()
    timing = Preference.objects.filter(category=Category.LETTERS, user__in=following.values("user"))
    if DEFAULT_TIMING[Category.LETTERS] == Timing.NEVER:
        return followers, timing.exclude(timing=Timing.NEVER).count()
    return followers, followers - timing.filter(timing=Timing.NEVER).count()


@transaction.atomic
def save_draft(
    *, letter: Letter | None, author: User, topic: str, texts: Mapping[str, tuple[str, str]]
) -> Letter:
    """Write a letter, or change a draft, and return it.

    `texts` holds subject and text for each language that it is written in. Raises `TypeError` for
    a letter that was sent.
    """
    now = timezone.now()
    if letter is None:
        letter = Letter.objects.create(topic=topic, author=author, created_at=now, changed_at=now)
    elif not Letter.objects.filter(pk=letter.pk, status=Letter.Status.DRAFT).update(
        topic=topic, changed_at=now
    ):
        raise TypeError("A letter that was sent stays as it is.")
    letter.refresh_from_db()
    letter.texts.exclude(language__in=texts).delete()
    for language, (subject, body) in texts.items():
        LetterText.objects.update_or_create(
            letter=letter, language=language, defaults={"subject": subject, "body": body}
        )
    return letter


@transaction.atomic
def send(*, letter: Letter, sender: User, seen: datetime.datetime) -> bool:
    """Send `letter` to the followers of its topic; return whether this did it.

    The second click on the button, and the second person, send nothing. `seen` is when the letter
    that was previewed had been changed. Raises `Changed` when it has been since, and `TooMany`
    when the followers have had their letters for today.
    """
    now = timezone.now()
    followers, _by_mail = count_recipients(letter.topic)
    named = topics.resolve([letter.topic], sender).get(letter.topic)
    sent = Letter.objects.filter(
        pk=letter.pk, status=Letter.Status.DRAFT, changed_at=seen, topic=letter.topic
    ).update(
        status=Letter.Status.SENT,
        sent_at=now,
        sender=sender,
        recipients=followers,
        topic_name=named.name if named else "",
    )
    if not sent:
        letter.refresh_from_db()
        if not letter.is_sent:
            raise StalePreview
        return False
    today = Letter.objects.filter(
        topic=letter.topic, sent_at__gt=now - datetime.timedelta(days=1), sent_at__lte=now
    )
    if today.count() > settings.LETTERS_PER_DAY:
        raise DailyLimitReached
    letter.refresh_from_db()
    # Nobody is its actor: who has muted the editor as a person still gets the partnership's letter.
    activities.publish(
        key=f"letter:{letter.pk}",
        kind="letter",
        object_id=letter.pk,
        target=f"letter:{letter.pk}",
        topics=[letter.topic],
        at=now,
    )
    return True


def describe(batch: Sequence[Activity], reader: User) -> dict[int, Described]:
    """Word the letters among the notices of `reader`."""
    sent = Letter.objects.filter(status=Letter.Status.SENT).prefetch_related("texts")
    letters = sent.in_bulk({activity.object_id for activity in batch})
    names = names_of(letters.values(), reader)
    return {
        activity.pk: describe_one(letters[activity.object_id], names[activity.object_id])
        for activity in batch
        if activity.object_id in letters
    }


def names_of(letters: Iterable[Letter], reader: User) -> dict[int, str]:
    """Return what the topic of each letter is called in the active language, by its key."""
    letters = list(letters)
    named = topics.resolve({letter.topic for letter in letters}, reader)
    return {
        letter.pk: named[letter.topic].name if letter.topic in named else letter.topic_name
        for letter in letters
    }


def describe_one(letter: Letter, name: str) -> Described:
    """Word a letter to those who follow what is called `name`, in the active language."""
    return Described(
        title=letter.subject,
        url=reverse("letters:letter", args=[letter.pk]),
        text=_("A letter to you who follow “%(name)s”") % {"name": name},
        group=name,
        body=letter.body,
    )


def as_mail(letter: Letter, language: str, reader: User) -> str:
    """Return the HTML of the mail that somebody gets who wants it at once, in `language`."""
    with translation.override(language):
        digest = digests.of_one(
            "letter", describe_one(letter, names_of([letter], reader)[letter.pk])
        )
        context = {
            **notice_emails.words_of(digest),
            "subject": digest.subject,
            "language": language,
            "site_name": settings.WAGTAIL_SITE_NAME,
            "unsubscribe_url": "#",
            "unsubscribe_label": _("Stop these mails"),
        }
        return render_to_string(f"{notice_emails.TEMPLATE}.html", context)


def register() -> None:
    """Make letters known as something to be told of."""
    activity_types.register(
        Kind(
            "letter",
            Category.LETTERS,
            describe,
            lambda count: ngettext("%(count)d letter", "%(count)d letters", count),
        )
    )
