"""The welcome: once, after the first sign-in, one step that can be skipped."""

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


def detour(user: User, url: str) -> str:
    """Return the way to the welcome page, and from there to `url`; nothing but the first time.

    It counts as offered now, whatever is answered: nobody is asked twice.
    """
    if not offer(user):
        return ""
    return f"{reverse('home:welcome')}?{urlencode({'next': url})}"


def offer(user: User) -> bool:
    """Note that `user` is welcomed; return whether it had not been noted before."""
    return bool(
        User.objects.filter(pk=user.pk, welcomed_at=None).update(welcomed_at=timezone.now())
    )


@transaction.atomic
def settle_in(
    *, user: User, area: Area | None, themes: Collection[int], offered: Collection[int]
) -> None:
    """Keep where `user` lives, and let them follow it and, of the `offered` themes, `themes`."""
    User.objects.filter(pk=user.pk).update(area=area)
    if area is not None:
        follows.follow(user, topics.area(area.pk))
    followed = themes_followed(user)
    for theme in offered:
        if theme in themes:
            follows.follow(user, topics.theme(theme))
        elif theme in followed:
            follows.stop(user, topics.theme(theme))


def themes_followed(user: User) -> set[int]:
    """Return the themes that `user` follows. One query."""
    followed = Subscription.objects.filter(
        user=user, mode=Subscription.Mode.FOLLOW, topic__startswith=topics.theme(0)[:-1]
    ).values_list("topic", flat=True)
    return set(parse_pks(topics.split(topic)[1] for topic in followed))
