"""The languages of a page live and die together: the source leads, and its translations follow.

Wagtail and wagtail-localize do this neither for expiry nor for moves, nor when a page is taken down
or deleted. Wagtail's signals reach every way in which that happens: the editor, bulk actions,
`publish_scheduled`, and code.

A translation keeps its own slug and its own text. It may be taken down or deleted alone.
"""

import datetime
from typing import Any

from django.conf import settings
from django.db.models.signals import pre_delete, pre_save
from wagtail.coreutils import find_available_slug
from wagtail.models import Page, PageLogEntry, Revision
from wagtail.signals import page_published, page_unpublished, post_page_move
from wagtail_localize.models import StringTranslation, Translation

from core.text.normalization import slug

# In the history of a translation.
UNPUBLISHED_WITH_SOURCE = "hub.unpublish_with_source"
# After one of these, a translation comes back with its source.
_WENT_WITH_SOURCE = (UNPUBLISHED_WITH_SOURCE, "wagtail.unpublish.scheduled")
_PUBLICATIONS = (
    *_WENT_WITH_SOURCE,
    *("wagtail.unpublish", "wagtail.publish", "wagtail.publish.scheduled"),
)


def connect_signals() -> None:
    """Follow what Wagtail does with pages. Called once, when the app is ready."""
    page_published.connect(_on_published)
    page_unpublished.connect(_on_unpublished)
    post_page_move.connect(_on_moved)
    # Sent for each page that is deleted, those below it included.
    pre_delete.connect(_on_delete, sender=Page)
    pre_save.connect(_on_translated_string, sender=StringTranslation)


def source_of(page: Page) -> Page | None:
    """Return the page that `page` follows: the one it was translated from, or is an alias of.

    Without a record of that, a page follows the one in the site's first language.
    """
    others = Page.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk)
    record = (
        Translation.objects.filter(
            source__object_id=page.translation_key, target_locale_id=page.locale_id
        )
        .select_related("source")
        .first()
    )
    if record is not None:
        return others.filter(locale_id=record.source.locale_id).first()
    if page.alias_of_id is not None:
        return others.filter(pk=page.alias_of_id).first()
    if page.locale.language_code != settings.LANGUAGE_CODE:
        return others.filter(locale__language_code=settings.LANGUAGE_CODE).first()
    return None


def translations_of(page: Page) -> list[Page]:
    """Return the pages that follow `page`, in other languages."""
    others = Page.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk)
    return [other.specific for other in others if _follows(other, page)]


def _follows(other: Page, page: Page) -> bool:
    source = source_of(other)
    # By primary key: to Django, a page and its specific page are not equal.
    return source is not None and source.pk == page.pk


def pages_deleted_with(pages: list[Page]) -> dict[Page, list[Page]]:
    """Return what is deleted along with each page, for Wagtail's confirmation."""
    return {page: translations_of(page) for page in pages}


def _on_published(instance: Page, **_kwargs: Any) -> None:
    """Give the translations the schedule of their source, and bring back those that went with it.

    Wagtail also sends the signal when a page is only scheduled to go live later.
    """
    for page in translations_of(instance):
        if page.alias_of_id is not None:  # Wagtail keeps aliases up to date
            continue
        _take_schedule(page, instance.go_live_at, instance.expire_at)
        if instance.live and _waits_for_source(page):
            page.get_latest_revision().publish()


def _on_unpublished(instance: Page, **_kwargs: Any) -> None:
    for page in translations_of(instance):
        page.revisions.update(approved_go_live_at=None)
        if page.live:
            page.unpublish(set_expired=instance.expired, log_action=UNPUBLISHED_WITH_SOURCE)


def _on_moved(instance: Page, parent_page_after: Page, **_kwargs: Any) -> None:
    for page in translations_of(instance):
        parent = Page.objects.filter(
            translation_key=parent_page_after.translation_key, locale_id=page.locale_id
        ).first()
        if parent is None or page.get_parent().pk == parent.pk:
            continue
        available = find_available_slug(parent, page.slug, ignore_page_id=page.pk)
        if available != page.slug:
            page.slug = available
            page.save(clean=False)
        page.move(parent, pos="last-child")


def _on_delete(instance: Page, **_kwargs: Any) -> None:
    for page in translations_of(instance):
        page.delete()


def _on_translated_string(instance: StringTranslation, **_kwargs: Any) -> None:
    """Write a translated slug in ASCII; wagtail-localize would drop the other letters."""
    if instance.context is not None and instance.context.path == "slug":
        instance.data = slug(instance.data) or instance.data


def _waits_for_source(page: Page) -> bool:
    """Whether `page` was taken down with its source, and nobody has worked on it since."""
    if page.live or page.latest_revision is None or page.last_published_at is None:
        return False
    entries = PageLogEntry.objects.filter(page=page.pk, action__in=_PUBLICATIONS)
    last = entries.order_by("-timestamp", "-pk").first()
    return (
        last is not None
        and last.action in _WENT_WITH_SOURCE
        and page.latest_revision.created_at <= page.last_published_at
    )


def _take_schedule(
    page: Page, go_live_at: datetime.datetime | None, expire_at: datetime.datetime | None
) -> None:
    """Set when `page` goes live and expires, also in the revisions that are still to be published.

    A publication of `page` that is scheduled already takes place with that of its source.
    """
    if (page.go_live_at, page.expire_at) == (go_live_at, expire_at):
        return
    Page.objects.filter(pk=page.pk).update(go_live_at=go_live_at, expire_at=expire_at)
    scheduled = page.revisions.exclude(approved_go_live_at=None)
    waiting: set[Revision] = set(scheduled)
    if page.latest_revision is not None:
        waiting.add(page.latest_revision)
    for revision in waiting:
        revision.content["go_live_at"] = go_live_at and go_live_at.isoformat()
        revision.content["expire_at"] = expire_at and expire_at.isoformat()
        approved = revision.approved_go_live_at and (go_live_at or revision.created_at)
        # Saving it would do more, such as writing to the history.
        Revision.objects.filter(pk=revision.pk).update(
            content=revision.content, approved_go_live_at=approved
        )
    page.go_live_at, page.expire_at = go_live_at, expire_at
