"""The check of all links, once a night, and of a page when it is published."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished

from core.models import Partner
from core.models.site_settings import SiteSettings, SiteWording
from core.run_each import run_each
from desk.links.finding import links_of
from desk.links.targets import Targets
from desk.models import LinkCheck, ListedLink

# Sources that are looked at together.
CHUNK = 50
# The hour of Denmark from which the check is due.
HOUR = 2
_OTHERS: tuple[type[models.Model], ...] = (Partner, SiteSettings, SiteWording)


def connect_signals() -> None:
    """Keep the list true for pages that are published or taken down."""
    page_published.connect(_on_published)
    page_unpublished.connect(_on_unpublished)


def _on_published(instance: Page, **_kwargs: Any) -> None:
    check([instance])


def _on_unpublished(instance: Page, **_kwargs: Any) -> None:
    _links_from([instance]).delete()


def check_due() -> int:
    """Check all links once a night; return how many are broken."""
    if not _claim():
        return 0
    run_each(_chunks(), check)
    _forget_the_gone()
    LinkCheck.objects.update(finished_at=timezone.now())
    return ListedLink.objects.exclude(state=ListedLink.State.EXTERNAL).count()


def _claim() -> bool:
    """Take tonight's check upon this process; return whether it is due and nobody else has."""
    now = timezone.localtime()
    today = now.date() if now.hour >= HOUR else now.date() - datetime.timedelta(days=1)
    LinkCheck.objects.get_or_create(pk=1)
    due = Q(claimed_for=None) | Q(claimed_for__lt=today)
    return bool(LinkCheck.objects.filter(due).update(claimed_for=today))


def _chunks() -> Iterator[list[models.Model]]:
    pages = Page.objects.live().filter(depth__gt=1)
    keys = list(pages.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        yield list(pages.filter(pk__in=keys[start : start + CHUNK]).specific())
    for model in _OTHERS:
        rows = list(model._default_manager.order_by("pk"))
        for start in range(0, len(rows), CHUNK):
            yield rows[start : start + CHUNK]


def check(sources: list[Any]) -> int:
    """Write down which links of `sources`, all of one model or all pages, are worth a look."""
    if not sources:
        return 0
    links = {source: links_of(source) for source in sources}
    targets = Targets(link for found in links.values() for link in found)
    wanted = {
        (source.pk, link.target): (state, targets.label(link)[:500])
        for source, found in links.items()
        for link in found
        if (state := targets.state(link, source))
    }
    with transaction.atomic():
        known = {(row.object_id, row.target): row for row in _links_from(sources)}
        gone = [row.pk for key, row in known.items() if key not in wanted]
        ListedLink.objects.filter(pk__in=gone).delete()
        new, changed = [], []
        for key, (state, label) in wanted.items():
            row = known.get(key)
            if row is None:
                row = ListedLink(content_type=_type_of(sources[0]), object_id=key[0], target=key[1])
                new.append(row)
            elif (row.state, row.label) == (state, label):
                continue
            else:
                changed.append(row)
            row.state, row.label = state, label
        # A page may be published while the check looks at it.
        ListedLink.objects.bulk_create(new, ignore_conflicts=True)
        ListedLink.objects.bulk_update(changed, ["state", "label"])
    return len(wanted)


def _forget_the_gone() -> None:
    """Delete the links of pages that are not live any more, and of what was deleted."""
    for model in (Page, *_OTHERS):
        there = Page.objects.live() if model is Page else model._default_manager.all()
        listed = ListedLink.objects.filter(content_type=ContentType.objects.get_for_model(model))
        listed.exclude(object_id__in=there.values("pk")).delete()


def _type_of(source: models.Model) -> ContentType:
    return ContentType.objects.get_for_model(Page if isinstance(source, Page) else source)


def _links_from(sources: list[Any]) -> "models.QuerySet[ListedLink]":
    keys = [source.pk for source in sources]
    return ListedLink.objects.filter(content_type=_type_of(sources[0]), object_id__in=keys)
