"""Notices about threads, replies and mentions: their activities, texts and topics."""

import datetime
from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Exists, OuterRef
from django.db.models.functions import Substr
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.models import Area
from core.primary_keys import parse_pks
from core.text.language import guess_language
from core.text.markdown import plain_text
from core.themes import localized_themes
from forum import reply_addresses
from forum.models import Post, PostPicture, Thread
from notifications.models import Activity, Category
from notifications.notices import activities, activity_types, follows, notice_emails, topics
from notifications.notices.activity_types import Described, Kind
from notifications.notices.digests import MAX_QUOTED
from notifications.notices.topics import Reader, TopicLabel, TopicType
from residents.models import User

# The `id` of the form to reply with, on the page of a thread.
REPLY_FORM = "reply"

STARTED, REPLIED, MENTIONED = "forum.thread", "forum.reply", "forum.mention"
THANKED, ANSWERED = "forum.thanks", "forum.answer"
_HAS_PICTURES = Exists(PostPicture.objects.shown().filter(post=OuterRef("pk")))
# What a notice says of one post, and not of the whole thread.
_OF_ONE_POST = [REPLIED, MENTIONED, THANKED, ANSWERED]


def notify_of_thread(post: Post, at: datetime.datetime) -> None:
    """Notify the followers of the thread's theme, area, kind and tags; its author follows it."""
    thread = post.thread
    followed = [topics.theme(thread.theme_id)] if thread.theme_id else []
    if thread.area_id is not None:
        followed += [topics.area(thread.area_id), topics.near(thread.kind)]
    if thread.tag_ids:
        slugs = thread.tags.order_by("slug").values_list("slug", flat=True)
        followed += [topics.tag(slug) for slug in slugs]
    activities.publish(
        key=f"post:{post.pk}",
        kind=STARTED,
        object_id=post.pk,
        target=topics.thread(thread.pk),
        topics=followed,
        area=thread.area,
        at=at,
        **_actor_and_addressed(post, {}),
    )
    if post.author is not None:
        follows.follow_by_writing(post.author, topics.thread(thread.pk))


def notify_of_reply(post: Post, at: datetime.datetime) -> None:
    """Notify the thread's author and followers, the people mentioned, and who is answered.

    Each of them once. The author of the reply follows the thread from now on. The thread's author
    is notified only while they follow their thread.
    """
    thread, topic = post.thread, topics.thread(post.thread_id)
    addressed: dict[int, str | None] = {}
    if post.reply_to is not None and post.reply_to.author_id is not None:
        addressed[post.reply_to.author_id] = Category.MENTIONS
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
        **_actor_and_addressed(post, addressed),
    )
    if post.author is not None:
        follows.follow_by_writing(post.author, topic)


def notify_of_edit(post: Post) -> None:
    """Notify the people whom `post` mentions now and did not mention when it was published."""
    mentioned = post.mentions_in(post.body)
    if not mentioned:
        return
    published = Activity.objects.filter(key=f"post:{post.pk}")
    mentioned_before = {
        int(user_id)
        for addressed in published.values_list("addressed", flat=True)
        for user_id, category in addressed.items()
        if category == Category.MENTIONS
    }
    for user_id in sorted(mentioned - mentioned_before):
        activities.publish(
            # One activity for each person, however often the post is edited.
            key=f"post:{post.pk}:mention:{user_id}",
            kind=MENTIONED,
            object_id=post.pk,
            target=topics.thread(post.thread_id),
            **_actor_and_addressed(post, {user_id: Category.MENTIONS}),
        )


def _actor_and_addressed(post: Post, addressed: dict[int, str | None]) -> dict[str, Any]:
    """Return the arguments `actor` and `addressed` of `activities.publish`.

    A post in a partner's name has no actor, so that it also reaches people who mute its author;
    the author is addressed with None, which notifies them of nothing.
    """
    if post.partner_id is None or post.author_id is None:
        return {"actor": post.author, "addressed": addressed}
    return {"actor": None, "addressed": {**addressed, post.author_id: None}}


def withdraw(post: Post) -> None:
    """Mark the notices of a hidden post as read; for a first post, those of the whole thread."""
    if post.number == 1:
        hidden = Activity.objects.filter(target=topics.thread(post.thread_id))
    else:
        of_posts = Activity.objects.filter(kind__in=_OF_ONE_POST)
        hidden = of_posts.filter(object_id=post.pk)
    activities.withdraw(hidden)
    notice_emails.recall(hidden)


def _describe(batch: Sequence[Activity], reader: User) -> dict[int, Described]:
    posts = {
        post.pk: post
        for post in Post.objects.readable_by(reader)
        .filter(pk__in={activity.object_id for activity in batch})
        .select_related("author", "partner", "thread", "reply_to")
        .defer("body", "body_as_html", "reply_to__body", "reply_to__body_as_html")
        # Enough for a quotation, with its marks: a digest may have a thousand long posts.
        .annotate(beginning=Substr("body", 1, 3 * MAX_QUOTED), has_pictures=_HAS_PICTURES)
    }
    has_threads = any(activity.kind == STARTED for activity in batch)
    themes = localized_themes() if has_threads else None
    described = {}
    for activity in batch:
        if post := posts.get(activity.object_id):
            theme = themes.get(post.thread.theme_id) if themes else None
            theme_name = theme.name if theme else ""
            described[activity.pk] = _describe_one(activity, post, reader, theme_name)
    return described


def _describe_one(activity: Activity, post: Post, reader: User, theme_name: str) -> Described:
    name, thread = post.author_name, post.thread
    group = thread.title
    is_mention = activity.kind == MENTIONED or (
        activity.addressed.get(str(reader.pk)) == Category.MENTIONS
    )
    is_answered = post.reply_to is not None and post.reply_to.author_id == reader.pk
    # Who is answered and mentioned is told of the answer.
    is_mention = is_mention and not (is_answered and activity.kind == REPLIED)
    if activity.kind == STARTED:
        group = theme_name or thread.title
        text = _("%(name)s started a thread (%(kind)s).") % {
            "name": name,
            "kind": thread.kind_label.lower(),
        }
    elif is_mention:
        text = _("%(name)s mentioned you.") % {"name": name}
    elif thread.author_id == reader.pk:
        text = _("%(name)s replied in your thread.") % {"name": name}
    elif is_answered:
        text = _("%(name)s replied to what you wrote.") % {"name": name}
    else:
        text = _("%(name)s replied.") % {"name": name}
    # Its author and the moderators see a hidden thread, but a mail quotes nothing from it.
    is_public = not (post.is_hidden or thread.is_hidden)
    # A mail shows no pictures: it leads to them.
    if is_public and post.has_pictures:  # type: ignore[attr-defined]
        text = f"{text} {_('The post has pictures.')}"
    can_reply = activity.kind != STARTED and is_public
    # An annotation of the query.
    beginning: str = post.beginning  # type: ignore[attr-defined]
    excerpt = plain_text(beginning) if is_public else ""
    return Described(
        title=thread.title,
        url=post.get_absolute_url(),
        text=text,
        group=group,
        actor_name=name,
        # A post whose author has removed its text has an empty one.
        excerpt=Truncator(excerpt).chars(MAX_QUOTED),
        reply_url=f"{post.page_url}#{REPLY_FORM}" if can_reply else "",
        reply_address=reply_addresses.address_to_reply(reader, thread) if is_public else "",
        counted_as=MENTIONED if is_mention else "",
        title_language=thread.language,
        text_language=guess_language(excerpt, thread.language),
    )


def _thread_labels(ids: Collection[str], reader: Reader) -> dict[str, TopicLabel]:
    threads = Thread.objects.visible_to(reader).filter(pk__in=parse_pks(ids))
    return {
        str(thread.pk): TopicLabel(thread.title, thread.get_absolute_url(), thread.language)
        for thread in threads
    }


def _thread_themes(ids: Collection[str]) -> dict[str, int]:
    with_theme = Thread.objects.filter(pk__in=parse_pks(ids), theme__isnull=False)
    found = with_theme.values_list("pk", "theme")
    return {str(pk): theme for pk, theme in found}


def _area_labels(ids: Collection[str], reader: Reader) -> dict[str, TopicLabel]:
    list_url = reverse("forum:threads")
    areas = Area.objects.filter(pk__in=parse_pks(ids))
    return {str(area.pk): TopicLabel(area.name, f"{list_url}?area={area.slug}") for area in areas}


def _all_area_ids() -> list[str]:
    return [str(pk) for pk in Area.objects.values_list("pk", flat=True)]


def _near_labels(ids: Collection[str], reader: Reader) -> dict[str, TopicLabel]:
    list_url = reverse("forum:threads")
    return {
        kind: TopicLabel(Thread.Kind(kind).near_label, f"{list_url}?kind={kind}")
        for kind in ids
        if kind in Thread.Kind.values
    }


def register() -> None:
    """Register the forum's activity types and topics."""
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
    topics.register(TopicType("thread", _thread_labels, themes=_thread_themes))
    topics.register(
        TopicType(
            "area",
            _area_labels,
            offer=_all_area_ids,
            label=gettext_lazy("Towns and neighbourhoods"),
        )
    )
    topics.register(
        TopicType(
            "near", _near_labels, offer=lambda: Thread.Kind.values, label=gettext_lazy("Near me")
        )
    )
