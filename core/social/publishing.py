"""Make the pictures of shared pages in the background.

Publishing a page queues its picture. What that could not make, or never heard of (another name of
the site or of a theme, a new drawing or template), `tick` makes a few at a time. Readers' requests
make none: they are led to the picture of the site meanwhile, and queue the missing one.
"""

import hashlib
import json
import logging
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import Max
from django_tasks import task
from wagtail.models import Page

from core.models import SiteRendition
from core.social.cards import TEMPLATE, SharedPage, SocialCard, default_card, list_cards
from core.social.images import is_stored, make_image
from core.themes import localized_themes
from core.typesetting import typesetter

logger = logging.getLogger(__name__)

# A missing picture is queued by readers no more often than this.
_PAUSE_SECONDS = 60
# Pages that one `tick` looks at, and pictures that it makes: other duties wait meanwhile.
_PAGES_PER_TICK = 200
_PICTURES_PER_TICK = 5
_PLACE, _COMPLETE = "social-images-place", "social-images-complete"
_DAY = 24 * 3600


def connect_signals() -> None:
    """Follow what Wagtail publishes. Called once, when the app is ready."""
    from wagtail.signals import page_published

    page_published.connect(_on_published)


def queue(owner: str) -> None:
    """Have the worker make the picture of `owner`, at most once a minute."""
    if cache.add(f"social-image-queued-{owner}", True, _PAUSE_SECONDS):
        make_image_task.enqueue(owner)


# Notices and the search do not wait for pictures.
@task(priority=-10)
def make_image_task(owner: str) -> None:
    """Make the picture of a `SocialCard.owner`, if it is still shared and none is stored."""
    card = card_of(owner)
    if card is not None:
        make_image(card)


def card_of(owner: str) -> SocialCard | None:
    """Return what the picture of a `SocialCard.owner` shows today; None if it is not shared."""
    kind, _dash, rest = owner.partition("-")
    if kind == "page":
        return page_card(int(rest))
    cards: list[SocialCard] = []
    for language, _name in settings.LANGUAGES:
        cards += [default_card(language), *list_cards(language)]
    return next((card for card in cards if card.owner == owner), None)


def page_card(page_id: int) -> SocialCard | None:
    """Return what the picture of a public page shows. Drafts and other pages have none."""
    found = Page.objects.live().public().filter(pk=page_id).first()
    page = found.specific if found else None
    if page is None or not isinstance(page, SharedPage) or not page.is_shared():
        return None
    return page.social_card(page.locale.language_code)


def make_missing() -> int:
    """Make some of the pictures that are missing; return how many. `tick` calls this.

    It looks through the pages only after something has changed that their pictures may show. A
    failure is logged and tried again after a day, or after the next change.
    """
    state = _state()
    if cache.get(_COMPLETE) == state:
        return 0
    place = cache.get(_PLACE, 0)
    made = tried = 0
    page_ids = _shared_page_ids(place)
    for card in _cards(page_ids, is_first=place == 0):
        if card is None or is_stored(card):
            continue
        if tried == _PICTURES_PER_TICK:
            # The next tick goes on with this page, or begins anew with a list.
            cache.set(_PLACE, (card.page_id or 1) - 1, _DAY)
            return made
        tried += 1
        try:
            made += make_image(card)
        except Exception:
            logger.exception("The picture of %s cannot be made.", card.owner)
    if len(page_ids) == _PAGES_PER_TICK:
        cache.set(_PLACE, page_ids[-1], _DAY)
    else:
        cache.delete(_PLACE)
        cache.set(_COMPLETE, state, _DAY)
    return made


def _cards(page_ids: list[int], *, is_first: bool) -> Iterator[SocialCard | None]:
    if is_first:
        for language, _name in settings.LANGUAGES:
            yield default_card(language)
            yield from list_cards(language)
    for page_id in page_ids:
        yield page_card(page_id)


def _shared_page_ids(after: int) -> list[int]:
    """Return the primary keys of the next public pages that have pictures of their own."""
    found: list[int] = []
    for model in apps.get_models():
        if issubclass(model, Page) and issubclass(model, SharedPage):
            pages: Any = model._default_manager
            rows = pages.live().filter(pk__gt=after).order_by("pk")
            found += rows.values_list("pk", flat=True)[:_PAGES_PER_TICK]
    return sorted(found)[:_PAGES_PER_TICK]


def _state() -> str:
    """Return a hash of what many pictures show: the site, its themes and pictures."""
    shown: list[Any] = [typesetter.version_of(TEMPLATE)]
    shown += [SiteRendition.objects.aggregate(last=Max("pk"))["last"]]
    for language, _name in settings.LANGUAGES:
        card = default_card(language)
        shown += [card.digest, card.site]
        shown += [[theme.id, theme.name, theme.colour] for theme in localized_themes(language)]
        shown += [str(theme.illustration) for theme in localized_themes(language)]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()


def _on_published(instance: Page, **_kwargs: Any) -> None:
    # Where tasks run at once, publishing would wait for the picture: the first reader asks for it.
    if instance.live and isinstance(instance, SharedPage) and not _tasks_run_at_once():
        # A failure is logged, and the page is published all the same.
        transaction.on_commit(lambda: _enqueue(instance.pk), robust=True)


def _enqueue(page_id: int) -> None:
    make_image_task.enqueue(f"page-{page_id}")


def _tasks_run_at_once() -> bool:
    return bool(settings.TASKS["default"]["BACKEND"] == settings.TASKS_BACKENDS["immediate"])
