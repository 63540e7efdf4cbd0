"""The pictures that drafts of pages show. Wagtail's index knows published references only."""

import json
from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from modelcluster.models import get_all_child_relations
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.models import Page, Revision

from core.blocks.lookups import stored_leaves
from core.models import SiteImage


def pictures_in_drafts() -> set[int]:
    """Return the keys of the pictures in the latest drafts of all pages. One query."""
    drafts = Page.objects.filter(Q(live=False) | Q(has_unpublished_changes=True))
    revisions = Revision.objects.filter(pk__in=drafts.values("latest_revision"))
    found: set[int] = set()
    for content_type, content in revisions.values_list("content_type", "content").iterator():
        model = ContentType.objects.get_for_id(content_type).model_class()
        if model is not None:
            found.update(_pictures_in(model, content))
    return found


def _pictures_in(model: type[models.Model], content: dict[str, Any]) -> Iterator[int]:
    """Yield the pictures in an object, as a revision stores it, and in its children."""
    for field in model._meta.concrete_fields:
        stored = content.get(field.name)
        if not stored:
            continue
        if field.related_model is SiteImage:
            yield int(stored)
        elif isinstance(field, StreamField):
            yield from _pictures_in_stream(field, stored)
    for relation in get_all_child_relations(model):
        for child in content.get(relation.get_accessor_name()) or ():
            yield from _pictures_in(relation.related_model, child)


def _pictures_in_stream(field: StreamField, stored: str) -> Iterator[int]:
    for block, raw in stored_leaves(field.stream_block, json.loads(stored)):
        if isinstance(raw, int) and isinstance(block, ImageBlock | ImageChooserBlock):
            yield raw
