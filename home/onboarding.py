"""Onboarding: one optional step after the first sign-in."""

from collections.abc import Collection
from urllib.parse import urlencode

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core.models import Area
from core.primary_keys import parse_pks
from notifications.models import Subscription
from notifications.notices import follows, topics
from residents.models import User


def redirect_url(user: User, url: str) -> str:
    """Return the URL of the onboarding page, which leads on to `url`; empty if `user` had it."""
    if not mark_welcomed(user):
        return ""
    return f"{reverse('home:welcome')}?{urlencode({'next': url})}"


def mark_welcomed(user: User) -> bool:
    """Set `welcomed_at`; return False if it was set already, so that nobody is asked twice."""
    return bool(
        User.objects.filter(pk=user.pk, welcomed_at=None).update(welcomed_at=timezone.now())
    )


@transaction.atomic
def save_answers(
    *, user: User, area: Area | None, themes: Collection[int], offered: Collection[int]
) -> None:
    """Set the area of `user` and follow it, and follow exactly `themes` among those `offered`."""
    User.objects.filter(pk=user.pk).update(area=area)
    if area is not None:
        follows.follow(user, topics.area(area.pk))
    followed = followed_themes(user)
    for theme_id in offered:
        if theme_id in themes:
            follows.follow(user, topics.theme(theme_id))
        elif theme_id in followed:
            follows.stop(user, topics.theme(theme_id))


def followed_themes(user: User) -> set[int]:
    """Return the primary keys of the themes that `user` follows. One query."""
    followed = Subscription.objects.filter(
        user=user, mode=Subscription.Mode.FOLLOW, topic__startswith=topics.theme(0)[:-1]
    ).values_list("topic", flat=True)
    return set(parse_pks(topics.split(topic)[1] for topic in followed))
