"""Update events and their texts when Wagtail publishes, moves or hides an event page."""

import uuid
from collections.abc import Iterable
from functools import partial

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, Site
from wagtail.query import PageQuerySet
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from core.theme_limits import ThemedPagePermissionPolicy
from events.models import Event
from events.pages.event_page import EventPage
from events.pages.page_to_source import event_source, is_source, text_source
from events.scheduling.event_source import TextSource
from events.scheduling.publishing import hide_event, sync_event
from events.scheduling.texts import put_text, remove_text, update_urls

_BATCH = 500


def connect_signals() -> None:
    """Follow what Wagtail does with pages. Called once, when the app is ready."""
    page_published.connect(_on_published, sender=EventPage)
    page_unpublished.connect(_on_unpublished, sender=EventPage)
    post_save.connect(_on_saved, sender=EventPage)
    # Of any page: event pages below it move along.
    page_slug_changed.connect(_on_moved)
    post_page_move.connect(_on_moved)
    # The addresses of pages depend on all sites.
    post_save.connect(_on_sites_changed, sender=Site)
    post_delete.connect(_on_sites_changed, sender=Site)


def source_page_of(event: Event) -> EventPage | None:
    """Return the page that `event` is edited on, as published; None if it has no page."""
    pages = EventPage.objects.filter(translation_key=event.translation_key)
    return next((page for page in pages.order_by("pk") if is_source(page)), None)


def editable_events(user: AbstractBaseUser) -> QuerySet[EventPage, uuid.UUID]:
    """Return the translation keys of the events whose page, in any language, `user` may edit."""
    pages = ThemedPagePermissionPolicy(EventPage).instances_user_has_permission_for(user, "change")
    keys: QuerySet[EventPage, uuid.UUID] = pages.order_by().values("translation_key")
    return keys


def publish(page: EventPage) -> None:
    """Write the live `page` to its event; a translation writes its text only."""
    if is_source(page):
        sync_event(event_source(page), _texts(page))
    elif (event := page.event) is not None:
        put_text(event, text_source(page))
    # Two languages that are published for the first time at the same moment do not see each other
    # before both are committed: the translation finds no event, and the source no translation.
    transaction.on_commit(partial(_put_missing_texts, page.translation_key))


def refresh_urls(pages: PageQuerySet) -> None:
    """Bring the addresses of the texts in line with those of the live `pages`."""
    urls: dict[tuple[uuid.UUID, str], str] = {}
    for page in pages.live().select_related("locale").only("url_path", "translation_key", "locale"):
        urls[page.translation_key, page.locale.language_code] = page.get_url() or ""
        if len(urls) == _BATCH:
            update_urls(urls)
            urls = {}
    update_urls(urls)


def _put_missing_texts(translation_key: uuid.UUID) -> None:
    event = Event.objects.filter(translation_key=translation_key, is_published=True).first()
    if event is None:
        return
    written = list(event.texts.values_list("language", flat=True))
    pages = EventPage.objects.live().filter(translation_key=translation_key)
    for page in pages.exclude(locale__language_code__in=written).select_related("locale"):
        put_text(event, text_source(page))


def _texts(source: EventPage) -> Iterable[TextSource]:
    """Yield the text of the `source` page, then those of the other live pages of its event."""
    yield text_source(source, is_original=True)
    others = EventPage.objects.live().filter(translation_key=source.translation_key)
    for page in others.exclude(pk=source.pk).select_related("locale").order_by("pk"):
        yield text_source(page)


def _on_published(instance: EventPage, **_kwargs: object) -> None:
    # Wagtail also sends the signal when a page is only scheduled to go live later.
    if instance.live:
        publish(instance)


def _on_unpublished(instance: EventPage, **_kwargs: object) -> None:
    # Also sent before a live page is deleted.
    remove_text(instance.translation_key, instance.locale.language_code)
    if is_source(instance):
        hide_event(instance.translation_key)


def _on_saved(instance: EventPage, created: bool, **_kwargs: object) -> None:
    # Wagtail sends no `page_published` for an alias that is live from the start.
    if created and instance.live and instance.alias_of_id is not None:
        publish(instance)


def _on_moved(instance: Page, **_kwargs: object) -> None:
    refresh_urls(EventPage.objects.descendant_of(instance, inclusive=True))


def _on_sites_changed(**_kwargs: object) -> None:
    # After Wagtail has dropped its cached site roots.
    transaction.on_commit(lambda: refresh_urls(EventPage.objects.all()))
