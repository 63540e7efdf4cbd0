"""The threads and replies of the demo."""

import datetime
from typing import Any

from django.utils import timezone

from core.models import Area, Partner, Theme
from forum.guard.check import check
from forum.models import HeldPost, Post, Thread
from forum.moderation.actions import hide_post
from forum.threads import answering, holding, own_thread, posting, thanking
from home.demo import issues, pictures
from home.demo.content_files import read
from home.demo.help import help_each_other, until
from home.demo.people import People
from notifications.models import OutboxMessage
from residents.models import User
from residents.suspensions import suspension_of


def make_threads(people: People) -> None:
    """Make the threads and their replies, in the past. Existing threads are left unchanged."""
    themes = {theme.slug: theme for theme in Theme.objects.all()}
    areas = {area.slug: area for area in Area.objects.all()}
    existing_titles = {
        *Thread.objects.filter(is_example=True).values_list("title", flat=True),
        *HeldPost.objects.filter(is_example=True).values_list("title", flat=True),
    }
    now = timezone.now()
    for content in read("threads")["threads"]:
        if content["title"] in existing_titles:
            continue
        if "held" in content:
            _hold_thread(content, people, themes[content["theme"]])
            continue
        started_at = now - datetime.timedelta(days=content["days_ago"], hours=content["hours"])
        thread = posting.start_thread(
            author=people[content["author"]],
            partner=_partner(content),
            kind=content["kind"],
            title=content["title"],
            body=content["body"].strip(),
            theme=themes[content["theme"]],
            area=areas.get(content["area"]),
            language=content["language"],
            tags=content.get("tags", []),
            place=content.get("place"),
            until=until(content),
            at=started_at,
            is_example=True,
        )
        issues.complete(thread, content, people)
        first_post = thread.posts.get(number=1)
        pictures.attach_drawings(first_post, content)
        _thank(first_post, content, people)
        for reply in content.get("replies", []):
            at = started_at + datetime.timedelta(hours=reply["after_hours"])
            _make_reply(thread, reply, people, min(at, now))
        if content.get("closed"):
            own_thread.close(thread=thread)
        help_each_other(thread, content, people)


def _make_reply(
    thread: Thread, content: dict[str, Any], people: People, at: datetime.datetime
) -> None:
    if "held" in content:
        _hold(content, people, thread=thread, language=thread.language)
        return
    if "status" in content:
        issues.answer(thread, content, people, at)
        return
    author = people[content["author"]]
    if suspension_of(author.pk) is not None:
        # The thread is made again, and its neighbour writes no more by now.
        return
    post = posting.reply(
        thread=thread,
        author=author,
        partner=_partner(content),
        body=content["body"].strip(),
        reply_to=thread.posts.filter(number=content.get("to", 0)).first(),
        at=at,
    )
    pictures.attach_drawings(post, content)
    _thank(post, content, people)
    if content.get("is_answer") and thread.author is not None:
        answering.choose_answer(post=post, person=thread.author)
    if "hidden" in content:
        _hide(post, people["moderator"], content["hidden"])


def _thank(post: Post, content: dict[str, Any], people: People) -> None:
    """Let those thank for `post` who are named."""
    for person in content.get("thanks", []):
        thanking.give_thanks(post=post, person=people[person])


def _hold_thread(content: dict[str, Any], people: People, theme: Theme) -> None:
    """Hold a new thread for the moderators, as the guard does."""
    fields = {name: content[name] for name in ("kind", "title", "language")}
    _hold(content, people, theme=theme, **fields)


def _hold(content: dict[str, Any], people: People, **fields: Any) -> None:
    body = content["body"].strip()
    holding.hold(
        author=people[content["author"]],
        body=body,
        findings=check([body], is_safety=True),
        is_example=True,
        **fields,
    )


def _partner(content: dict[str, Any]) -> Partner | None:
    return Partner.objects.get(slug=content["partner"]) if "partner" in content else None


def _hide(post: Post, moderator: User, reason: str) -> None:
    """Hide `post` as a moderator does, without the mail to its author."""
    hide_post(post=post, moderator=moderator, reason=reason)
    keys = [f"moderation:{pk}" for pk in post.moderation_actions.values_list("pk", flat=True)]
    OutboxMessage.objects.filter(key__in=keys).delete()
