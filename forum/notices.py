"""What neighbours are told of the forum: published by the verbs, worded here."""

import datetime
from collections.abc import Collection, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.models import Area
from core.primary_keys import parse_pks
from core.themes import load_localized_themes
from forum.models import Post, Thread
from forum.threads.thread_list import near_in_words
from notifications.models import Activity, Category
from notifications.notices import (
    activities,
    activity_types,
    follows,
    topics,
)
from notifications.notices.activity_types import Described, Kind
from notifications.notices.topics import TopicLabel, TopicType
from residents.models import User

STARTED, REPLIED, MENTIONED = "forum.thread", "forum.reply", "forum.mention"


def notify_of_thread(post: Post, at: datetime.datetime) -> None:
    """Have the followers of its theme and town told of a thread; its author follows it."""
    thread = post.thread
    followed = [topics.theme(thread.theme_id)]
    if thread.area_id is not None:
        followed += [topics.area(thread.area_id), topics.near(thread.kind)]
    activities.publish(
        key=f"post:{post.pk}",
        kind=STARTED,
        object_id=post.pk,
        target=topics.thread(thread.pk),
        topics=followed,
        area=thread.area,
        at=at,
        **_by(post, {}),
    )
    if post.author is not None:
        follows.follow_by_writing(post.author, topics.thread(thread.pk))


def notify_of_reply(post: Post, at: datetime.datetime) -> None:
    """Have those told of a reply who follow the thread, began it, or are mentioned.

    Whoever began it is told while they follow it: they may have stopped. Who replies follows.
    """
    thread, topic = post.thread, topics.thread(post.thread_id)
    addressed: dict[int, str | None] = {}
    if thread.author is not None and follows.is_following(thread.author, topic):
        addressed[thread.author.pk] = Category.MY_THREADS
    addressed |= dict.fromkeys(post.mentions_in(post.body), Category.MENTIONS)
    activities.publish(
        key=f"post:{post.pk}",
        kind=REPLIED,
        object_id=post.pk,
        target=topic,
        topics=[topic],
        area=thread.area,
        at=at,
        **_by(post, addressed),
    )
    if post.author is not None:
        follows.follow_by_writing(post.author, topic)


def notify_of_edit(post: Post) -> None:
    """Have those told whom `post` mentions now and never mentioned before."""
    mentioned = post.mentions_in(post.body)
    if not mentioned:
        return
    told = Activity.objects.filter(key=f"post:{post.pk}").values_list("addressed", flat=True)
    before = {
        int(user_id)
        for addressed in told
        for user_id, category in addressed.items()
        if category == Category.MENTIONS
    }
    for user_id in sorted(mentioned - before):
        activities.publish(
            key=f"post:{post.pk}:mention:{user_id}",
            kind=MENTIONED,
            object_id=post.pk,
            target=topics.thread(post.thread_id),
            **_by(post, {user_id: Category.MENTIONS}),
        )


def _by(post: Post, addressed: dict[int, str | None]) -> dict[str, Any]:
    """Return who did it and whom it is addressed to, as `publish` takes it.

    What is written in a partner's name is not the person's: it is told also to those who mute
    that person, and still not to the writer.
    """
    if post.partner_id is None or post.author_id is None:
        return {"actor": post.author, "addressed": addressed}
    return {"actor": None, "addressed": {**addressed, post.author_id: None}}


def withdraw(post: Post) -> None:
    """Count what tells of a hidden post as seen; of a hidden thread, all that leads to it."""
    if post.number == 1:
        concerned = Activity.objects.filter(target=topics.thread(post.thread_id))
    else:
        concerned = Activity.objects.filter(kind__in=[REPLIED, MENTIONED], object_id=post.pk)
    activities.withdraw(concerned)


def _describe(batch: Sequence[Activity], reader: User) -> dict[int, Described]:
    posts = {
        post.pk: post
        for post in Post.objects.visible_to(reader)
        .filter(pk__in={activity.object_id for activity in batch}, is_hidden=False)
        .select_related("author", "partner", "thread")
        .defer("body", "body_as_html")
    }
    themes = load_localized_themes() if any(one.kind == STARTED for one in batch) else None
    described = {}
    for activity in batch:
        if post := posts.get(activity.object_id):
            face = themes.get(post.thread.theme_id) if themes else None
            described[activity.pk] = _words(activity, post, reader, face.name if face else "")
    return described


def _words(activity: Activity, post: Post, reader: User, theme: str) -> Described:
    name, thread = post.author_name, post.thread
    title, group = thread.title, thread.title
    if activity.kind == STARTED:
        group = theme or title
        text = _("%(name)s started a thread (%(kind)s).") % {
            "name": name,
            "kind": thread.kind_label.lower(),
        }
    elif activity.kind == MENTIONED or activity.addressed.get(str(reader.pk)) == Category.MENTIONS:
        text = _("%(name)s mentioned you.") % {"name": name}
    elif thread.author_id == reader.pk:
        text = _("%(name)s replied in your thread.") % {"name": name}
    else:
        text = _("%(name)s wrote a reply.") % {"name": name}
    return Described(
        title=title, url=post.get_absolute_url(), text=text, group=group, actor_name=name
    )


def _threads(ids: Collection[str], reader: User) -> dict[str, TopicLabel]:
    found = Thread.objects.visible_to(reader).filter(pk__in=parse_pks(ids))
    return {str(thread.pk): TopicLabel(thread.title, thread.get_absolute_url()) for thread in found}


def _areas(ids: Collection[str], reader: User) -> dict[str, TopicLabel]:
    forum = reverse("forum:threads")
    found = Area.objects.filter(pk__in=parse_pks(ids))
    return {str(area.pk): TopicLabel(area.name, f"{forum}?area={area.slug}") for area in found}


def _all_areas() -> list[str]:
    return [str(pk) for pk in Area.objects.values_list("pk", flat=True)]


def _kinds_near(ids: Collection[str], reader: User) -> dict[str, TopicLabel]:
    forum = reverse("forum:threads")
    return {
        kind: TopicLabel(near_in_words(kind), f"{forum}?kind={kind}")
        for kind in ids
        if kind in Thread.Kind.values
    }


def register() -> None:
    """Make the forum's kinds and topics known."""
    activity_types.register(
        Kind(
            STARTED,
            Category.NEWS,
            _describe,
            lambda count: ngettext("%(count)d new thread", "%(count)d new threads", count),
        )
    )
    activity_types.register(
        Kind(
            REPLIED,
            Category.FOLLOWED,
            _describe,
            lambda count: ngettext("%(count)d new reply", "%(count)d new replies", count),
        )
    )
    activity_types.register(
        Kind(
            MENTIONED,
            Category.MENTIONS,
            _describe,
            lambda count: ngettext("%(count)d mention", "%(count)d mentions", count),
        )
    )
    topics.register(TopicType("thread", _threads))
    topics.register(
        TopicType("area", _areas, offer=_all_areas, label=gettext_lazy("Towns and neighbourhoods"))
    )
    topics.register(
        TopicType(
            "near", _kinds_near, offer=lambda: Thread.Kind.values, label=gettext_lazy("Near me")
        )
    )
