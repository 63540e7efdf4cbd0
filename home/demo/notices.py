"""What the people of the demo follow, and their notices."""

import datetime
from typing import Any

from django.utils import timezone

from core.models import Area, Theme
from forum.models import ThreadRead
from home.demo.content_files import read
from home.demo.people import People
from notifications.models import Activity, Notice, Subscription
from notifications.notices import activities, follows, topics
from residents.models import User

# Older notices and posts are read.
READ_AFTER = datetime.timedelta(days=4)
BETWEEN_PAGES = datetime.timedelta(hours=19)


def make_follows(people: People) -> int:
    """Make people follow topics, and return the primary key of the latest activity.

    People who follow anything already are left unchanged.
    """
    themes = {theme.slug: theme.pk for theme in Theme.objects.all()}
    areas = {area.slug: area for area in Area.objects.all()}
    for content in read("follows")["follows"]:
        person = people[content["person"]]
        if not Subscription.objects.filter(user=person).exists():
            _follow(person, content, themes, areas)
    return Activity.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _follow(
    person: User, content: dict[str, Any], themes: dict[str, int], areas: dict[str, Area]
) -> None:
    for topic in (
        *(topics.theme(themes[slug]) for slug in content["themes"]),
        *(topics.area(areas[slug].pk) for slug in content["areas"]),
        *(topics.near(kind) for kind in content["near"]),
    ):
        follows.follow(person, topic)


def make_notices(since: int) -> None:
    """Make the notices of the activities after `since`, and send no mail."""
    new_activities = Activity.objects.filter(pk__gt=since)
    now = timezone.now()
    # All pages were published just now; spread them over some days, as on a real site.
    page_activities = new_activities.filter(actor=None, spread_at=None).order_by("-pk")
    for number, activity in enumerate(page_activities):
        activity.created_at = now - number * BETWEEN_PAGES
        activity.save(update_fields=["created_at"])
    for activity in new_activities.filter(spread_at=None).order_by("created_at", "pk"):
        activities.spread(activity)
    notices = Notice.objects.filter(activity__in=new_activities)
    notices.update(mailed_at=now)
    notices.filter(created_at__lt=now - READ_AFTER).update(read_at=now)


def mark_posts_read(people: People) -> None:
    """Let everybody have read the older posts, so that the forum says what is new for them."""
    at = timezone.now() - READ_AFTER
    have_read = set(ThreadRead.objects.values_list("user", flat=True))
    ThreadRead.objects.bulk_create(
        ThreadRead(user=person, read_at=at)
        for person in people.values()
        if person.pk not in have_read
    )
